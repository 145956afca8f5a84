package gevent.threadpool;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Waitable;
import gevent.event.AsyncResult;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool of threads as the JDK's libraries want one. */
@ExtendWith(FreshHub.class)
class PoolExecutorTest {
    private final Hub hub = Hub.get();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ThreadPool pool = new ThreadPool(1);
    private final ExecutorService executor = pool.asExecutorService();

    @AfterEach
    void close() throws InterruptedException {
        gate.countDown();
        pool.close();
        assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS));
    }

    private int blocked() throws InterruptedException {
        gate.await();
        return 42;
    }

    @Test
    void itRunsTasksOnThreadsOfThePool() throws Exception {
        assertEquals(pool.apply(Thread::currentThread), executor.submit(Thread::currentThread).get());
    }

    @Test
    void theFutureThrowsWhatTheTaskThrew() {
        IllegalStateException failure = new IllegalStateException();

        assertEquals(failure, assertThrows(ExecutionException.class, () -> executor.submit(() -> {
            throw failure;
        }).get()).getCause());
    }

    @Test
    void invokeAllReturnsWhenAllAreDone() throws Exception {
        List<Callable<Integer>> bodies = List.of(() -> 1, () -> 2, () -> 3);

        assertEquals(List.of(1, 2, 3), executor.invokeAll(bodies).stream().map(Future::resultNow).toList());
    }

    @Test
    void aGreenletThatWaitsForAFutureLetsOthersRun() {
        Greenlet<Integer> waiting = spawn(() -> executor.submit(this::blocked).get());
        spawn(() -> gate.countDown());

        assertEquals(42, waiting.get());
    }

    @Test
    void handingOverTooMuchDoesNotWait() throws Exception {
        pool.spawn(this::blocked);
        pool.spawn(this::blocked);
        Future<Integer> third = executor.submit(() -> 3);

        assertFalse(third.isDone());
        gate.countDown();
        assertEquals(3, third.get());
    }

    @Test
    void shuttingItDownClosesThePool() {
        executor.shutdown();

        assertTrue(executor.isShutdown());
        assertThrows(RejectedExecutionException.class, () -> pool.spawn(() -> 1));
    }

    @Test
    void shutdownLetsWhatWasHandedOverEnd() {
        AsyncResult<Integer> running = pool.spawn(this::blocked);
        AsyncResult<Integer> queued = pool.spawn(() -> 1);

        executor.shutdown();
        gate.countDown();
        assertEquals(42, running.get());
        assertEquals(1, queued.get());
    }

    @Test
    void shutdownNowReturnsWhatNeverBegan() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AsyncResult<Void> running = pool.spawn(() -> {
            begun.countDown();
            assertThrows(InterruptedException.class, gate::await);
        });
        begun.await();
        pool.spawn(() -> 1);

        assertEquals(1, executor.shutdownNow().size());
        running.get();
    }

    @Test
    void theResultOfWhatNeverBeganIsACancellation() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        pool.spawn(() -> {
            begun.countDown();
            assertThrows(InterruptedException.class, gate::await);
        });
        begun.await();
        AsyncResult<Integer> queued = pool.spawn(() -> 1);

        executor.shutdownNow();
        assertThrows(CancellationException.class, queued::get);
    }

    @Test
    void itIsTerminatedWhenAllIsDone() throws Exception {
        pool.spawn(this::blocked);
        executor.shutdown();

        assertFalse(executor.isTerminated());
        gate.countDown();
        assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS));
        assertTrue(executor.isTerminated());
    }

    @Test
    void awaitTerminationEndsWhenTheTimeIsUp() throws Exception {
        pool.spawn(this::blocked);
        executor.shutdown();

        assertFalse(executor.awaitTermination(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void awaitTerminationOnMainLetsGreenletsRun() throws Exception {
        spawn(() -> executor.shutdown());

        assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    void anInterruptEndsAwaitTermination() {
        pool.spawn(this::blocked);
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, () -> executor.awaitTermination(30, TimeUnit.SECONDS));
    }

    // ---- waiting on a hub's main

    @Test
    void mainThatWaitsForAFutureLetsGreenletsRun() throws Exception {
        Future<Integer> future = executor.submit(this::blocked);
        spawn(() -> gate.countDown());

        assertEquals(42, future.get());
    }

    @Test
    void mainThatWaitsForAFutureWithALimitLetsGreenletsRun() throws Exception {
        Future<Integer> future = executor.submit(this::blocked);
        spawn(() -> gate.countDown());

        assertEquals(42, future.get(30, TimeUnit.SECONDS));
    }

    @Test
    void aLimitEndsTheWaitForAFuture() {
        Future<Integer> future = executor.submit(this::blocked);

        assertThrows(TimeoutException.class, () -> future.get(1, TimeUnit.MILLISECONDS));
        assertThrows(TimeoutException.class, () -> future.get(-1, TimeUnit.MILLISECONDS));
    }

    @Test
    void mainThatWaitsForAllLetsGreenletsRun() throws Exception {
        spawn(() -> gate.countDown());

        assertEquals(List.of(42, 42), executor.invokeAll(List.<Callable<Integer>>of(this::blocked, this::blocked))
                .stream().map(Future::resultNow).toList());
    }

    @Test
    void mainThatWaitsForTheFirstLetsGreenletsRun() throws Exception {
        spawn(() -> gate.countDown());

        assertEquals(42, executor.invokeAny(List.<Callable<Integer>>of(this::blocked)));
    }

    @Test
    void aFutureIsOneOfTheThingsToWaitFor() {
        Future<Integer> future = executor.submit(() -> 42);

        assertEquals(List.of(future), Gevent.await(List.of((Waitable) future)));
    }

    @Test
    void aCancelledFutureIsOneForWhoWaits() {
        Future<Integer> future = executor.submit(this::blocked);
        spawn(() -> future.cancel(true));

        assertThrows(CancellationException.class, future::get);
    }

    @Test
    void anInterruptEndsTheWaitForAFuture() {
        Future<Integer> future = executor.submit(this::blocked);
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, future::get);
    }

    @ParameterizedTest
    @EnumSource
    void theFutureIsForWhoeverWaits(Setting setting) throws Exception {
        Future<Integer> future = executor.submit(this::blocked);
        Callable<Integer> waiting = setting.start(future::get);
        gate.countDown();

        assertEquals(42, waiting.call());
    }
}
