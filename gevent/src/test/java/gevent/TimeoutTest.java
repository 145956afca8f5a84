package gevent;

import static gevent.Gevent.getHub;
import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Interrupted;
import gevent.hub.InvalidThreadUseError;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import gevent.hub.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Timeouts: when they surface, in whom, and when not. */
@ExtendWith(FreshHub.class)
class TimeoutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Object> seen = new ArrayList<>();
    private VirtualTime time;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    // ---- surfacing

    @Test
    void inMainItSurfacesWhereMainWaits() {
        Timeout timeout = Timeout.start(SECOND);

        assertSame(timeout, assertThrows(Timeout.class, () -> sleep(HOUR)));
        assertEquals(SECOND, time.passed());
    }

    @Test
    void inAGreenletItSurfacesWhereTheGreenletWaits() {
        Greenlet<Timeout> g = spawn(() -> {
            Timeout timeout = Timeout.start(SECOND);
            assertSame(timeout, assertThrows(Timeout.class, () -> sleep(HOUR)));
            return timeout;
        });

        assertFalse(g.get().isPending());
        assertEquals(SECOND, time.passed());
    }

    @Test
    void itSurfacesOnlyInTheGreenletThatStartedIt() {
        Greenlet<Duration> other = spawn(() -> {
            sleep(2);
            return time.passed();
        });
        Timeout timeout = Timeout.start(SECOND);

        assertSame(timeout, assertThrows(Timeout.class, other::join));
        assertEquals(Duration.ofSeconds(2), other.get());
    }

    @Test
    void givingWayIsAWaitToo() {
        Greenlet<Timeout> g = spawn(() -> {
            Timeout timeout = Timeout.start(SECOND);
            time.pass(HOUR);
            assertSame(timeout, assertThrows(Timeout.class, () -> {
                while (true) {
                    sleep();
                }
            }));
            return timeout;
        });

        assertFalse(g.get().isPending());
    }

    @Test
    void ofNoTimeItSurfacesAtTheFirstWait() {
        Timeout timeout = Timeout.start(Duration.ZERO);

        assertSame(timeout, assertThrows(Timeout.class, () -> sleep(HOUR)));
        assertEquals(Duration.ZERO, time.passed());
    }

    @Test
    void codeThatDoesNotWaitIsNotInterrupted() {
        try (Timeout timeout = Timeout.start(SECOND)) {
            time.pass(HOUR);
            assertTrue(timeout.isPending());
        }
        sleep();
    }

    @Test
    void whatCameInTimeWinsOverATimeoutOfTheSameTurn() {
        Waiter<String> reply = new Waiter<>();
        getHub().loop().timer(SECOND).start(() -> reply.switchTo("in time"));

        try (Timeout _ = Timeout.start(SECOND)) {
            assertEquals("in time", reply.get());
        }
    }

    @Test
    void itEndsTheWaitForGood() {
        Waiter<String> waiter = new Waiter<>();
        Timeout.start(SECOND);

        assertThrows(Timeout.class, waiter::get);

        assertFalse(waiter.switchTo("late"));
    }

    @Test
    void itThrowsWhatItWasGiven() {
        Exception late = new Exception("late");
        Timeout.start(SECOND, late);

        assertSame(late, assertThrows(Exception.class, () -> sleep(HOUR)));
    }

    @Test
    void itsStackTraceIsThatOfTheWait() {
        Greenlet<Timeout> g = spawn(() -> {
            Timeout.start(SECOND);
            return assertThrows(Timeout.class, this::waitInHere);
        });

        assertTrue(Arrays.stream(g.get().getStackTrace()).anyMatch(f -> f.getMethodName().equals("waitInHere")));
    }

    private void waitInHere() {
        sleep(HOUR);
    }

    // ---- closing

    @Test
    void closedInTimeItDoesNotSurface() {
        Timeout timeout = Timeout.start(SECOND);
        timeout.close();

        sleep(HOUR);

        assertFalse(timeout.isPending());
    }

    @Test
    void closedAgainItStaysClosed() {
        Timeout timeout = Timeout.start(SECOND);
        timeout.close();
        timeout.close();

        sleep(HOUR);
    }

    @Test
    void oneThatWasNeverStartedCanBeClosed() {
        new Timeout(SECOND).close();

        sleep(HOUR);
    }

    @Test
    void closedAfterItsTimeIsUpButBeforeItSurfacesItIsTakenBack() {
        Greenlet<Void> g = spawn(() -> {
            Waiter<String> waiter = new Waiter<>();
            Timeout timeout = Timeout.start(SECOND);
            // In one turn: the value comes first, then the time is up, and then the greenlet goes on.
            getHub().loop().timer(SECOND).start(() -> waiter.switchTo("in time"));
            seen.add(waiter.get());
            seen.add(timeout.isPending());
            timeout.close();
            sleep(HOUR);
        });
        g.get();

        assertEquals(List.of("in time", false), seen);
    }

    @Test
    void notClosedItSurfacesAtTheNextWaitIfItsTimeIsUp() {
        Waiter<String> waiter = new Waiter<>();
        Timeout timeout = Timeout.start(SECOND);
        getHub().loop().timer(SECOND).start(() -> waiter.switchTo("in time"));
        waiter.get();

        assertSame(timeout, assertThrows(Timeout.class, () -> sleep(HOUR)));
    }

    @Test
    void closedItCanBeStartedAgain() {
        Timeout timeout = Timeout.start(SECOND);
        timeout.close();
        timeout.start();

        assertSame(timeout, assertThrows(Timeout.class, () -> sleep(HOUR)));
    }

    @Test
    void afterItsTimeItCanBeStartedAgain() {
        Timeout timeout = Timeout.start(SECOND);
        assertThrows(Timeout.class, () -> sleep(HOUR));
        timeout.start();

        assertThrows(Timeout.class, () -> sleep(HOUR));
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void startingAPendingOneIsAnError() {
        try (Timeout timeout = Timeout.start(SECOND)) {
            assertThrows(IllegalStateException.class, timeout::start);
        }
    }

    @Test
    void startNewStartsWhatIsNotPending() {
        Timeout timeout = new Timeout(SECOND);

        try (Timeout started = Timeout.startNew(timeout)) {
            assertSame(timeout, started);
            assertTrue(timeout.isPending());
            assertSame(timeout, Timeout.startNew(timeout));
        }
    }

    // ---- nesting

    @Test
    void theShorterOfTwoSurfacesFirst() {
        try (Timeout outer = Timeout.start(HOUR); Timeout inner = Timeout.start(SECOND)) {
            assertSame(inner, assertThrows(Timeout.class, () -> sleep(HOUR.multipliedBy(2))));
            assertTrue(outer.isPending());
        }
    }

    @Test
    void anOuterOneSurfacesInsideTheInner() {
        try (Timeout outer = Timeout.start(SECOND); Timeout inner = Timeout.start(HOUR)) {
            assertSame(outer, assertThrows(Timeout.class, () -> sleep(HOUR.multipliedBy(2))));
            assertTrue(inner.isPending());
        }
        sleep(HOUR);
    }

    @Test
    void twoOfTheSameTimeSurfaceOneAfterTheOther() {
        Timeout first = Timeout.start(SECOND);
        Timeout second = Timeout.start(SECOND);

        assertSame(first, assertThrows(Timeout.class, () -> sleep(HOUR)));
        assertSame(second, assertThrows(Timeout.class, () -> sleep(HOUR)));
    }

    // ---- limits

    @Test
    void withoutALimitItIsNeverUp() {
        try (Timeout timeout = Timeout.start(null)) {
            sleep(HOUR);
            assertFalse(timeout.isPending());
            assertNull(timeout.duration());
        }
    }

    @Test
    void aNegativeTimeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Timeout.start(Duration.ofNanos(-1)));
    }

    @Test
    void aTimeTooLongToCountIsForEver() {
        try (Timeout timeout = Timeout.start(Duration.ofSeconds(Long.MAX_VALUE))) {
            sleep(HOUR);
            assertTrue(timeout.isPending());
        }
    }

    @Test
    void aVirtualThreadOfTheJdkCannotStartOne() throws Exception {
        OtherThread other = OtherThread.startVirtual(() -> Timeout.start(SECOND));

        assertThrows(InvalidThreadUseError.class, other::result);
    }

    @Test
    void itSaysHowLong() {
        assertEquals("Timeout: 1 second", new Timeout(SECOND).toString());
        assertEquals("Timeout: 0.5 seconds", new Timeout(Duration.ofMillis(500)).toString());
        assertEquals("Timeout: 3600 seconds", new Timeout(HOUR).toString());
    }

    @Test
    void catchingExceptionsDoesNotSwallowIt() {
        assertInstanceOf(Error.class, new Timeout(SECOND));
    }

    // ---- in waits of the JDK

    @Test
    void aSleepOfTheJdkIsInterruptedAndItSurfacesAtTheNextWait() {
        Greenlet<Timeout> g = spawn(() -> {
            Timeout timeout = Timeout.start(Duration.ZERO);
            assertThrows(InterruptedException.class, () -> Thread.sleep(HOUR));
            assertSame(timeout, assertThrows(Timeout.class, () -> sleep(HOUR)));
            return timeout;
        });

        assertFalse(g.get().isPending());
    }

    @Test
    void aGreenletThatTheInterruptEndsHasFailedWithTheTimeout() {
        Reported.here();
        Greenlet<Void> g = spawn(() -> {
            Timeout.start(Duration.ZERO);
            Thread.sleep(HOUR);
        });
        g.join();

        assertInstanceOf(Timeout.class, g.exception());
    }

    @Test
    void closedAfterAParkOfTheJdkWasEndedForItItLeavesNoInterrupt() {
        Greenlet<Void> g = spawn(() -> {
            try (Timeout _ = Timeout.start(Duration.ZERO)) {
                LockSupport.park();
            }
            try {
                sleep(HOUR);
                seen.add("slept");
            } catch (Interrupted e) {
                seen.add(e);
            }
        });
        g.get();

        assertEquals(List.of("slept"), seen);
    }

    @Test
    void ofAGetItShowsWhereThatWaited() {
        Greenlet<?> never = spawn(() -> sleep(3600));

        Timeout e = assertThrows(Timeout.class, () -> never.get(Duration.ZERO));

        assertTrue(Arrays.stream(e.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("get")));
        never.kill();
    }

    @Test
    void aClosedOneLeavesNoInterruptBehind() {
        ReentrantLock lock = new ReentrantLock();
        Greenlet<?> owner = spawn(() -> {
            lock.lock();
            sleep(0.02);
            lock.unlock();
        });
        Greenlet<Boolean> second = spawn(() -> {
            try (Timeout _ = Timeout.start(Duration.ofMillis(5))) {
                // Is interrupted, takes the lock all the same, and restores the interrupt.
                lock.lock();
                lock.unlock();
            }
            return Thread.currentThread().isInterrupted();
        });

        joinall(owner, second);

        assertEquals(false, second.get());
    }
}
