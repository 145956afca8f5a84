package gevent.signal;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.subprocess.Subprocess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Handlers of signals. */
@DisabledOnOs(OS.WINDOWS)
@ExtendWith(FreshHub.class)
class SignalHandlerTest {
    private static void raise() throws IOException {
        Subprocess.checkCall("kill", "-WINCH", Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void runsInAGreenletOfItsOwnThatMayWait() throws IOException {
        AsyncResult<Greenlet<?>> told = new AsyncResult<>();
        try (Signal _ = Signal.handle("SIGWINCH", () -> {
            sleep(0.001);
            told.set(getcurrent());
        }).ref()) {
            raise();

            assertEquals("SIGWINCH", told.get().name());
            assertEquals(Hub.get(), told.get().hub());
        }
    }

    @Test
    void eachSignalRunsItAgain() throws IOException {
        Event[] times = {new Event(), new Event()};
        int[] n = {0};
        try (Signal _ = Signal.handle("WINCH", () -> times[n[0]++].set()).ref()) {
            raise();
            times[0].await();
            raise();
            times[1].await();
        }
        assertEquals(2, n[0]);
    }

    @Test
    void allHandlersRun() throws IOException {
        List<String> told = new ArrayList<>();
        Event both = new Event();
        try (Signal first = Signal.handle("WINCH", () -> told.add("first")).ref();
                Signal _ = Signal.handle("WINCH", () -> {
                    told.add("second");
                    both.set();
                })) {
            raise();
            both.await();
            assertTrue(first.isActive());
        }
        assertEquals(List.of("first", "second"), told);
    }

    @Test
    void aCancelledOneIsNotTold() throws IOException {
        Event came = new Event();
        List<String> told = new ArrayList<>();
        Signal cancelled = Signal.handle("WINCH", () -> told.add("cancelled"));
        try (Signal _ = Signal.handle("WINCH", came::set).ref()) {
            cancelled.cancel();
            cancelled.cancel();
            raise();
            came.await();
        }
        assertEquals(List.of(), told);
        assertFalse(cancelled.isActive());
        assertEquals("<Signal WINCH, cancelled>", cancelled.toString());
    }

    @Test
    void doesNotKeepTheHubAlive() {
        try (Signal _ = Signal.handle("WINCH", () -> { })) {
            assertThrows(LoopExit.class, () -> new Event().await());
        }
    }

    @Test
    void endsWithItsHub() throws IOException {
        Signal signal = Signal.handle("WINCH", () -> { });
        Hub.get().close();
        // Or the second one would end this JVM.
        try (Signal _ = Signal.handle("WINCH", () -> { })) {
            raise();
            while (signal.isActive()) {
                sleep(0.001);
            }
        }
    }

    @Test
    void whatTheJvmKeepsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Signal.handle("USR2", () -> { }));
        assertThrows(IllegalArgumentException.class, () -> Signal.handle("NONSENSE", () -> { }));
    }
}
