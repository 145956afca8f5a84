package gevent.threadpool;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import gevent.pool.Results;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pools of threads: greenlets wait while others compute. */
@ExtendWith(FreshHub.class)
class ThreadPoolTest {
    private final Hub hub = Hub.get();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<ThreadPool> pools = new ArrayList<>();

    private ThreadPool pool(int maxsize) {
        ThreadPool pool = new ThreadPool(maxsize);
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        for (ThreadPool pool : pools) {
            pool.close();
            // After the last word to the hub, and by real time.
            assertTrue(OtherThread.run(() -> pool.asExecutorService().awaitTermination(30, TimeUnit.SECONDS)));
        }
    }

    private ThreadPool quicklyIdle() {
        ThreadPool pool = new ThreadPool(1, Duration.ofMillis(1));
        pools.add(pool);
        return pool;
    }

    /** Stands on its thread until the gate is open. */
    private int blocked() throws InterruptedException {
        gate.await();
        return 42;
    }

    // ---- results

    @Test
    void aTaskRunsOnAPlatformThreadOfItsOwn() {
        Thread thread = pool(1).apply(Thread::currentThread);

        assertFalse(thread.isVirtual());
        assertNotSame(Thread.currentThread(), thread);
    }

    @Test
    void theResultOfATaskArrives() {
        assertEquals(42, pool(1).spawn(() -> 42).get());
    }

    @Test
    void itMayBeTheFirstThingThatAThreadUses() throws Exception {
        ThreadPool pool = pool(1);

        assertEquals(42, OtherThread.run(() -> pool.apply(() -> 42)));
    }

    @Test
    void othersRunWhileATaskDoes() {
        AsyncResult<Integer> result = pool(1).spawn(this::blocked);
        spawn(() -> gate.countDown());

        assertEquals(42, result.get());
    }

    @Test
    void resultsArriveInTheOrderOfCompletion() {
        ThreadPool pool = pool(2);
        AsyncResult<Integer> slow = pool.spawn(this::blocked);
        AsyncResult<Integer> quick = pool.spawn(() -> 1);
        List<AsyncResult<Integer>> order = new ArrayList<>();

        for (AsyncResult<Integer> result : Gevent.iwait(List.of(slow, quick))) {
            order.add(result);
            gate.countDown();
        }
        assertEquals(List.of(quick, slow), order);
    }

    @Test
    void theHubDoesNotGiveUpWhileATaskRuns() throws Exception {
        hub.close();
        VirtualTime.onNewHub();
        Event event = new Event();
        pool(1).spawn(() -> {
            gate.await();
            event.set();
        });
        Thread main = Thread.currentThread();
        OtherThread other = OtherThread.start(() -> {
            OtherThread.awaitState(main, Thread.State.WAITING);
            gate.countDown();
            return null;
        });

        assertTrue(event.await());
        other.result();
    }

