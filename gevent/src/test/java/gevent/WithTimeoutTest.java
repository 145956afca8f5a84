package gevent;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A limit on a body: withTimeout. */
@ExtendWith(FreshHub.class)
class WithTimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private VirtualTime time;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    private static String slow() {
        sleep(HOUR);
        return "late";
    }

    @Test
    void itReturnsWhatTheBodyReturns() {
        assertEquals("value", withTimeout(SECOND, () -> "value"));
    }

    @Test
    void itThrowsATimeoutIfTheTimeIsUp() {
        Timeout timeout = assertThrows(Timeout.class, () -> withTimeout(SECOND, WithTimeoutTest::slow));

        assertEquals(SECOND, timeout.duration());
        assertEquals(SECOND, time.passed());
    }

    @Test
    void itReturnsTheFallbackIfTheTimeIsUp() {
        assertEquals("fallback", withTimeout(SECOND, WithTimeoutTest::slow, "fallback"));
    }

    @Test
    void theFallbackMayBeNull() {
        assertNull(withTimeout(SECOND, WithTimeoutTest::slow, null));
    }

    @Test
    void aBodyInTimeDoesNotReturnTheFallback() {
        assertEquals("value", withTimeout(SECOND, () -> "value", "fallback"));
    }

    @Test
    void theTimeoutOfAnotherGoesThrough() {
        Timeout outer = Timeout.start(SECOND);

        assertSame(outer, assertThrows(Timeout.class, () -> withTimeout(HOUR, WithTimeoutTest::slow, "fallback")));
    }

    @Test
    void nestedTheInnerOneIsItsOwn() {
        String result = withTimeout(HOUR, () -> withTimeout(SECOND, WithTimeoutTest::slow, "inner"), "outer");

        assertEquals("inner", result);
    }

    @Test
    void nestedTheOuterOneGoesThroughTheInner() {
        String result = withTimeout(SECOND, () -> withTimeout(HOUR, WithTimeoutTest::slow, "inner"), "outer");

        assertEquals("outer", result);
    }

    @Test
    void theLimitIsOverWithTheBody() {
        withTimeout(SECOND, () -> "value");

        sleep(HOUR);
    }

    @Test
    void aFailureOfTheBodyEndsTheLimitToo() {
        assertThrows(IllegalStateException.class, () -> withTimeout(SECOND, () -> {
            throw new IllegalStateException();
        }));

        sleep(HOUR);
    }

    @Test
    void aCheckedFailureIsTheCauseOfACompletionException() {
        IOException failure = new IOException();

        assertSame(failure, assertThrows(CompletionException.class, () -> withTimeout(SECOND, () -> {
            throw failure;
        })).getCause());
    }

    @Test
    void noLimitIsForEver() {
        assertEquals("late", withTimeout(null, WithTimeoutTest::slow));
    }

    @Test
    void itLimitsASleepOfTheJdk() {
        Greenlet<Timeout> g = spawn(() -> assertThrows(Timeout.class, () -> withTimeout(Duration.ZERO, () -> {
            Thread.sleep(HOUR);
            return null;
        })));

        assertEquals(Duration.ZERO, g.get().duration());
    }

    @Test
    void itReturnsTheFallbackAfterASleepOfTheJdk() {
        Greenlet<String> g = spawn(() -> withTimeout(Duration.ZERO, () -> {
            Thread.sleep(HOUR);
            return "late";
        }, "fallback"));

        assertEquals("fallback", g.get());
    }

    @Test
    void anInterruptOfSomebodyElseIsNoTimeout() {
        Reported.here();
        Greenlet<Throwable> g = spawn(() -> assertThrows(CompletionException.class, () -> withTimeout(HOUR, () -> {
            Thread.sleep(HOUR);
            return "late";
        }, "fallback")).getCause());
        sleep();
        g.thread().interrupt();

        assertEquals(InterruptedException.class, g.get().getClass());
    }

    @Test
    void aBodyNeedNoResult() {
        boolean[] ran = {false};
        Gevent.withTimeout(1, () -> {
            ran[0] = true;
        });

        assertTrue(ran[0]);
        assertThrows(Timeout.class, () -> Gevent.withTimeout(0.001, () -> Gevent.sleep(10)));
        assertEquals("late", Gevent.withTimeout(0.001, () -> {
            Gevent.sleep(10);
            return "in time";
        }, "late"));
    }
}
