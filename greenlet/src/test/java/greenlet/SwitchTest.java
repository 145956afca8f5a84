package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The switch: who runs next, and what travels there. */
class SwitchTest {
    private final Greenlet main = Greenlet.current();
    private final List<Object> log = new ArrayList<>();
    private GreenletError refusal;

    @Test
    void makingAGreenletRunsNothing() {
        new Greenlet(() -> log.add("ran"));

        assertEquals(List.of(), log);
    }

    @Test
    void theFirstSwitchRunsTheBody() {
        new Greenlet(() -> log.add("ran")).switchTo();

        assertEquals(List.of("ran"), log);
    }

    @Test
    void switchingBackGoesOnAfterTheSwitch() {
        Greenlet[] pair = new Greenlet[2];
        pair[0] = new Greenlet(() -> {
            log.add("A");
            pair[1].switchTo();
            log.add("C");
        });
        pair[1] = new Greenlet(() -> {
            log.add("B");
            pair[0].switchTo();
            log.add("never");
        });

        pair[0].switchTo();

        assertEquals(List.of("A", "B", "C"), log);
    }

    @Test
    void theValueOfTheFirstSwitchIsTheArgumentOfTheBody() {
        new Greenlet(first -> log.add(first)).switchTo("hello");

        assertEquals(List.of("hello"), log);
    }

    @Test
    void theFirstSwitchWithoutAValuePassesNull() {
        new Greenlet(first -> log.add(first == null)).switchTo();

        assertEquals(List.of(true), log);
    }

    @Test
    void valuesTravelBothWays() {
        Greenlet echo = new Greenlet(first -> {
            int n = (int) first;
            while (true) {
                n = main.switchTo(n + 1);
            }
        });

        int two = echo.switchTo(1);
        int eleven = echo.switchTo(10);

        assertEquals(List.of(2, 11), List.of(two, eleven));
    }

    @Test
    void aSwitchWithoutAValueBringsNull() {
        Greenlet g = new Greenlet(() -> {
            Object brought = main.switchTo("first");
            log.add(brought == null);
        });

        g.switchTo();
        g.switchTo();

        assertEquals(List.of(true), log);
    }

    @Test
    void aSwitchReturnsWhatAnyGreenletSendsHere() {
        Greenlet asked = new Greenlet(() -> main.switchTo("from asked"));
        Greenlet between = new Greenlet(() -> asked.switchTo());

        assertEquals("from asked", between.switchTo());
    }

    @Test
    void aSwitchToItselfReturnsTheValueAtOnce() {
        assertEquals("me", main.switchTo("me"));
    }

    @Test
    void aSwitchToItselfWorksInAChildToo() {
        Greenlet g = new Greenlet(first -> Greenlet.current().switchTo("me"));

        assertEquals("me", g.switchTo());
    }

    @Test
    void currentIsWhoRuns() {
        Greenlet g = new Greenlet(first -> Greenlet.current());

        assertSame(g, g.switchTo());
    }

    @Test
    void currentIsTheMainGreenletAgainAfterTheSwitchBack() {
        new Greenlet(() -> main.switchTo()).switchTo();

        assertSame(main, Greenlet.current());
    }

    @Test
    void anUnstartedGreenletIsNotActive() {
        Greenlet g = new Greenlet(() -> { });

        assertFalse(g.isStarted());
        assertFalse(g.isActive());
    }

    @Test
    void aSuspendedGreenletIsActive() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();

        assertTrue(g.isStarted());
        assertTrue(g.isActive());
        assertFalse(g.isDead());
    }

    @Test
    void aChildMayStartGreenletsOfItsOwn() {
        Greenlet outer = new Greenlet(first -> {
            int inner = new Greenlet(n -> (int) n * 2).switchTo(21);
            return inner + 1;
        });

        assertEquals(43, outer.<Object>switchTo());
    }

    @Test
    void aDeepStackIsLeftAndEnteredAgain() {
        Greenlet g = new Greenlet(first -> sumAfterSwitch(2_000));
        g.switchTo();

        assertEquals(2_001_000, g.<Object>switchTo());
    }

    /** Leaves at the deepest point; the frames above must come back with their locals. */
    private int sumAfterSwitch(int n) {
        if (n == 0) {
            main.switchTo();
            return 0;
        }
        return n + sumAfterSwitch(n - 1);
    }

    @Test
    void aMillionSwitchesInARingDoNotGrowTheStack() {
        Greenlet[] ring = new Greenlet[3];
        int[] left = {1_000_000};
        for (int i = 0; i < ring.length; i++) {
            int next = (i + 1) % ring.length;
            ring[i] = new Greenlet(() -> {
                while (left[0]-- > 0) {
                    ring[next].switchTo();
                }
            });
        }

        ring[0].switchTo();

        assertEquals(-1, left[0]);
    }

    @Test
    void aSwitchInAFinallyBlockIsASwitchLikeAnyOther() {
        Greenlet g = new Greenlet(first -> {
            try {
                return "returned";
            } finally {
                main.switchTo("cleaning up");
            }
        });

        assertEquals("cleaning up", g.switchTo());
        assertEquals("returned", g.switchTo());
    }

    @Test
    void aGreenletNeedsABody() {
        assertThrows(NullPointerException.class, () -> new Greenlet((Runnable) null));
        assertThrows(NullPointerException.class, () -> new Greenlet((Greenlet.Body) null));
    }

    @Test
    void aClassInitializerCannotBeSwitchedAwayFrom() {
        new Greenlet(() -> Initializer.run(() -> refusal = refused(main, "lost"))).switchTo();

        assertTrue(refusal.getMessage().contains("class initializer"), refusal.getMessage());
    }

    @Test
    void aRefusedSwitchLeavesItsTargetUnstarted() {
        Greenlet target = new Greenlet(() -> { });
        new Greenlet(() -> Initializer.run(() -> refused(target, "lost"))).switchTo();

        assertFalse(target.isStarted());
    }

    @Test
    void aRefusedSwitchLeavesItsTargetSuspended() {
        Greenlet target = new Greenlet(first -> main.switchTo("suspended"));
        target.switchTo();
        new Greenlet(() -> Initializer.run(() -> refused(target, "lost"))).switchTo();

        assertEquals("resumed", target.switchTo("resumed"));
    }

    @Test
    void aGreenletGoesOnAfterARefusedSwitch() {
        Greenlet g = new Greenlet(first -> {
            Initializer.run(() -> refused(main, "lost"));
            return main.switchTo("after the refusal");
        });

        assertEquals("after the refusal", g.switchTo());
        assertEquals("resumed", g.switchTo("resumed"));
    }

    private static GreenletError refused(Greenlet target, Object value) {
        return assertThrows(GreenletError.class, () -> target.switchTo(value));
    }

    @Test
    void theTextOfAGreenletTellsItsState() {
        Greenlet g = new Greenlet(() -> log.add(Greenlet.current().toString()));
        String unstarted = g.toString();
        g.switchTo();

        assertTrue(unstarted.endsWith(" pending>"), unstarted);
        assertTrue(log.getFirst().toString().endsWith(" current active started>"), log::toString);
        assertTrue(g.toString().endsWith(" dead>"), g::toString);
        assertTrue(main.toString().endsWith(" current active started main>"), main::toString);
    }

    @Test
    void theMainGreenletHasNoParentAndIsStarted() {
        assertTrue(main.isMain());
        assertTrue(main.isActive());
        assertNull(main.parent());
    }
}
