package gevent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.event.AsyncResult;
import gevent.hub.Async;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A child process, whichever way its end is noticed. */
@ExtendWith(FreshHub.class)
class ChildTest {
    @BeforeEach
    void onlyWhereThereAreSome() {
        assumeTrue(Child.areSupported());
    }

    private static Child start(boolean byPidfd, String line) throws IOException {
        return Child.start(Child.Plan.of(List.of("/bin/sh", "-c", line)), byPidfd);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itsEndIsTold(boolean byPidfd) throws IOException {
        AsyncResult<Integer> told = new AsyncResult<>();
        try (Async _ = Hub.get().async()) {
            start(byPidfd, "exit 5").whenEnded(child -> told.set(child.poll()));

            assertEquals(5, told.get());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNoZombieIfNobodyAsks(boolean byPidfd) throws IOException {
        int pid = start(byPidfd, "exit 5").pid();
        while (Files.exists(Path.of("/proc/" + pid))) {
            Thread.onSpinWait();
        }
        assertThrows(IOException.class, () -> Child.kill(pid, 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isSignalledWhileItRuns(boolean byPidfd) throws IOException {
        AsyncResult<Integer> told = new AsyncResult<>();
        Child child = start(byPidfd, "exec sleep 1000");
        assertNull(child.poll());
        child.signal(Signals.number("KILL"));
        try (Async _ = Hub.get().async()) {
            child.whenEnded(ended -> told.set(ended.poll()));

            assertEquals(-Signals.number("KILL"), told.get());
        }
        child.signal(Signals.number("KILL"));
    }

    @Test
    void aSignalThatThereIsNotIsRefused() throws IOException {
        Child child = start(true, "exec sleep 1000");

        assertEquals("Invalid argument", assertThrows(IOException.class, () -> child.signal(1000)).getMessage());
        child.signal(Signals.number("KILL"));
    }

    @Test
    void whoAsksLateIsToldAtOnce() throws IOException {
        Child child = start(true, "exit 5");
        while (child.poll() == null) {
            Thread.onSpinWait();
        }
        int[] told = {0};
        child.whenEnded(ended -> told[0] = ended.poll());

        assertEquals(5, told[0]);
    }
}
