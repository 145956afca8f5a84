package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The thread of a greenlet: which one it is, and what the others may not do. */
class ThreadRulesTest {
    private final Greenlet main = Greenlet.current();

    private Greenlet suspended() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();
        return g;
    }

    private static GreenletError refusedElsewhere(Callable<?> code) {
        return assertThrows(GreenletError.class, () -> OtherThread.platform(code));
    }

    @Test
    void everyThreadHasAMainGreenlet() throws Exception {
        Greenlet other = OtherThread.platform(Greenlet::current);

        assertTrue(other.isMain());
        assertNotSame(main, other);
    }

    @Test
    void aThreadKeepsItsMainGreenlet() {
        assertSame(main, Greenlet.current());
    }

    @Test
    void theMainGreenletOfAnEndedThreadIsDead() throws Exception {
        boolean[] deadWhileRunning = new boolean[1];
        Greenlet other = OtherThread.platform(() -> {
            deadWhileRunning[0] = Greenlet.current().isDead();
            return Greenlet.current();
        });

        assertFalse(deadWhileRunning[0]);
        assertTrue(other.isDead());
    }

    @Test
    void anotherThreadMayNotSwitchToASuspendedGreenlet() {
        Greenlet g = suspended();

        refusedElsewhere(() -> g.switchTo());

        assertTrue(g.isActive());
    }

    @Test
    void anotherThreadMayNotThrowToASuspendedGreenlet() {
        Greenlet g = suspended();

        refusedElsewhere(() -> g.throwTo());

        assertFalse(g.isDead());
    }

    @Test
    void anotherThreadMayNotStartAGreenlet() {
        Greenlet g = new Greenlet(() -> { });

        refusedElsewhere(() -> g.switchTo());

        assertFalse(g.isStarted());
    }

    @Test
    void anotherThreadMayNotKillAnUnstartedGreenlet() {
        Greenlet g = new Greenlet(() -> { });

        refusedElsewhere(() -> g.throwTo());

        assertFalse(g.isDead());
    }

    @Test
    void anotherThreadMayNotSwitchToAMainGreenlet() {
        refusedElsewhere(() -> main.switchTo());
    }

    @Test
    void anotherThreadMayNotLookAtTheStack() {
        refusedElsewhere(suspended()::stackTrace);
    }

    @Test
    void theErrorNamesBothThreads() {
        String message = refusedElsewhere(() -> main.switchTo()).getMessage();

        assertTrue(message.contains("Cannot switch to a different thread"), message);
        assertTrue(message.contains("Expected: " + Thread.currentThread()), message);
        assertTrue(message.contains("Current: Thread["), message);
    }

    @Test
    void theErrorSaysWhenTheThreadHasEnded() throws Exception {
        Greenlet other = OtherThread.platform(Greenlet::current);

        String message = assertThrows(GreenletError.class, () -> other.switchTo()).getMessage();

        assertTrue(message.contains("which happens to have exited"), message);
    }

    @Test
    void anotherThreadMayAskForTheState() throws Exception {
        Greenlet g = suspended();

        assertTrue(OtherThread.platform(() -> g.isActive() && g.isStarted() && !g.isDead() && !g.isMain()));
    }

    @Test
    void aStartedGreenletTakesNoParentOfAnotherThread() throws Exception {
        Greenlet g = suspended();
        Greenlet other = OtherThread.platform(Greenlet::current);

        assertThrows(GreenletError.class, () -> g.setParent(other));
        assertSame(main, g.parent());
    }

    @Test
    void anUnstartedGreenletMovesToTheThreadOfItsNewParent() throws Exception {
        Greenlet g = new Greenlet(first -> Thread.currentThread());

        Thread ranOn = OtherThread.platform(() -> {
            g.setParent(Greenlet.current());
            return g.switchTo();
        });

        assertNotSame(Thread.currentThread(), ranOn);
    }

    @Test
    void anUnstartedGreenletMayBeMadeForAnotherThread() throws Exception {
        Greenlet other = OtherThread.platform(Greenlet::current);
        Greenlet g = new Greenlet(() -> { }, other);

        assertThrows(GreenletError.class, () -> g.switchTo());
    }

    @Test
    void theMainGreenletHearsOfAParentThatHasMovedAway() throws Exception {
        Greenlet parent = new Greenlet(() -> { });
        Greenlet child = new Greenlet(() -> main.switchTo(), parent);
        child.switchTo();
        parent.setParent(OtherThread.platform(Greenlet::current));

        assertThrows(GreenletError.class, () -> child.switchTo());
        assertTrue(child.isDead());
    }

    @Test
    void aVirtualThreadIsAThreadOfItsOwn() throws Exception {
        Greenlet g = suspended();

        assertThrows(GreenletError.class, () -> OtherThread.virtual(() -> g.switchTo()));
        assertTrue(OtherThread.virtual(Greenlet::current).isMain());
    }

    @Test
    void greenletsSeeTheThreadTheyRunOn() {
        assertSame(Thread.currentThread(), new Greenlet(first -> Thread.currentThread()).<Object>switchTo());
    }

    @Test
    void greenletsShareTheThreadLocalsOfTheirThread() {
        ThreadLocal<String> local = new ThreadLocal<>();
        new Greenlet(() -> local.set("set by a greenlet")).switchTo();

        assertEquals("set by a greenlet", local.get());
    }
}
