package gevent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.Reference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done when an object is collected, or before. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CleanupTest {
    private static void collectUntil(CountDownLatch done) throws InterruptedException {
        while (!done.await(10, TimeUnit.MILLISECONDS)) {
            System.gc();
        }
    }

    private static void forget(Runnable action) {
        Cleanup.of(new Object(), action);
    }

    @Test
    void itRunsWhenTheObjectWasCollected() throws InterruptedException {
        CountDownLatch run = new CountDownLatch(1);
        forget(run::countDown);

        collectUntil(run);
    }

    @Test
    void itRunsOnce() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Object object = new Object();
        Cleanup cleanup = Cleanup.of(object, runs::incrementAndGet);
        cleanup.run();
        cleanup.run();
        Reference.reachabilityFence(object);
        CountDownLatch later = new CountDownLatch(1);
        forget(later::countDown);
        collectUntil(later);

        assertEquals(1, runs.get());
    }

    @Test
    void oneThatThrowsDoesNotKeepTheNextFromRunning() throws InterruptedException {
        CountDownLatch thrown = new CountDownLatch(1);
        forget(() -> {
            thrown.countDown();
            throw new IllegalStateException("thrown on purpose");
        });
        collectUntil(thrown);
        CountDownLatch run = new CountDownLatch(1);
        forget(run::countDown);

        collectUntil(run);
    }
}
