package gevent;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Shield;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kills of a greenlet that was killed before. */
@ExtendWith(FreshHub.class)
class RepeatedKillTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Event cleanUp = new Event();
    private final List<String> seen = new ArrayList<>();

    private Greenlet<String> cleaning() {
        return cleaningAfter(() -> { });
    }

    private Greenlet<String> cleaningAfter(Action first) {
        Greenlet<String> g = Greenlet.quiet(Gevent.getHub(), () -> {
            try {
                first.run();
                sleep(LONG);
            } finally {
                cleanUp.await();
                seen.add("cleaned up");
            }
            return "not killed";
        });
        g.start();
        sleep();
        return g;
    }

    private static void kill(Greenlet<?> g) {
        g.kill(new GreenletExit(), false, null);
    }

    @Test
    void killsBeforeItHasSeenTheFirstAreOne() {
        Event end = new Event();
        Greenlet<String> g = cleaningAfter(() -> {
            try (Shield _ = Shield.raise()) {
                end.await();
            }
        });
        kill(g);
        kill(g);
        kill(g);
        sleep();
        sleep();

        end.set();
        sleep();
        cleanUp.set();
        g.join();

        assertEquals(List.of("cleaned up"), seen);
    }

    @Test
    void aKillWhileItCleansUpIsThrownThere() {
        Greenlet<String> g = cleaning();
        kill(g);
        sleep();
        sleep();
        assertFalse(g.isReady());

        g.kill();

        assertEquals(List.of(), seen);
    }

    @Test
    void anotherExceptionIsThrownToo() {
        Greenlet<String> g = cleaning();
        IllegalStateException another = new IllegalStateException("another");
        g.kill(new GreenletExit(), false, null);
        g.kill(another, false, null);
        g.join();

        assertEquals(another, g.exception());
    }
}
