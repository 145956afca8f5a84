package gevent;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links: what is called when a greenlet has ended. */
@ExtendWith(FreshHub.class)
class LinkTest {
    private final List<Object> seen = new ArrayList<>();
    private final Consumer<Object> see = seen::add;
    private Reported reported;

    @BeforeEach
    void hub() {
        VirtualTime.onNewHub();
        reported = Reported.here();
    }

    private static Greenlet<String> succeeding() {
        return spawn(() -> "value");
    }

    private static Greenlet<String> failing() {
        return spawn(() -> {
            throw new Exception();
        });
    }

    private static void runAll() {
        Hub.get().join();
    }

    @Test
    void aLinkIsCalledWithTheGreenlet() {
        Greenlet<String> g = succeeding();
        g.link(see);
        runAll();

        assertEquals(List.of(g), seen);
    }

    @Test
    void linksAreCalledInTheOrderTheyWereAdded() {
        Greenlet<String> g = succeeding();
        g.link(_ -> see.accept("a"));
        g.rawlink(_ -> see.accept("b"));
        g.rawlink(_ -> see.accept("c"));
        g.link(_ -> see.accept("d"));
        runAll();

        assertEquals(List.of("a", "b", "c", "d"), seen);
    }

    @Test
    void linksAreNotCalledByTheEndItself() {
        Greenlet<String> g = spawn(() -> {
            spawn(() -> see.accept("spawned before the end"));
            return "value";
        });
        g.rawlink(see);
        runAll();

        assertEquals(List.of("spawned before the end", g), seen);
    }

    @Test
    void theResultIsThereBeforeTheLinksAreCalled() {
        Greenlet<String> g = succeeding();
        g.rawlink(_ -> see.accept(g.value()));
        runAll();

        assertEquals(List.of("value"), seen);
    }

    @Test
    void aLinkAddedAfterTheEndIsCalledSoonAndNotAtOnce() {
        Greenlet<String> g = succeeding();
        g.join();
        g.rawlink(see);
        assertEquals(List.of(), seen);

        sleep();
        assertEquals(List.of(g), seen);
    }

    @Test
    void aLinkIsCalledOnce() {
        Greenlet<String> g = succeeding();
        g.rawlink(see);
        runAll();
        g.rawlink(_ -> { });
        runAll();

        assertEquals(List.of(g), seen);
    }

    @Test
    void theSameLinkTwiceIsCalledTwice() {
        Greenlet<String> g = succeeding();
        g.link(see);
        g.link(see);
        runAll();

        assertEquals(List.of(g, g), seen);
    }

    @Test
    void aLinkMayWait() {
        Greenlet<String> g = succeeding();
        g.link(_ -> {
            sleep(1);
            see.accept("waited");
        });
        runAll();

        assertEquals(List.of("waited"), seen);
    }

    @Test
    void aLinkForValuesIsCalledOnSuccessOnly() {
        Greenlet<String> good = succeeding();
        Greenlet<String> bad = failing();
        good.linkValue(see);
        bad.linkValue(see);
        runAll();

        assertEquals(List.of(good), seen);
    }

    @Test
    void aLinkForExceptionsIsCalledOnFailureOnly() {
        Greenlet<String> good = succeeding();
        Greenlet<String> bad = failing();
        good.linkException(see);
        bad.linkException(see);
        runAll();

        assertEquals(List.of(bad), seen);
    }

    @Test
    void anExitIsASuccessForItsLinks() {
        Greenlet<Void> g = spawn(() -> sleep(1));
        g.linkValue(see);
        g.linkException(see);
        sleep();
        g.kill();
        runAll();

        assertEquals(List.of(g), seen);
    }

    @Test
    void whatAFailureIsLinkedToIsCalledAndTheFailureReported() {
        Greenlet<String> g = failing();
        g.link(see);
        runAll();

        assertEquals(List.of(g), seen);
        assertEquals(List.of(g.exception()), reported.errors());
    }

    @Test
    void unlinkedItIsNotCalled() {
        Greenlet<String> g = succeeding();
        g.link(see);
        g.rawlink(see);
        g.linkValue(see);
        for (int i = 0; i < 3; i++) {
            g.unlink(see);
        }
        runAll();

        assertEquals(List.of(), seen);
    }

    @Test
    void unlinkTakesBackOneOfTwo() {
        Greenlet<String> g = succeeding();
        g.rawlink(see);
        g.rawlink(see);
        g.unlink(see);
        runAll();

        assertEquals(List.of(g), seen);
    }

    @Test
    void unlinkingAStrangerDoesNothing() {
        Greenlet<String> g = succeeding();
        g.unlink(see);
        g.rawlink(see);
        g.unlink(_ -> { });
        runAll();

        assertEquals(List.of(g), seen);
    }

    @Test
    void aLinkMayTakeBackAnother() {
        Greenlet<String> g = succeeding();
        g.rawlink(_ -> g.unlink(see));
        g.rawlink(see);
        runAll();

        assertEquals(List.of(), seen);
    }

    @Test
    void aLinkAddedByALinkIsCalledToo() {
        Greenlet<String> g = succeeding();
        g.rawlink(_ -> g.rawlink(see));
        runAll();

        assertEquals(List.of(g), seen);
    }

    @Test
    void anExceptionInALinkIsReportedAndTheRestAreCalled() {
        Greenlet<String> g = succeeding();
        RuntimeException failure = new RuntimeException("of a link");
        g.rawlink(_ -> {
            throw failure;
        });
        g.rawlink(see);
        runAll();

        assertEquals(List.of(failure), reported.errors());
        assertEquals(List.of(g), seen);
    }

    @Test
    void aRawLinkRunsInTheLoopAndALinkInAGreenlet() {
        Greenlet<String> g = succeeding();
        g.rawlink(_ -> see.accept(Thread.currentThread().isVirtual()));
        g.link(_ -> see.accept(Thread.currentThread().isVirtual()));
        runAll();

        assertEquals(List.of(false, true), seen);
    }

    @Test
    void aLinkMustBeGiven() {
        Greenlet<String> g = succeeding();

        assertThrows(NullPointerException.class, () -> g.rawlink(null));
        runAll();
    }

    @Test
    void linkingFromAnotherThreadCallsItOnTheHub() throws Exception {
        Greenlet<String> g = succeeding();
        Hub hub = Hub.get();
        OtherThread.run(() -> {
            g.rawlink(_ -> see.accept(hub.isCurrent()));
            return null;
        });
        runAll();

        assertEquals(List.of(true), seen);
    }

    @Test
    void whoeverWaitsIsWokenInTheOrderOfTheLinks() {
        Greenlet<String> g = spawn(() -> {
            sleep(1);
            return "value";
        });
        spawn(() -> {
            g.join();
            see.accept("first");
        });
        spawn(() -> {
            g.join();
            see.accept("second");
        });
        runAll();

        assertEquals(List.of("first", "second"), seen);
        assertTrue(g.isDead());
        assertFalse(g.isStarted());
    }

    @Test
    void unlinkAllRemovesAllLinks() {
        Greenlet<String> g = succeeding();
        g.link(see);
        g.rawlink(see);
        assertTrue(g.hasLinks());
        g.unlinkAll();

        assertFalse(g.hasLinks());
        runAll();
        assertEquals(List.of(), seen);
    }
}
