package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The hub: one per thread, from its first use to its close. */
@ExtendWith(FreshHub.class)
class HubTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Object> seen = new ArrayList<>();

    // ---- one per thread

    @Test
    void aThreadHasNoneUntilItIsAskedFor() {
        assertNull(Hub.getIfExists());

        Hub hub = Hub.get();

        assertSame(hub, Hub.getIfExists());
        assertSame(hub, Hub.get());
    }

    @Test
    void eachThreadHasItsOwn() throws Exception {
        Hub other = OtherThread.run(Hub::get);

        assertNotSame(Hub.get(), other);
    }

    @Test
    void aGreenletHasTheOneItWasSpawnedOn() {
        assertSame(Hub.get(), spawn(Hub::get).get());
        assertSame(Hub.get(), spawn(Hub::getIfExists).get());
    }

    @Test
    void aSecondOneIsRefused() {
        Hub.get();

        assertThrows(InvalidThreadUseError.class, VirtualTime::onNewHub);
    }

    @Test
    void aVirtualThreadOfTheJdkCannotHaveOne() throws Exception {
        OtherThread other = OtherThread.startVirtual(Hub::get);

        assertThrows(InvalidThreadUseError.class, other::result);
    }

    @Test
    void itIsCurrentOnItsThreadAndInItsGreenletsOnly() throws Exception {
        Hub hub = Hub.get();

        assertTrue(hub.isCurrent());
        assertTrue(spawn(hub::isCurrent).get());
        assertFalse(OtherThread.run(hub::isCurrent));
        assertEquals(false, OtherThread.startVirtual(hub::isCurrent).result());
    }

    @Test
    void itIsNotCurrentInAGreenletOfAnother() throws Exception {
        Hub hub = Hub.get();

        assertFalse(OtherThread.run(() -> spawn(hub::isCurrent).get()));
    }

    @Test
    void throwingIntoAStrandIsTheHubThreadsOnly() {
        Strand main = Hub.get().mainStrand();
        OtherThread other = OtherThread.start(() -> {
            main.throwIn(new Exception());
            return null;
        });

        assertThrows(InvalidThreadUseError.class, other::result);
    }

    // ---- joining

    @Test
    void joinRunsUntilNothingIsLeftToDo() {
        spawn(() -> {
            sleep(0.001);
            spawn(() -> { seen.add("child"); });
        });
        Hub.get().join();

        assertEquals(List.of("child"), seen);
    }

    @Test
    void joinOfAnIdleHubReturnsAtOnce() {
        Hub.get().join();

        assertTrue(Hub.get().join(HOUR));
    }

    @Test
    void joinSaysThatItsTimeWasUp() {
        VirtualTime.onNewHub();
        Greenlet<Void> g = spawn(() -> sleep(HOUR));

        assertFalse(Hub.get().join(Duration.ofSeconds(1)));
        g.kill();
    }

    @Test
    void joinDoesNotWaitForItsOwnLimit() {
        VirtualTime time = VirtualTime.onNewHub();
        spawn(() -> sleep(1));

        assertTrue(Hub.get().join(HOUR));
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void joinInAGreenletIsRefused() {
        assertThrows(InvalidThreadUseError.class, spawn(() -> {
            Reported.here();
            Hub.get().join();
        })::get);
    }

    // ---- errors

    @Test
    void theFailureOfAGreenletIsReportedOnceWithTheGreenlet() {
        Reported reported = Reported.here();
        Exception failure = new Exception("of a greenlet");
        Greenlet<Void> g = spawn(() -> {
            throw failure;
        });
        g.join();
        Hub.get().join();

        assertEquals(List.of(failure), reported.errors());
        assertEquals(List.of(g), reported.contexts());
    }

    @Test
    void anExitIsNotReported() {
        Reported reported = Reported.here();
        Hub.get().handleError("context", new GreenletExit());
        Hub.get().join();

        assertEquals(List.of(), reported.errors());
    }

    @Test
    void theHandlerOfAnErrorInTheLoopRunsInAGreenlet() {
        Hub.get().setErrorHandler((_, _) -> {
            sleep(0.001);
            seen.add(Thread.currentThread().isVirtual());
        });
        Hub.get().runCallback(() -> {
            throw new IllegalStateException();
        });
        Hub.get().join();

        assertEquals(List.of(true), seen);
    }

    @Test
    void anErrorInTheHandlerDoesNotStopTheHub() {
        Hub.get().setErrorHandler((_, error) -> {
            throw new IllegalStateException("in the handler (expected on System.err)", error);
        });
        Greenlet<Void> failing = spawn(() -> {
            throw new Exception("of a greenlet (expected on System.err)");
        });
        failing.join();

        assertEquals("of a greenlet (expected on System.err)", failing.exception().getMessage());
        assertEquals("goes on", spawn(() -> "goes on").get());
    }

    @Test
    void anErrorOfTheVirtualMachineReachesMain() {
        Reported reported = Reported.here();
        OutOfMemoryError error = new OutOfMemoryError("not really");
        spawn(() -> {
            throw error;
        });

        assertSame(error, assertThrows(OutOfMemoryError.class, () -> sleep(HOUR)));
        assertEquals(List.of(error), reported.errors());
    }

    @Test
    void aStackOverflowConcernsItsGreenletOnly() {
        Reported.here();
        Greenlet<Void> g = spawn(HubTest::overflow);
        g.join();
        sleep();
        sleep();

        assertInstanceOf(StackOverflowError.class, g.exception());
    }

    private static void overflow() {
        overflow();
    }
}
