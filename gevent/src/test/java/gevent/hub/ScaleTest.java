package gevent.hub;

import static gevent.Gevent.joinall;
import static gevent.Gevent.killall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many greenlets at once. */
@Tag("io")
@ExtendWith(FreshHub.class)
class ScaleTest {
    private static final int MANY = 100_000;

    @Test
    void aHundredThousandSleepAtOnce() {
        VirtualTime.onNewHub();
        int[] asleep = {0};
        int[] most = {0};
        List<Greenlet<?>> all = new ArrayList<>(MANY);
        for (int i = 0; i < MANY; i++) {
            all.add(spawn(() -> {
                most[0] = Math.max(most[0], ++asleep[0]);
                sleep(2);
                asleep[0]--;
            }));
        }

        assertEquals(MANY, joinall(all).size());
        assertEquals(0, asleep[0]);
        assertEquals(MANY, most[0]);
    }

    @Test
    void aHundredThousandAreKilledAtOnce() {
        List<Greenlet<?>> all = new ArrayList<>(MANY);
        for (int i = 0; i < MANY; i++) {
            all.add(spawn(() -> sleep(Duration.ofHours(1))));
        }
        sleep();
        killall(all);

        assertTrue(all.stream().allMatch(Greenlet::isDead));
    }

    @Test
    void aChainOfTenThousandJoinsEnds() {
        Greenlet<Integer> last = spawn(() -> 0);
        for (int i = 0; i < 10_000; i++) {
            Greenlet<Integer> previous = last;
            last = spawn(() -> previous.get() + 1);
        }

        assertEquals(10_000, last.get());
    }

    @Test
    void aThousandHubsThatPolledSocketsLeaveNoDescriptors() throws Exception {
        pollAndClose(10);
        int before = descriptors();

        pollAndClose(1_000);

        assertTrue(descriptors() < before + 100, () -> descriptors() + " descriptors, " + before + " before");
    }

    private static void pollAndClose(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Endpoint listener = Transport.get().newListener();
            listener.bind(new InetSocketAddress("localhost", 0));
            listener.listen(1);
            assertFalse(listener.await(IoWatcher.READ, Duration.ZERO));
            listener.close();
            Hub.get().close();
        }
    }

    /** How many this process has open; always 0 on a system that does not say. */
    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}
