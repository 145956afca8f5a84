package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The throw: a switch that brings an exception. */
class ThrowTest {
    private final Greenlet main = Greenlet.current();
    private final IOException failure = new IOException("sent");

    @Test
    void theExceptionIsThrownWhereTheTargetIsSuspended() {
        Greenlet g = new Greenlet(first -> {
            try {
                return main.switchTo();
            } catch (Throwable thrown) {
                return thrown;
            }
        });
        g.switchTo();

        assertSame(failure, g.throwTo(failure));
    }

    @Test
    void aGreenletMayCatchAndGoOn() {
        Greenlet g = new Greenlet(first -> {
            try {
                main.switchTo();
            } catch (GreenletExit caught) {
                main.switchTo("caught");
            }
            return "ended";
        });
        g.switchTo();

        assertEquals("caught", g.throwTo());
        assertEquals("ended", g.switchTo());
    }

    @Test
    void anExceptionNobodyCatchesComesBackToTheParent() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();

        assertSame(failure, assertThrows(IOException.class, () -> g.throwTo(failure)));
    }

    @Test
    void throwingWithoutAnExceptionThrowsAGreenletExit() {
        Greenlet g = new Greenlet(first -> {
            try {
                return main.switchTo();
            } catch (GreenletExit exit) {
                return "exit";
            }
        });
        g.switchTo();

        assertEquals("exit", g.throwTo());
    }

    @Test
    void anExitNobodyCatchesIsTheValueOfTheGreenlet() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();

        assertInstanceOf(GreenletExit.class, g.<Object>throwTo());
        assertTrue(g.isDead());
    }

    @Test
    void aSubclassOfTheExitIsAValueToo() {
        class Stop extends GreenletExit {
        }

        Stop stop = new Stop();
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();

        assertSame(stop, g.throwTo(stop));
    }

    @Test
    void catchingExceptionDoesNotSwallowAnExit() {
        Greenlet g = new Greenlet(first -> {
            try {
                return main.switchTo();
            } catch (Exception swallowed) {
                return swallowed;
            }
        });
        g.switchTo();
        GreenletExit exit = new GreenletExit("reason");

        assertSame(exit, g.throwTo(exit));
    }

    @Test
    void theExitCarriesItsReason() {
        assertEquals("reason", new GreenletExit("reason").getMessage());
    }

    @Test
    void finallyBlocksRunWhenAnExitPasses() {
        boolean[] cleaned = new boolean[1];
        Greenlet g = new Greenlet(() -> {
            try {
                main.switchTo();
            } finally {
                cleaned[0] = true;
            }
        });
        g.switchTo();
        g.throwTo();

        assertTrue(cleaned[0]);
    }

    @Test
    void anUnstartedGreenletDiesWithoutRunning() {
        boolean[] ran = new boolean[1];
        Greenlet g = new Greenlet(() -> ran[0] = true);

        assertThrows(IOException.class, () -> g.throwTo(failure));

        assertTrue(g.isDead());
        assertFalse(g.isStarted());
        assertFalse(ran[0]);
    }

    @Test
    void anExitThrownToAnUnstartedGreenletComesBackAsAValue() {
        GreenletExit exit = new GreenletExit();

        assertSame(exit, new Greenlet(() -> { }).throwTo(exit));
    }

    @Test
    void anExceptionThrownToADeadGreenletIsThrownInItsParent() {
        Greenlet dead = new Greenlet(() -> { });
        dead.switchTo();

        assertSame(failure, assertThrows(IOException.class, () -> dead.throwTo(failure)));
    }

    @Test
    void anExitThrownToADeadGreenletIsAValueInItsParent() {
        Greenlet dead = new Greenlet(() -> { });
        dead.switchTo();
        GreenletExit exit = new GreenletExit();

        assertSame(exit, dead.throwTo(exit));
    }

    @Test
    void anExceptionForTheDeadKillsAnUnstartedParent() {
        Greenlet parent = new Greenlet(() -> { });
        Greenlet child = new Greenlet(() -> { }, parent);

        assertThrows(IOException.class, () -> child.throwTo(failure));

        assertTrue(parent.isDead());
        assertFalse(parent.isStarted());
    }

    @Test
    void anExitForTheDeadStartsAnUnstartedParentWithIt() {
        Greenlet parent = new Greenlet(first -> first);
        Greenlet child = new Greenlet(() -> { }, parent);
        GreenletExit exit = new GreenletExit();

        assertSame(exit, child.throwTo(exit));
        assertTrue(parent.isStarted());
    }

    @Test
    void throwingToItselfThrowsRightThere() {
        assertSame(failure, assertThrows(IOException.class, () -> main.throwTo(failure)));
    }

    @Test
    void throwingAnExitToItselfThrowsRightThereToo() {
        assertThrows(GreenletExit.class, () -> main.throwTo());
    }

    @Test
    void aChildMayThrowToItsParent() {
        Greenlet g = new Greenlet(() -> main.throwTo(failure));

        assertSame(failure, assertThrows(IOException.class, () -> g.switchTo()));
        assertFalse(g.isDead());
    }

    @Test
    void thereIsNoNullToThrow() {
        Greenlet g = new Greenlet(() -> { });

        assertThrows(NullPointerException.class, () -> g.throwTo(null));
    }
}
