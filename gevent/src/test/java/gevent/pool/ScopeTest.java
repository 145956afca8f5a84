package gevent.pool;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import gevent.hub.FreshHub;
import greenlet.GreenletExit;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a scope, as a nursery and a pool of hubs have it: what kills the greenlets inside, and what does not. */
@ExtendWith(FreshHub.class)
class ScopeTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private final Event end = new Event();
    private final List<Greenlet<Boolean>> children = new ArrayList<>();

    /** Waits until a timeout raises an exception of its own, and handles it. */
    private static void handleATimeout() {
        SocketTimeoutException slow = new SocketTimeoutException("slow");
        try (Timeout _ = Timeout.start(SOON, slow)) {
            new Event().await();
        } catch (Throwable t) {
            assertSame(slow, t);
        }
    }

    private void assertTheChildFinished() {
        assertEquals(Boolean.TRUE, children.getFirst().value());
    }

    @Test
    void whatTheBodyOfRunHandlesKillsNobody() {
        Nursery.run(nursery -> {
            children.add(nursery.spawn(() -> end.await()));
            handleATimeout();
            Gevent.spawn(end::set);
        });

        assertTheChildFinished();
    }

    @Test
    void aKillThatTheBodyOfRunHandlesKillsNobody() {
        Greenlet<?> parent = Gevent.spawn(() -> Nursery.run(nursery -> {
            children.add(nursery.spawn(() -> end.await()));
            assertThrows(GreenletExit.class, () -> new Event().await());
            end.set();
        }));
        sleep();
        parent.kill();

        assertTheChildFinished();
    }

    @Test
    void anExceptionOfATimeoutsOwnThatLeavesTheBodyOfRunKillsTheChildren() {
        SocketTimeoutException slow = new SocketTimeoutException("slow");
        CompletionException thrown = assertThrows(CompletionException.class, () -> {
            try (Timeout _ = Timeout.start(SOON, slow)) {
                Nursery.run(nursery -> {
                    children.add(nursery.spawn(() -> end.await()));
                    new Event().await();
                });
            }
        });

        assertSame(slow, thrown.getCause());
        assertFalse(end.isSet());
        assertTrue(children.getFirst().isReady());
    }

    @Test
    void whatABlockWithANurseryHandlesKillsNobody() {
        try (Nursery nursery = Nursery.open()) {
            children.add(nursery.spawn(() -> end.await()));
            handleATimeout();
            Gevent.spawn(end::set);
        }

        assertTheChildFinished();
    }

    @Test
    void whatABlockWithAPoolOfHubsHandlesKillsNobody() {
        try (HubPool pool = new HubPool(1)) {
            children.add(pool.spawn(() -> end.await()));
            handleATimeout();
            end.set();
        }

        assertTheChildFinished();
    }

    @Test
    void aFailureOfTheBodyComesFirstAndThatOfAChildIsSuppressedInIt() {
        IllegalStateException ofBody = new IllegalStateException("body");
        IllegalArgumentException ofChild = new IllegalArgumentException("child");
        Throwable thrown = assertThrows(IllegalStateException.class, () -> Nursery.run(nursery -> {
            nursery.spawn(() -> {
                try {
                    end.await();
                } catch (GreenletExit killed) {
                    throw ofChild;
                }
            });
            sleep();
            throw ofBody;
        }));

        assertSame(ofBody, thrown);
        assertEquals(List.of(ofChild), List.of(thrown.getSuppressed()));
    }
}