    @Test
    void anUncheckedFailureIsThrownAsItIs() {
        Reported.here();
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> pool(1).apply(() -> {
            throw failure;
        })));
    }

    @Test
    void aCheckedFailureIsTheCauseOfACompletionException() {
        Reported.here();
        IOException failure = new IOException();

        assertSame(failure, assertThrows(CompletionException.class, () -> pool(1).apply(() -> {
            throw failure;
        })).getCause());
    }

    @Test
    void theExceptionIsKeptWithItsCause() {
        Reported.here();
        IOException cause = new IOException();
        AsyncResult<Void> result = pool(1).spawn(() -> {
            throw new IllegalStateException(cause);
        });

        result.await();
        assertSame(cause, result.exception().getCause());
    }

    @Test
    void aFailureIsReportedToTheHubThatHandedItOver() {
        Reported reported = Reported.here();
        IllegalStateException failure = new IllegalStateException();
        ThreadPool pool = pool(1);
        pool.spawn(() -> {
            throw failure;
        });

        pool.join();
        sleep(0.001);
        assertEquals(List.of(failure), reported.errors());
    }

    @Test
    void aThreadGoesOnAfterAFailure() {
        Reported.here();
        ThreadPool pool = pool(1);
        pool.spawn(() -> {
            throw new IllegalStateException();
        });

        assertEquals(42, pool.apply(() -> 42));
        assertEquals(1, pool.size());
    }

    @Test
    void mapKeepsTheOrderOfTheThings() {
        assertEquals(List.of(2, 4, 6, 8), pool(2).map(n -> 2 * n, List.of(1, 2, 3, 4)));
    }

    @Test
    void mapThrowsTheFirstFailure() {
        Reported.here();

        assertEquals("2", assertThrows(IllegalStateException.class, () -> pool(2).map(n -> {
            if (n > 1) {
                throw new IllegalStateException("" + n);
            }
            return n;
        }, List.of(1, 2, 3))).getMessage());
    }

    @Test
    void applyInAThreadOfThePoolRunsRightThere() {
        ThreadPool pool = pool(1);

        assertTrue(pool.apply(() -> Thread.currentThread() == pool.apply(Thread::currentThread)));
    }

    @Test
    void applyInAThreadOfThePoolMakesNoHub() {
        ThreadPool pool = pool(1);

        assertNull(pool.apply(() -> {
            pool.apply(() -> 42);
            return Hub.getIfExists();
        }));
    }

    @Test
    void applyInAThreadOfThePoolWrapsACheckedFailure() {
        ThreadPool pool = pool(1);

        assertTrue(pool.apply(() -> assertThrows(CompletionException.class, () -> pool.apply(() -> {
            throw new IOException();
        })).getCause() instanceof IOException));
    }

    @Test
    void applyInAThreadOfAnotherPoolGoesThere() {
        ThreadPool one = pool(1);
        ThreadPool other = pool(1);

        assertFalse(one.apply(() -> Thread.currentThread() == other.apply(Thread::currentThread)));
    }

    @Test
    void aTimeoutEndsTheWaitForAResult() {
        AsyncResult<Integer> result = pool(1).spawn(this::blocked);

        assertThrows(Timeout.class, () -> result.get(Duration.ofMillis(1)));
    }

    // ---- threads

    @Test
    void threadsAreStartedWhenTheyAreNeeded() {
        ThreadPool pool = pool(3);

        assertEquals(0, pool.size());
        pool.spawn(this::blocked);
        assertEquals(1, pool.size());
    }

    @Test
    void anIdleThreadEnds() throws Exception {
        ThreadPool pool = quicklyIdle();
        Thread thread = pool.apply(Thread::currentThread);

        assertTrue(thread.join(Duration.ofSeconds(30)));
        assertEquals(0, pool.size());
    }

    @Test
    void theHubThatATaskMadeIsClosedWhenItsThreadEnds() throws Exception {
        Hub made = quicklyIdle().apply(Gevent::getHub);

        assertTrue(made.mainStrand().thread().join(Duration.ofSeconds(30)));
        assertTrue(made.isClosed());
    }

    @Test
    void unfinishedIsWhatWasHandedOverAndIsNotDone() {
        ThreadPool pool = pool(1);
        pool.spawn(this::blocked);
        pool.spawn(this::blocked);

        assertEquals(2, pool.unfinished());
        gate.countDown();
        pool.join();
        assertEquals(0, pool.unfinished());
    }

    // ---- the end

    @Test
    void joinEndsWhenTheTimeIsUp() {
        ThreadPool pool = pool(1);
        pool.spawn(this::blocked);

        assertFalse(pool.join(Duration.ofMillis(1)));
    }

    @Test
    void closingWaitsForWhatWasHandedOver() {
        ThreadPool pool = pool(1);
        AsyncResult<Integer> running = pool.spawn(this::blocked);
        AsyncResult<Integer> queued = pool.spawn(() -> 1);
        spawn(() -> gate.countDown());

        pool.close();
        assertTrue(running.isReady() && queued.isReady());
    }

    @Test
    void oneThatIsClosedTakesNoMore() {
        ThreadPool pool = pool(1);
        pool.close();

        assertThrows(RejectedExecutionException.class, () -> pool.spawn(() -> 1));
        assertEquals(0, pool.unfinished());
    }

    @Test
    void killDoesNotWait() {
        ThreadPool pool = pool(1);
        AsyncResult<Integer> running = pool.spawn(this::blocked);

        pool.kill();
        assertFalse(running.isReady());
        gate.countDown();
        assertEquals(42, running.get());
    }

    @Test
    void mapInsideThePoolRunsOnThatThread() {
        ThreadPool one = new ThreadPool(1);
        try (one) {
            assertEquals(List.of(2, 4, 6), one.apply(() -> one.map(n -> 2 * n, List.of(1, 2, 3))));
        }
    }

    @Test
    void resultsOfImapComeInTheOrderOfTheThings() {
        try (ThreadPool two = new ThreadPool(2)) {
            List<Integer> results = new ArrayList<>();
            two.imap((Integer n) -> n * n, List.of(1, 2, 3, 4, 5, 6)).forEach(results::add);

            assertEquals(List.of(1, 4, 9, 16, 25, 36), results);
        }
    }

    @Test
    void imapTakesNoMoreThingsThanThePoolHasRoomFor() {
        Event go = new Event();
        AtomicInteger taken = new AtomicInteger();
        try (ThreadPool one = new ThreadPool(1)) {
            Iterable<Integer> endless = () -> Stream.generate(taken::incrementAndGet).iterator();
            try (Results<Integer> results = one.imap((Integer n) -> {
                go.await();
                return n;
            }, endless)) {
                Gevent.spawnLater(0.01, go::set);

                assertEquals(1, results.next());
                assertEquals(2, results.next());
            }
            assertTrue(taken.get() < 1000);
        }
    }

    @Test
    void resultsOfImapUnorderedComeAsTheyAreReady() {
        Event first = new Event();
        try (ThreadPool two = new ThreadPool(2)) {
            Results<Integer> results = two.imapUnordered((Integer n) -> {
                if (n == 1) {
                    first.await();
                }
                return n;
            }, List.of(1, 2));

            assertEquals(2, results.next());
            first.set();
            assertEquals(1, results.next());
            assertFalse(results.hasNext());
        }
    }

    @Test
    void applyAsyncCallsBackWithTheResult() {
        AsyncResult<String> called = new AsyncResult<>();
        try (ThreadPool one = new ThreadPool(1)) {
            Greenlet<String> call = one.applyAsync(() -> "result", called::set);

            assertEquals("result", called.get());
            assertEquals("result", call.get());
        }
    }

    @Test
    void mapAsyncGivesTheListLater() {
        try (ThreadPool one = new ThreadPool(1)) {
            assertEquals(List.of(2, 3), one.mapAsync((Integer n) -> n + 1, List.of(1, 2)).get());
        }
    }

    @Test
    void mapOverTwoEndsWithTheShorter() {
        try (ThreadPool one = new ThreadPool(1)) {
            assertEquals(List.of("a1", "b2"),
                    one.map((String a, Integer b) -> a + b, List.of("a", "b", "c"), List.of(1, 2)));
        }
    }
}
