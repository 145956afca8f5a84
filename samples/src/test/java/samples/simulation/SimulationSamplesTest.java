package samples.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.testing.Simulated;
import gevent.testing.Simulation;
import gevent.testing.SimulationFailure;
import org.junit.jupiter.api.Test;

/** What the samples of gevent.testing show. */
class SimulationSamplesTest {
    @Test
    void aWeekOfRetriesIsTheSameEachTime() {
        Breaker week = Simulation.run(1, Breaker::week);
        Breaker again = Simulation.run(1, Breaker::week);

        assertEquals(week.attempts(), again.attempts());
        assertEquals(week.answers(), again.answers());
    }

    @Simulated(seeds = 3)
    void theBreakerKeepsToItsLimits() {
        Breaker week = Breaker.week();

        // 16 hours of 7 days, once a minute, save what the breaker takes to close in the morning.
        assertTrue(week.answers() > 7 * 16 * 60 - 7 * 15 && week.answers() <= 7 * 16 * 60, () -> week.answers() + "");
        // Of 8 hours of each night three attempts each ten minutes.
        assertTrue(week.attempts() - week.answers() <= 7 * 8 * 6 * 3, () -> week.attempts() + "");
    }

    @Test
    void theBanksRaceIsMissedByOneRunAndFoundAndReplayed() {
        Simulation.run(1, Bank::spendTwice);

        SimulationFailure found = assertThrows(SimulationFailure.class,
                () -> Simulation.explore(100_000, Bank::spendTwice));

        assertThrows(AssertionError.class, () -> Simulation.run(found.seed(), Bank::spendTwice));
    }

    @Test
    void aRegisterWhoseReadersWriteBackNeverGoesBackwards() {
        Simulation.explore(100, () -> Register.check(true));
    }

    @Test
    void aRegisterWhoseReadersDoNotIsFoundOut() {
        assertThrows(SimulationFailure.class, () -> Simulation.explore(200, () -> Register.check(false)));
    }
}
