package samples.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a goal is met, and how it is written. */
class GoalTest {
    @Test
    void withinIncludesItsLimit() {
        assertTrue(Goal.within(1.15, "floor").isMet(1.15));
        assertFalse(Goal.within(1.15, "floor").isMet(1.16));
    }

    @Test
    void whoIsAsFastIsNotAhead() {
        assertTrue(Goal.ahead("peer").isMet(0.99));
        assertFalse(Goal.ahead("peer").isMet(1));
    }

    @Test
    void itsTextTellsWhichOfTheTwoItIs() {
        assertEquals("≤ 1.15", Goal.within(1.15, "floor").toString());
        assertEquals("< 1", Goal.ahead("peer").toString());
        assertEquals("≤ 3", Goal.atMost(3).toString());
        assertEquals("≤ 120", Goal.atMost(120).toString());
    }
}
