package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The end of a greenlet: what its parent gets, and what the dead still do. */
class DeathTest {
    private final Greenlet main = Greenlet.current();

    @Test
    void theReturnedValueGoesToTheParent() {
        Greenlet twice = new Greenlet(first -> 2 * (int) first);

        assertEquals(8, twice.<Object>switchTo(4));
    }

    @Test
    void aRunnableEndsWithNull() {
        assertNull(new Greenlet(() -> { }).switchTo("in"));
    }

    @Test
    void aCheckedExceptionGoesToTheParentAsItself() {
        IOException failure = new IOException();
        Greenlet g = new Greenlet(first -> {
            throw failure;
        });

        assertSame(failure, assertThrows(IOException.class, () -> g.switchTo()));
    }

    @Test
    void anErrorGoesToTheParentAsItself() {
        Greenlet g = new Greenlet(first -> {
            throw new StackOverflowError();
        });

        assertThrows(StackOverflowError.class, () -> g.switchTo());
    }

    @Test
    void aRealStackOverflowKillsOnlyTheGreenlet() {
        Greenlet g = new Greenlet(first -> fall(0));

        assertThrows(StackOverflowError.class, () -> g.switchTo());
        assertEquals("alive", new Greenlet(first -> first).switchTo("alive"));
    }

    private static int fall(int depth) {
        return fall(depth + 1) + 1;
    }

    @Test
    void anExitThatTheBodyThrowsIsItsValue() {
        GreenletExit exit = new GreenletExit();
        Greenlet g = new Greenlet(first -> {
            throw exit;
        });

        assertSame(exit, g.switchTo());
    }

    @Test
    void theEndedAreDeadAndStillStarted() {
        Greenlet g = new Greenlet(() -> { });
        g.switchTo();

        assertTrue(g.isDead());
        assertTrue(g.isStarted());
        assertFalse(g.isActive());
    }

    @Test
    void theFailedAreDead() {
        Greenlet g = new Greenlet(first -> {
            throw new IOException();
        });
        assertThrows(IOException.class, () -> g.switchTo());

        assertTrue(g.isDead());
    }

    @Test
    void switchToADeadGreenletReturnsInItsParent() {
        Greenlet dead = new Greenlet(() -> { });
        dead.switchTo();

        assertEquals("value", dead.switchTo("value"));
    }

    @Test
    void aBodyRunsOnce() {
        int[] runs = new int[1];
        Greenlet g = new Greenlet(() -> runs[0]++);
        g.switchTo();
        g.switchTo();

        assertEquals(1, runs[0]);
    }

    @Test
    void switchToADeadGreenletPassesItsDeadAncestors() {
        Greenlet parent = new Greenlet(() -> { });
        Greenlet child = new Greenlet(() -> { }, parent);
        child.switchTo();
        assertTrue(parent.isDead());

        assertEquals("value", child.switchTo("value"));
    }

    @Test
    void aLivingAncestorReceivesWhatTheDeadPassOn() {
        Greenlet ancestor = new Greenlet(first -> {
            Object got = first;
            while (true) {
                got = main.switchTo("ancestor got " + got);
            }
        });
        Greenlet parent = new Greenlet(first -> "death of parent", ancestor);
        Greenlet child = new Greenlet(first -> "death of child", parent);
        assertEquals("ancestor got death of parent", child.switchTo());

        assertEquals("ancestor got value", child.switchTo("value"));
    }

    @Test
    void anUnstartedAncestorIsStartedByWhatTheDeadPassOn() {
        Greenlet dead = new Greenlet(() -> { });
        dead.switchTo();
        dead.setParent(new Greenlet(first -> "started with " + first));

        assertEquals("started with value", dead.switchTo("value"));
    }

    @Test
    void theMainGreenletGoesOnWhenAChainOfParentsEnds() {
        Greenlet outermost = new Greenlet(first -> first + "3");
        Greenlet middle = new Greenlet(first -> first + "2", outermost);
        Greenlet innermost = new Greenlet(first -> first + "1", middle);

        assertEquals("0123", innermost.switchTo("0"));
    }

    @Test
    void theDeadKeepTheirParent() {
        Greenlet g = new Greenlet(() -> { });
        g.switchTo();

        assertSame(main, g.parent());
    }
}
