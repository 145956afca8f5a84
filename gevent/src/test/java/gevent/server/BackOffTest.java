package gevent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How an acceptor that cannot accept waits. */
@ExtendWith(FreshHub.class)
class BackOffTest {
    private final List<Throwable> told = new ArrayList<>();
    private VirtualTime time;
    private BackOff backOff;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
        backOff = new BackOff(Duration.ofMillis(10), Duration.ofMillis(50), told::add);
    }

    private long millisOfAFailure() {
        Duration before = time.passed();
        backOff.failed(new IOException());
        return time.passed().minus(before).toMillis();
    }

    @Test
    void doublesItsWaitUpToTheLongest() {
        assertEquals(List.of(10L, 20L, 40L, 50L, 50L), List.of(millisOfAFailure(), millisOfAFailure(),
                millisOfAFailure(), millisOfAFailure(), millisOfAFailure()));
    }

    @Test
    void beginsAnewAfterASuccess() {
        millisOfAFailure();
        millisOfAFailure();
        backOff.succeeded();

        assertEquals(10, millisOfAFailure());
    }

    @Test
    void tellsOfFailuresOnceInAMinute() {
        millisOfAFailure();
        millisOfAFailure();
        backOff.succeeded();
        millisOfAFailure();
        assertEquals(1, told.size());

        time.pass(Duration.ofMinutes(1));
        millisOfAFailure();
        assertEquals(2, told.size());
    }

    @Test
    void goesOnIfItCannotTell() {
        BackOff silent = new BackOff(Duration.ofMillis(10), Duration.ofMillis(50), _ -> {
            throw new NoClassDefFoundError("no descriptors for a logger either");
        });
        silent.failed(new IOException());

        assertEquals(Duration.ofMillis(10), time.passed());
    }

    @Test
    void goesOnWhateverErrorTheLoggerThrowsAndTellsTheNextTime() {
        Error[] failure = {new Error("no descriptors for the time zone of a log record")};
        BackOff backOff = new BackOff(Duration.ofMillis(10), Duration.ofMillis(50), failed -> {
            if (failure[0] != null) {
                throw failure[0];
            }
            told.add(failed);
        });
        backOff.failed(new IOException());
        failure[0] = null;
        backOff.failed(new IOException());

        assertEquals(1, told.size());
    }

    @Test
    void aLongestThatIsShorterThanTheShortestIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> BackOff.check(Duration.ofMillis(2), Duration.ofMillis(1)));
    }
}
