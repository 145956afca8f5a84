package gevent.testing;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A simulation that does not end fails, with a report. */
class LimitsTest {
    private static void assertFails(Simulation simulation, double pause) {
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> simulation.play(() -> {
            while (true) {
                sleep(pause);
            }
        }));

        assertTrue(failure.getMessage().contains("still runs"), failure::getMessage);
        assertTrue(failure.getMessage().contains("LimitsTest"), failure::getMessage);
    }

    @Test
    void thereIsALimitOfSteps() {
        Simulation simulation = new Simulation(1).mostSteps(500);
        assertFails(simulation, 0);

        assertTrue(simulation.trace().steps() < 1000, simulation::toString);
    }

    @Test
    void thereIsALimitOfVirtualTime() {
        Simulation simulation = new Simulation(1).mostVirtualTime(Duration.ofHours(1));
        assertFails(simulation, 7);

        assertEquals(0, simulation.elapsed().toHours());
    }

    @Test
    void thereIsALimitOfRealTime() {
        assertFails(new Simulation(1).mostRealTime(Duration.ofMillis(50)), 0);
    }

    @Test
    void limitsAreAboveZero() {
        assertThrows(IllegalArgumentException.class, () -> new Simulation(1).mostSteps(0));
        assertThrows(IllegalArgumentException.class, () -> new Simulation(1).mostVirtualTime(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new Simulation(1).mostRealTime(Duration.ofNanos(-1)));
    }
}
