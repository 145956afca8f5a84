package gevent.pool;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.spawnLater;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A group, or a pool, as the JDK's libraries want one. */
@ExtendWith(FreshHub.class)
class PoolExecutorTest {
    private final List<String> seen = new ArrayList<>();
    private VirtualTime time;
    private Group group;
    private ExecutorService executor;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
        group = new Group();
        executor = group.asExecutorService();
    }

    private Callable<Integer> after(int seconds) {
        return () -> {
            try {
                sleep(seconds);
                return seconds;
            } catch (Throwable t) {
                seen.add(t.getClass().getSimpleName() + " in " + seconds);
                throw t;
            }
        };
    }

    private static Callable<Integer> failingAfter(int seconds) {
        return () -> {
            sleep(seconds);
            throw new IllegalStateException("" + seconds);
        };
    }

    // ---- tasks

    @Test
    void aTaskRunsInAMemberOfTheGroup() throws Exception {
        assertTrue(executor.submit(() -> group.contains(getcurrent())).get());
    }

    @Test
    void onMainWaitingForAFutureRunsTheHub() throws Exception {
        assertEquals(2, executor.submit(after(2)).get());
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void inAGreenletWaitingForAFutureLetsOthersRun() {
        assertEquals(2, spawn(() -> executor.submit(after(2)).get()).get());
    }

    @Test
    void aFutureThatIsNotDoneInTimeIsATimeoutException() throws Exception {
        Future<Integer> future = executor.submit(after(2));

        assertThrows(TimeoutException.class, () -> future.get(1, TimeUnit.SECONDS));
        assertEquals(Duration.ofSeconds(1), time.passed());
        future.get();
    }

    @Test
    void theFutureThrowsWhatTheTaskThrew() {
        Throwable cause = assertThrows(ExecutionException.class, () -> executor.submit(failingAfter(1)).get())
                .getCause();

        assertEquals("1", cause.getMessage());
    }

    @Test
    void aFailureThatNoFutureKeepsIsReported() {
        Reported reported = Reported.here();
        IllegalStateException failure = new IllegalStateException();
        executor.execute(() -> {
            throw failure;
        });

        group.join();
        assertEquals(List.of(failure), reported.errors());
    }

    @Test
    void cancellingAFutureInterruptsItsTask() {
        Future<Integer> future = executor.submit(after(5));
        sleep();

        future.cancel(true);
        group.join();
        assertEquals(List.of("Interrupted in 5"), seen);
    }

    @Test
    void aTaskThatIsKilledIsCancelled() {
        Future<Integer> future = executor.submit(after(5));
        sleep();

        group.kill();
        assertThrows(CancellationException.class, future::get);
    }

    @Test
    void aTaskWaitsForRoomInAFullPoolButItsSubmitterDoesNot() throws Exception {
        ExecutorService pool = new Pool(1).asExecutorService();
        pool.submit(after(2));
        Future<Integer> second = pool.submit(after(1));

        assertEquals(Duration.ZERO, time.passed());
        assertEquals(1, second.get());
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void tasksOfAPoolOfOneRunInTheirOrder() throws Exception {
        Pool pool = new Pool(1);
        ExecutorService one = pool.asExecutorService();
        for (int i = 0; i < 5; i++) {
            int n = i;
            one.execute(() -> {
                sleep(1);
                seen.add("" + n);
                one.execute(() -> seen.add("after " + n));
            });
        }
        pool.join();

        assertEquals(List.of("0", "1", "2", "3", "4", "after 0", "after 1", "after 2", "after 3", "after 4"), seen);
    }

    @Test
    void joiningAPoolWaitsForTasksThatWaitForRoom() {
        Pool pool = new Pool(1);
        ExecutorService view = pool.asExecutorService();
        view.submit(after(1));
        view.submit(after(2));
        pool.join();

        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void theFutureOfATaskThatIsKilledBeforeItBeginsIsCancelled() {
        Pool pool = new Pool(1);
        ExecutorService view = pool.asExecutorService();
        view.submit(after(1));
        Future<Integer> second = view.submit(after(2));
        pool.kill();

        assertThrows(CancellationException.class, second::get);
    }

    @Test
    void onAClosedHubATaskIsRejected() throws Exception {
        ExecutorService orphan = (ExecutorService) OtherThread.start(() -> {
            ExecutorService view = new Group().asExecutorService();
            Hub.get().close();
            return view;
        }).result();

        RejectedExecutionException e = assertThrows(RejectedExecutionException.class, () -> orphan.execute(() -> { }));
        assertInstanceOf(HubDestroyed.class, e.getCause());
    }

    @Test
    void aWaitThatIsGivenUpLeavesNoLinkBehind() {
        Future<Integer> future = executor.submit(after(5));
        Waitable task = (Waitable) future;
        AtomicInteger calls = new AtomicInteger();
        Consumer<Waitable> link = _ -> calls.incrementAndGet();
        task.rawlink(link);
        task.rawlink(link);
        task.unlink(link);
        sleep(6);

        assertEquals(1, calls.get());
    }

    @Test
    void anInterruptEndsTheWaitForAFuture() throws Exception {
        Future<Integer> future = executor.submit(after(5));
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, future::get);
        group.kill();
    }

    // ---- invokeAll, invokeAny

    @Test
    void invokeAllReturnsTheFuturesInTheOrderOfTheTasks() throws Exception {
        List<Future<Integer>> all = executor.invokeAll(List.of(after(3), after(1), after(2)));

        assertEquals(List.of(3, 1, 2), all.stream().map(Future::resultNow).toList());
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void invokeAllWaitsForTheOthersIfOneFails() throws Exception {
        List<Future<Integer>> all = executor.invokeAll(List.of(failingAfter(1), after(2)));

        assertEquals(List.of(Future.State.FAILED, Future.State.SUCCESS), all.stream().map(Future::state).toList());
    }

    @Test
    void invokeAllCancelsWhatIsNotDoneInTime() throws Exception {
        List<Future<Integer>> all = executor.invokeAll(List.of(after(1), after(20)), 5, TimeUnit.SECONDS);

        assertEquals(List.of(Future.State.SUCCESS, Future.State.CANCELLED), all.stream().map(Future::state).toList());
        group.join();
        assertEquals(List.of("Interrupted in 20"), seen);
    }

    @Test
    void invokeAnyReturnsTheFirstResult() throws Exception {
        assertEquals(1, executor.invokeAny(List.of(after(3), after(1), after(2))));
        assertEquals(Duration.ofSeconds(1), time.passed());
        group.join();
    }

    @Test
    void invokeAnyCancelsTheOthers() throws Exception {
        executor.invokeAny(List.of(after(3), after(1)));

        group.join();
        assertEquals(List.of("Interrupted in 3"), seen);
    }

    @Test
    void invokeAnyPassesOverFailures() throws Exception {
        assertEquals(2, executor.invokeAny(List.of(failingAfter(1), after(2))));
    }

    @Test
    void invokeAnyThrowsAFailureIfAllFail() {
        assertEquals("2", assertThrows(ExecutionException.class,
                () -> executor.invokeAny(List.of(failingAfter(1), failingAfter(2)))).getCause().getMessage());
    }

    @Test
    void invokeAnyIsATimeoutExceptionIfNoneIsDoneInTime() {
        assertThrows(TimeoutException.class, () -> executor.invokeAny(List.of(after(5)), 1, TimeUnit.SECONDS));
        assertEquals(Duration.ofSeconds(1), time.passed());
        group.join();
    }

    @Test
    void invokeAnyOfNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(List.<Callable<Integer>>of()));
    }

    @Test
    void invokeAnyDoesNotWaitForRoomForAll() throws Exception {
        Pool pool = new Pool(1);

        assertEquals(1, pool.asExecutorService().invokeAny(List.of(after(1), after(5), after(5))));
        pool.join();
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    // ---- the end

    @Test
    void afterShutdownNothingIsTaken() {
        executor.shutdown();

        assertTrue(executor.isShutdown());
        assertThrows(RejectedExecutionException.class, () -> executor.submit(after(0)));
    }

    @Test
    void afterShutdownInvokeAnyIsRefused() {
        executor.shutdown();

        assertThrows(RejectedExecutionException.class, () -> executor.invokeAny(List.of(after(0))));
    }

    @Test
    void afterShutdownTheGroupGoesOn() {
        executor.shutdown();

        assertEquals(42, group.apply(() -> 42));
    }

    @Test
    void shutdownLetsWhatWasHandedOverEnd() throws Exception {
        Future<Integer> future = executor.submit(after(2));

        executor.shutdown();
        assertEquals(2, future.get());
    }

    @Test
    void shutdownNowTellsTheTasksToExit() {
        executor.submit(after(5));
        sleep();

        assertEquals(List.of(), executor.shutdownNow());
        group.join();
        assertEquals(List.of("GreenletExit in 5"), seen);
    }

    @Test
    void shutdownNowReturnsWhatNeverBeganInItsOrder() {
        Runnable first = () -> seen.add("first");
        Runnable second = () -> seen.add("second");
        executor.execute(first);
        executor.execute(second);

        assertEquals(List.of(first, second), executor.shutdownNow());
        group.join();
        assertEquals(List.of(), seen);
    }

    @Test
    void shutdownNowReturnsWhatWaitsForRoom() {
        Pool pool = new Pool(1);
        ExecutorService view = pool.asExecutorService();
        view.submit(after(5));
        Runnable waiting = () -> seen.add("ran");
        view.execute(waiting);
        sleep();

        assertEquals(List.of(waiting), view.shutdownNow());
        sleep(1);
        assertEquals(List.of("GreenletExit in 5"), seen);
        assertEquals(0, pool.size());
    }

    @Test
    void shutdownNowLeavesOtherMembersAlone() {
        Greenlet<Integer> member = group.spawn(after(2));
        sleep();

        executor.shutdownNow();
        assertEquals(2, member.get());
    }

    @Test
    void itIsTerminatedWhenItIsShutDownAndAllHasEnded() throws Exception {
        Future<Integer> future = executor.submit(after(1));
        executor.shutdown();

        assertFalse(executor.isTerminated());
        future.get();
        sleep();
        assertTrue(executor.isTerminated());
    }

    @Test
    void anIdleOneIsTerminatedAtOnce() {
        executor.shutdown();

        assertTrue(executor.isTerminated());
    }

    @Test
    void awaitTerminationWaitsForShutdownToo() throws Exception {
        spawnLater(Duration.ofSeconds(3), executor::shutdown);

        assertTrue(executor.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS));
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void awaitTerminationEndsWhenTheTimeIsUp() throws Exception {
        executor.submit(after(5));
        executor.shutdown();

        assertFalse(executor.awaitTermination(1, TimeUnit.SECONDS));
        assertEquals(Duration.ofSeconds(1), time.passed());
        group.join();
    }

    @Test
    void closingItWaitsForItsTasks() {
        Future<Integer> future = executor.submit(after(2));

        executor.close();
        assertTrue(future.isDone());
    }

    @Test
    void theFutureOfATaskThatExitsIsCancelled() {
        Future<?> future = executor.submit(() -> {
            throw new GreenletExit();
        });

        assertThrows(CancellationException.class, future::get);
    }

    @Test
    void aWaitForAFutureLeavesNoLinkBehind() throws Exception {
        Event end = new Event();
        ExecutorService executor = new Group().asExecutorService();
        Future<Boolean> future = executor.submit(() -> end.await());
        List<Waitable> seen = new ArrayList<>();
        Consumer<Waitable> link = seen::add;
        ((Waitable) future).rawlink(link);
        ((Waitable) future).unlink(link);
        end.set();

        assertTrue(future.get());
        Gevent.sleep();
        assertEquals(List.of(), seen);
    }
}
