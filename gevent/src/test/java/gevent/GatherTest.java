package gevent;

import static gevent.Gevent.gather;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.hub.FreshHub;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gather: several bodies side by side, which end together. */
@ExtendWith(FreshHub.class)
class GatherTest {
    private final List<String> seen = new ArrayList<>();
    private VirtualTime time;
    private Reported reported;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
        reported = Reported.here();
    }

    private Callable<Integer> after(int seconds) {
        return () -> {
            try {
                sleep(seconds);
                return seconds;
            } finally {
                seen.add("end of " + seconds);
            }
        };
    }

    private static Callable<Integer> failingAfter(int seconds, Exception failure) {
        return () -> {
            sleep(seconds);
            throw failure;
        };
    }

    @Test
    void theResultsComeInTheOrderOfTheBodies() {
        assertEquals(List.of(3, 1, 2), gather(after(3), after(1), after(2)));
    }

    @Test
    void theBodiesRunSideBySide() {
        gather(after(3), after(3), after(3));

        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void ofNoneItReturnsNone() {
        assertEquals(List.of(), gather(List.<Callable<String>>of()));
    }

    @Test
    void anUncheckedFailureIsThrownAsItIs() {
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> gather(failingAfter(1, failure))));
    }

    @Test
    void aCheckedFailureIsTheCauseOfACompletionException() {
        IOException failure = new IOException();

        assertSame(failure,
                assertThrows(CompletionException.class, () -> gather(failingAfter(1, failure))).getCause());
    }

    @Test
    void theFirstFailureEndsTheOthers() {
        assertThrows(IllegalStateException.class,
                () -> gather(after(10), failingAfter(1, new IllegalStateException()), after(20)));

        assertEquals(List.of("end of 10", "end of 20"), seen);
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void aFailureThatIsThrownIsNotReported() {
        assertThrows(IllegalStateException.class, () -> gather(failingAfter(1, new IllegalStateException())));
        sleep(1);

        assertEquals(List.of(), reported.errors());
    }

    @Test
    void aSecondFailureIsSuppressedInTheFirst() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        Callable<Integer> failsWhenKilled = () -> {
            try {
                sleep(10);
                return 1;
            } finally {
                if (time.passed().toSeconds() < 10) {
                    throwUnchecked(second);
                }
            }
        };

        Throwable thrown = assertThrows(IllegalStateException.class,
                () -> gather(failsWhenKilled, failingAfter(1, first)));

        assertSame(first, thrown);
        assertEquals(List.of(second), List.of(thrown.getSuppressed()));
    }

    private static void throwUnchecked(RuntimeException e) {
        throw e;
    }

    @Test
    void nothingOutlivesIt() {
        Callable<Integer> slowToDie = () -> {
            try {
                sleep(100);
            } finally {
                sleep(5);
                seen.add("died");
            }
            return 1;
        };
        assertThrows(IllegalStateException.class,
                () -> gather(slowToDie, failingAfter(1, new IllegalStateException())));

        assertEquals(List.of("died"), seen);
    }

    @Test
    void aTimeoutOfTheCallerEndsThemAll() {
        Timeout timeout = Timeout.start(Duration.ofSeconds(1));

        assertSame(timeout, assertThrows(Timeout.class, () -> gather(after(10), after(20))));
        assertEquals(List.of("end of 10", "end of 20"), seen);
    }

    @Test
    void aKillOfTheCallerEndsThemAll() {
        Greenlet<List<Integer>> caller = spawn(() -> gather(after(10), after(20)));
        sleep(1);
        caller.kill();

        assertEquals(List.of("end of 10", "end of 20"), seen);
        assertFalse(caller.isStarted());
    }

    @Test
    void thoseThatWereReadyRunUntilTheyWaitWhenOneFails() {
        assertThrows(IllegalStateException.class, () -> gather(() -> {
            throw new IllegalStateException();
        }, after(0)));

        // The second was ready when the first failed, so it ran until it first waited.
        assertEquals(List.of("end of 0"), seen);
    }
}
