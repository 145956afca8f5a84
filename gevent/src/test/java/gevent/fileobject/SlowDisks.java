package gevent.fileobject;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertFalse;

import gevent.Greenlet;
import gevent.threadpool.Pools;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Disks that take their time. */
final class SlowDisks {
    private SlowDisks() {
    }

    /** Runs {@code body} while all threads for files are busy: it must wait, and let others run. */
    static <V> V whileDisksAreSlow(Callable<V> body) {
        CountDownLatch fast = new CountDownLatch(1);
        for (int i = 0; i < Pools.files().maxsize(); i++) {
            Pools.files().spawn(() -> fast.await());
        }
        Greenlet<V> greenlet = spawn(body);
        try {
            sleep();
            sleep();
            assertFalse(greenlet.isReady());
        } finally {
            fast.countDown();
        }
        return greenlet.get();
    }
}
