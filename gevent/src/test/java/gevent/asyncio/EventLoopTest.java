package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** The event loop: when it runs, when it stops, and what it calls. */
@ExtendWith(FreshHub.class)
class EventLoopTest {
    private final List<String> seen = new ArrayList<>();
    private final VirtualTime time = VirtualTime.onNewHub();
    private final EventLoop loop = Asyncio.getEventLoop();

    private Coroutine<String> work(int seconds) {
        return Coroutine.of(() -> {
            seen.add("begin " + seconds);
            Asyncio.sleep(seconds);
            seen.add("end " + seconds);
            return "after " + seconds;
        });
    }

    private void assertRefused(String message, Executable code) {
        assertEquals(message, assertThrows(IllegalStateException.class, code).getMessage());
    }

    // ---- until something has ended

    @Test
    void itRunsCodeToItsResult() {
        assertEquals("after 3", loop.runUntilComplete(work(3)));

        assertEquals(List.of("begin 3", "end 3"), seen);
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void whatTheCodeThrowsIsThrown() {
        IllegalArgumentException unchecked = new IllegalArgumentException();
        assertSame(unchecked, assertThrows(IllegalArgumentException.class, () -> loop.runUntilComplete(() -> {
            throw unchecked;
        })));
        IOException checked = new IOException();
        assertSame(checked, assertThrows(CompletionException.class, () -> loop.runUntilComplete(() -> {
            throw checked;
        })).getCause());
    }

    @Test
    void nothingBeginsBeforeItRuns() {
        loop.createTask(work(1));
        loop.callSoon(() -> seen.add("called"));
        Gevent.sleep(10);
        assertEquals(List.of(), seen);

        loop.runUntilComplete(work(2));
        assertEquals(List.of("begin 1", "called", "begin 2", "end 1", "end 2"), seen);
    }

    @Test
    void callbacksOfWhatItWaitsForAreCalledBeforeItReturns() {
        Task<String> task = loop.createTask(work(1));
        loop.callSoon(() -> task.addDoneCallback(_ -> seen.add("added while it ran")));
        task.addDoneCallback(_ -> seen.add("added before"));
        loop.runUntilComplete(task);

        assertEquals(List.of("begin 1", "end 1", "added before", "added while it ran"), seen);
    }

    @Test
    void aFutureThatHasEndedIsNotWaitedFor() {
        Future<String> future = loop.createFuture();
        future.setResult("there");

        assertEquals("there", loop.runUntilComplete(future));
    }

    @Test
    void aFutureOfAnotherLoopIsRefused() {
        Future<Void> other = Asyncio.newEventLoop().createFuture();

        assertThrows(IllegalArgumentException.class, () -> loop.runUntilComplete(other));
    }

    @Test
    void whatNothingCanEndIsALoopExit() {
        assertThrows(LoopExit.class, () -> loop.runUntilComplete(loop.createFuture()));

        assertFalse(loop.isRunning());
        assertEquals("after 1", loop.runUntilComplete(work(1)));
    }

    @Test
    void stoppedTooEarlyItSaysSo() {
        Task<String> task = loop.createTask(work(3));
        loop.callLater(1, loop::stop);

        assertRefused("Event loop stopped before Future completed.", () -> loop.runUntilComplete(task));
        assertFalse(task.done());
        assertEquals("after 3", loop.runUntilComplete(task));
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    // ---- for ever

    @Test
    void itRunsForEverUntilItIsStopped() {
        loop.createTask(work(1));
        loop.callLater(5, loop::stop);
        loop.runForever();

        assertEquals(List.of("begin 1", "end 1"), seen);
        assertEquals(Duration.ofSeconds(5), time.passed());
    }

    @Test
    void stoppedBeforeItRunsWhatIsReadyAndNoMore() {
        Task<String> task = loop.createTask(work(1));
        loop.callSoon(() -> seen.add("called"));
        loop.stop();
        loop.runForever();

        assertEquals(List.of("begin 1", "called"), seen);
        assertEquals(Duration.ZERO, time.passed());
        loop.runUntilComplete(task);
    }

    @Test
    void stoppedByTheFirstThatEndsItLeavesTheOtherWhereItIs() {
        Task<Void> first = loop.createTask(() -> {
            work(1).await();
            loop.stop();
        });
        Task<String> second = loop.createTask(work(3));
        loop.runForever();

        assertTrue(first.done());
        assertFalse(second.done());
        assertEquals(List.of("begin 1", "begin 3", "end 1"), seen);
        loop.runUntilComplete(second);
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void whatIsReadyRunsBeforeItStops() {
        loop.callSoon(loop::stop);
        loop.callSoon(() -> seen.add("behind"));
        loop.runForever();

        assertEquals(List.of("behind"), seen);
    }

    @Test
    void withNothingToDoItWaitsForOtherThreads() throws Exception {
        OtherThread other = OtherThread.start(() -> {
            while (!loop.isRunning()) {
                Thread.onSpinWait();
            }
            loop.callSoonThreadsafe(() -> seen.add("on " + Thread.currentThread().isVirtual()));
            loop.callSoonThreadsafe(loop::stop);
            return null;
        });
        loop.runForever();
        other.result();

        assertEquals(List.of("on true"), seen);
    }

    @Test
    void anotherThreadMayStopIt() throws Exception {
        OtherThread other = OtherThread.start(() -> {
            while (!loop.isRunning()) {
                Thread.onSpinWait();
            }
            loop.stop();
            return null;
        });
        loop.runForever();
        other.result();

        assertFalse(loop.isRunning());
    }

    // ---- which runs

    @Test
    void itKnowsWhetherItRuns() {
        assertFalse(loop.isRunning());
        assertTrue(loop.runUntilComplete(() -> loop.isRunning() && loop == Asyncio.getRunningLoop()));
        assertFalse(loop.isRunning());
        assertRefused("no running event loop", Asyncio::getRunningLoop);
        assertEquals("<EventLoop running=false closed=false>", loop.toString());
    }

    @Test
    void itDoesNotRunTwiceAtOnce() {
        loop.runUntilComplete(() -> assertRefused("This event loop is already running", loop::runForever));
    }

    @Test
    void oneThreadRunsOneAtATime() {
        loop.runUntilComplete(() -> assertRefused("Cannot run the event loop while another loop is running",
                () -> Asyncio.newEventLoop().runForever()));
    }

    @Test
    void whoRunsItMayBeAGreenlet() {
        Greenlet<String> runner = Gevent.spawn(() -> loop.runUntilComplete(work(2)));
        Greenlet<Boolean> beside = Gevent.spawn(() -> {
            Gevent.sleep(1);
            return loop.isRunning();
        });

        assertEquals("after 2", runner.get());
        assertTrue(beside.get());
    }

    @Test
    void aKillOfWhoRunsItStopsIt() {
        Task<String> task = loop.createTask(work(3));
        Greenlet<String> runner = Gevent.spawn(() -> loop.runUntilComplete(task));
        Gevent.sleep(1);
        runner.kill();

        assertFalse(loop.isRunning());
        assertFalse(task.done());
        assertEquals("after 3", loop.runUntilComplete(task));
    }

    @Test
    void whatIsGivenToItHereRunsWhereItIsRun() throws Exception {
        EventLoop elsewhere = Asyncio.newEventLoop();
        Task<Thread> task = elsewhere.createTask(() -> Gevent.getHub().mainStrand().thread());
        Thread[] runner = new Thread[1];
        OtherThread.run(() -> {
            runner[0] = Thread.currentThread();
            return elsewhere.runUntilComplete(task);
        });

        assertSame(runner[0], task.result());
    }

    @Test
    void aThreadKeepsItsLoop() throws Exception {
        assertSame(loop, Asyncio.getEventLoop());
        assertNotSame(loop, OtherThread.run(Asyncio::getEventLoop));
        EventLoop other = Asyncio.newEventLoop();
        Asyncio.setEventLoop(other);
        assertSame(other, Asyncio.getEventLoop());
        Asyncio.setEventLoop(null);
        assertNotSame(other, Asyncio.getEventLoop());
    }

    // ---- closing

    @Test
    void aClosedOneDoesNotRun() {
        loop.runUntilComplete(work(1));
        loop.close();
        loop.close();

        assertTrue(loop.isClosed());
        assertRefused("Event loop is closed", () -> loop.runUntilComplete(() -> 1));
        assertRefused("Event loop is closed", loop::runForever);
        assertRefused("Event loop is closed", () -> loop.callSoon(() -> { }));
        assertRefused("Event loop is closed", () -> loop.createTask(() -> { }));
    }

    @Test
    void oneThatRunsIsNotClosed() {
        loop.runUntilComplete(() -> assertRefused("Cannot close a running event loop", loop::close));
    }

    @Test
    void closingItEndsTasksThatHaveBegun() {
        Task<Void> task = loop.createTask(() -> {
            try {
                Asyncio.sleep(100);
            } finally {
                seen.add("cleaned up");
            }
        });
        task.addDoneCallback(_ -> seen.add("called"));
        loop.stop();
        loop.runForever();
        loop.close();

        assertEquals(List.of("cleaned up"), seen);
        assertTrue(task.cancelled());
    }

    @Test
    void closingItCancelsTasksThatHaveNot() {
        Task<String> task = loop.createTask(work(1));
        loop.close();

        assertTrue(task.cancelled());
        assertEquals(List.of(), seen);
    }

    @Test
    void closingItDropsItsCallbacks() {
        Reported reported = Reported.here();
        loop.callLater(10, () -> seen.add("called"));
        loop.stop();
        loop.runForever();
        loop.callLater(5, () -> seen.add("called"));
        loop.close();

        assertTrue(Gevent.await());
        assertEquals(List.of(), seen);
        assertEquals(Duration.ZERO, time.passed());
        assertEquals(List.of(), reported.errors());
    }

    // ---- callbacks

    @Test
    void callbacksAreCalledInTheirOrder() {
        loop.callSoon(() -> seen.add("a"));
        loop.callSoon(seen::add, "b");
        loop.callSoon(() -> loop.callSoon(() -> seen.add("d")));
        loop.callSoon(() -> seen.add("c"));
        loop.runUntilComplete(() -> Asyncio.sleep(1));

        assertEquals(List.of("a", "b", "c", "d"), seen);
    }

    @Test
    void timersCallInTheOrderOfTheirTimes() {
        double start = loop.time();
        loop.callLater(2, () -> seen.add("2 at " + (loop.time() - start)));
        loop.callLater(Duration.ofSeconds(1), () -> seen.add("1 at " + (loop.time() - start)));
        loop.callAt(start + 3, () -> seen.add("3 at " + (loop.time() - start)));
        loop.callLater(-1, () -> seen.add("0 at " + (loop.time() - start)));
        loop.runUntilComplete(() -> Asyncio.sleep(3));

        assertEquals(List.of("0 at 0.0", "1 at 1.0", "2 at 2.0", "3 at 3.0"), seen);
    }

    @Test
    void aTimerRunsFromWhenItWasAskedForNotFromWhenTheLoopRuns() {
        loop.callLater(3, () -> seen.add("at " + time.passed().toSeconds()));
        time.pass(Duration.ofSeconds(2));
        loop.runUntilComplete(() -> Asyncio.sleep(5));

        assertEquals(List.of("at 3"), seen);
    }

    @Test
    void oneThatIsCancelledIsNotCalled() {
        Handle soon = loop.callSoon(() -> seen.add("soon"));
        Handle later = loop.callLater(1, () -> seen.add("later"));
        soon.cancel();
        loop.callSoon(later::cancel);
        loop.runUntilComplete(() -> { });

        assertTrue(Gevent.await());
        assertTrue(soon.isCancelled() && later.isCancelled());
        assertEquals(List.of(), seen);
        assertEquals(Duration.ZERO, time.passed());
    }

    @Test
    void oneThatIsBeingCalledIsNotStoppedByItsCancel() {
        Handle[] self = new Handle[1];
        self[0] = loop.callSoon(() -> {
            self[0].cancel();
            Asyncio.sleep(1);
            seen.add("went on");
        });
        loop.runUntilComplete(() -> Asyncio.sleep(2));

        assertEquals(List.of("went on"), seen);
    }

    @Test
    void whatACallbackThrowsIsReportedAndTheLoopGoesOn() {
        Reported reported = Reported.here();
        IllegalStateException failure = new IllegalStateException();
        loop.callSoon(() -> {
            throw failure;
        });
        loop.callSoon(() -> {
            throw new CancelledError("asked for the result of something");
        });

        assertEquals("after 1", loop.runUntilComplete(work(1)));
        assertSame(failure, reported.errors().getFirst());
        assertInstanceOf(CancelledError.class, reported.errors().getLast().getCause());
    }

    @Test
    void aCallbackMayWait() {
        loop.callSoon(() -> {
            Asyncio.sleep(1);
            seen.add("waited");
        });
        loop.callSoon(() -> seen.add("meanwhile"));
        loop.runUntilComplete(() -> Asyncio.sleep(2));

        assertEquals(List.of("meanwhile", "waited"), seen);
    }
}
