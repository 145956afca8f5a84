package gevent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.AsyncResult;
import gevent.hub.Async;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.SignalWatcher;
import gevent.hub.Waiter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signals of the operating system. */
@ExtendWith(FreshHub.class)
class SignalTest {
    /** One that nothing else uses, and that no program gets by chance. */
    private static final String SIGNAL = "WINCH";

    private static void raise() {
        try {
            new ProcessBuilder("kill", "-" + SIGNAL, Long.toString(ProcessHandle.current().pid())).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWatcherRunsItsCallbackInTheLoop() {
        AsyncResult<Thread> told = new AsyncResult<>();
        try (Async _ = Hub.get().async(); SignalWatcher watcher = Hub.get().loop().signal(SIGNAL)) {
            watcher.start(() -> told.set(Thread.currentThread()));
            raise();

            assertEquals(Thread.currentThread(), told.get());
        }
    }

    @Test
    void aWatcherDoesNotKeepTheLoopAlive() {
        try (SignalWatcher watcher = Hub.get().loop().signal(SIGNAL)) {
            watcher.start(() -> { });

            assertThrows(LoopExit.class, () -> new Waiter<>().get());
        }
    }

    @Test
    void aStoppedWatcherIsNotTold() throws Exception {
        List<String> told = new ArrayList<>();
        CountDownLatch came = new CountDownLatch(1);
        SignalWatcher watcher = Hub.get().loop().signal(SIGNAL);
        watcher.start(() -> told.add("stopped"));
        try (AutoCloseable _ = Signals.handle(SIGNAL, came::countDown)) {
            watcher.close();
            raise();
            came.await();
        }
        Hub.get().loop().runOnce();

        assertEquals(List.of(), told);
        assertFalse(watcher.isActive());
    }

    @Test
    void allHandlersOfASignalAreTold() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (AutoCloseable _ = Signals.handle(SIGNAL, both::countDown);
                AutoCloseable _ = Signals.handle("SIG" + SIGNAL, both::countDown)) {
            raise();
            both.await();
        }
        assertEquals(0, both.getCount());
    }

    @Test
    void oneHandlerIsTakenBackWithoutTheOther() throws Exception {
        CountDownLatch came = new CountDownLatch(1);
        try (AutoCloseable _ = Signals.handle(SIGNAL, came::countDown)) {
            Signals.handle(SIGNAL, came::countDown).close();
            raise();
            came.await();
        }
        assertEquals(0, came.getCount());
    }

    @Test
    void aSignalOfTheJvmIsRefusedByName() {
        SignalWatcher watcher = Hub.get().loop().signal("USR2");

        assertTrue(assertThrows(IllegalArgumentException.class, () -> watcher.start(() -> { })).getMessage()
                .contains("SIGUSR2"));
        assertFalse(watcher.isActive());
    }

    @Test
    void anUnknownSignalIsRefusedByName() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Signals.handle("NONSENSE", () -> { }))
                .getMessage().contains("SIGNONSENSE"));
    }
}
