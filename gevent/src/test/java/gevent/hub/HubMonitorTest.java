package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The monitor of a hub: it names who does not give way. */
@ExtendWith(FreshHub.class)
class HubMonitorTest {
    private static final Duration LIMIT = Duration.ofMillis(20);

    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private AutoCloseable monitor;

    @BeforeEach
    void watch() {
        monitor = Hub.get().startMonitor(LIMIT, warnings::add);
    }

    @AfterEach
    void end() throws Exception {
        monitor.close();
    }

    /** Keeps the hub until the monitor has said so. */
    private String hogUntilReported() {
        while (warnings.isEmpty()) {
            Thread.onSpinWait();
        }
        return warnings.peek();
    }

    @Test
    void itNamesTheGreenletAndWhereItStands() {
        Greenlet<String> hog = spawn(this::hogUntilReported);
        hog.setName("hog");

        String warning = hog.get();

        assertTrue(warning.contains("\"hog\"") && warning.contains("hogUntilReported"), warning);
    }

    @Test
    void itNamesACallbackOfTheLoop() {
        Waiter<String> said = new Waiter<>();
        Hub.get().runCallback(() -> said.switchTo(hogUntilReported()));

        String warning = said.get();

        assertTrue(warning.contains("a callback of the loop"), warning);
    }

    @Test
    void itSaysItOnce() {
        spawn(() -> {
            hogUntilReported();
            for (long end = System.nanoTime() + 4 * LIMIT.toNanos(); System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        }).join();

        assertEquals(1, warnings.size());
    }

    @Test
    void itSaysNothingOfThoseThatWait() {
        spawn(() -> sleep(Duration.ofNanos(4 * LIMIT.toNanos()))).join();

        assertEquals(0, warnings.size());
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Hub.get().startMonitor(Duration.ZERO));
    }
}
