package gevent.monkey;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code Time.sleep}: Python's, and cooperative. */
@ExtendWith(FreshHub.class)
class TimeTest {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final double LONG = 600;

    private final List<String> seen = new ArrayList<>();

    @Test
    void letsOthersRun() {
        Greenlet<?> first = spawn(() -> {
            seen.add("sleeps");
            Time.sleep(0.005);
            seen.add("has slept");
        });
        Greenlet<?> second = spawn(() -> {
            seen.add("other");
        });
        joinall(first, second);

        assertEquals(List.of("sleeps", "other", "has slept"), seen);
    }

    @Test
    void whoSleepsLessWakesFirst() {
        joinall(spawn(() -> {
            Time.sleep(0.03);
            seen.add("long");
        }), spawn(() -> {
            Time.sleep(0.005);
            seen.add("short");
        }));

        assertEquals(List.of("short", "long"), seen);
    }

    @Test
    void letsGreenletsRunWhileMainSleeps() {
        spawn(() -> {
            seen.add("greenlet");
        });
        Time.sleep(0.005);

        assertEquals(List.of("greenlet"), seen);
    }

    @Test
    void zeroOnlyLetsOthersRun() {
        spawn(() -> {
            seen.add("greenlet");
        });
        Time.sleep(0);

        assertEquals(List.of("greenlet"), seen);
    }

    @Test
    void isNeverShorterThanAsked() {
        long start = System.nanoTime();
        Time.sleep(0.02);

        assertTrue(System.nanoTime() - start >= 20_000_000);
    }

    @Test
    void lessThanZeroIsRefused() {
        assertEquals("sleep length must be non-negative",
                assertThrowsExactly(IllegalArgumentException.class, () -> Time.sleep(-1)).getMessage());
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThrowsExactly(IllegalArgumentException.class, () -> Time.sleep(Double.NaN));
    }

    @Test
    void aTimeoutSurfacesInIt() {
        assertThrows(Timeout.class, () -> withTimeout(SOON, () -> {
            Time.sleep(LONG);
            return null;
        }));
    }

    @Test
    void aKillSurfacesInIt() {
        Greenlet<?> sleeper = spawn(() -> {
            try {
                Time.sleep(LONG);
            } catch (GreenletExit exit) {
                seen.add("killed");
                throw exit;
            }
        });
        Time.sleep(0);
        sleeper.kill();

        assertEquals(List.of("killed"), seen);
    }

    @Test
    void aVirtualThreadWithoutHubSleepsToo() throws Exception {
        long start = System.nanoTime();
        OtherThread.startVirtual(() -> {
            Time.sleep(0.02);
            return null;
        }).result();

        assertTrue(System.nanoTime() - start >= 20_000_000);
    }
}
