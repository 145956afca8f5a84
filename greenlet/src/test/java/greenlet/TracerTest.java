package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import greenlet.Tracer.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tracer: what it sees, when, and what its own failure does. */
class TracerTest {
    private record Switch(Event event, Greenlet origin, Greenlet target) {
    }

    private final Greenlet main = Greenlet.current();
    private final List<Switch> seen = new ArrayList<>();
    private final Tracer recorder = (event, origin, target) -> seen.add(new Switch(event, origin, target));

    @AfterEach
    void removeTheTracer() {
        Greenlet.setTrace(null);
    }

    @Test
    void thereIsNoTracerAtFirst() {
        assertNull(Greenlet.getTrace());
    }

    @Test
    void theTracerThatIsSetIsTheTracer() {
        Greenlet.setTrace(recorder);

        assertSame(recorder, Greenlet.getTrace());
    }

    @Test
    void settingATracerReturnsTheOneBefore() {
        assertNull(Greenlet.setTrace(recorder));
        assertSame(recorder, Greenlet.setTrace(null));
    }

    @Test
    void theFirstSwitchAndTheDeathAreSwitches() {
        Greenlet g = new Greenlet(() -> { });
        Greenlet.setTrace(recorder);

        g.switchTo();

        assertEquals(List.of(new Switch(Event.SWITCH, main, g), new Switch(Event.SWITCH, g, main)), seen);
    }

    @Test
    void switchingAwayAndBackAreSwitches() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();
        Greenlet.setTrace(recorder);

        g.switchTo();

        assertEquals(List.of(new Switch(Event.SWITCH, main, g), new Switch(Event.SWITCH, g, main)), seen);
    }

    @Test
    void aThrowIsAThrow() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();
        Greenlet.setTrace(recorder);

        g.throwTo();

        assertEquals(new Switch(Event.THROW, main, g), seen.getFirst());
    }

    @Test
    void dyingOfAnExceptionIsAThrow() {
        Greenlet g = new Greenlet(first -> {
            throw new IOException();
        });
        Greenlet.setTrace(recorder);

        assertThrows(IOException.class, () -> g.switchTo());

        assertEquals(new Switch(Event.THROW, g, main), seen.getLast());
    }

    @Test
    void dyingOfAnExitIsASwitch() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();
        Greenlet.setTrace(recorder);

        g.throwTo();

        assertEquals(new Switch(Event.SWITCH, g, main), seen.getLast());
    }

    @Test
    void aSwitchToItselfIsSeen() {
        Greenlet.setTrace(recorder);

        main.switchTo();

        assertEquals(List.of(new Switch(Event.SWITCH, main, main)), seen);
    }

    @Test
    void aSwitchPastTheDeadIsSeenToArriveAtTheLiving() {
        Greenlet dead = new Greenlet(() -> { });
        dead.switchTo();
        Greenlet.setTrace(recorder);

        dead.switchTo();

        assertEquals(List.of(new Switch(Event.SWITCH, main, main)), seen);
    }

    @Test
    void theTracerRunsInTheTarget() {
        List<Greenlet> currents = new ArrayList<>();
        Greenlet g = new Greenlet(() -> { });
        Greenlet.setTrace((event, origin, target) -> currents.add(Greenlet.current()));

        g.switchTo();

        assertEquals(List.of(g, main), currents);
    }

    @Test
    void theTracerRunsBeforeTheTargetGoesOn() {
        List<String> log = new ArrayList<>();
        Greenlet g = new Greenlet(() -> log.add("body"));
        Greenlet.setTrace((event, origin, target) -> log.add("tracer"));

        g.switchTo();

        assertEquals(List.of("tracer", "body", "tracer"), log);
    }

    @Test
    void whatTheTracerThrowsRemovesIt() {
        Greenlet.setTrace((event, origin, target) -> {
            throw new IllegalArgumentException("tracer");
        });

        assertThrows(IllegalArgumentException.class, () -> main.switchTo());
        assertNull(Greenlet.getTrace());
    }

    @Test
    void whatTheTracerThrowsIsThrownInTheTarget() {
        Greenlet g = new Greenlet(first -> {
            try {
                return main.switchTo();
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        });
        g.switchTo();
        Greenlet.setTrace((event, origin, target) -> {
            throw new IllegalArgumentException("tracer");
        });

        assertEquals("tracer", g.switchTo());
    }

    @Test
    void whatTheTracerThrowsAtTheFirstSwitchKillsTheGreenlet() {
        boolean[] ran = new boolean[1];
        Greenlet g = new Greenlet(() -> ran[0] = true);
        Greenlet.setTrace((event, origin, target) -> {
            throw new IllegalArgumentException("tracer");
        });

        assertThrows(IllegalArgumentException.class, () -> g.switchTo());
        assertTrue(g.isDead() && !ran[0]);
    }

    @Test
    void whatTheTracerThrowsReplacesTheExceptionOnItsWay() {
        Greenlet.setTrace((event, origin, target) -> {
            throw new IllegalArgumentException("tracer");
        });

        assertThrows(IllegalArgumentException.class, () -> main.throwTo(new IOException()));
    }

    @Test
    void aTracerMaySwitchAndTheValueStillArrives() {
        Greenlet helper = new Greenlet(() -> {
            while (true) {
                main.switchTo("for the tracer");
            }
        });
        Greenlet g = new Greenlet(first -> "for main");
        Greenlet.setTrace((event, origin, target) -> {
            if (origin == g) {
                Greenlet.setTrace(null);
                helper.switchTo();
            }
        });

        assertEquals("for main", g.switchTo());
    }

    @Test
    void everyThreadHasATracerOfItsOwn() throws Exception {
        Greenlet.setTrace(recorder);

        assertNull(OtherThread.platform(Greenlet::getTrace));
    }
}
