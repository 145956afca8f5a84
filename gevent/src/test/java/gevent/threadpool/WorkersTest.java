package gevent.threadpool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads under a pool. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private Workers workers = workers(2, LONG);

    private Workers workers(int maximum, long idleNanos) {
        return new Workers(maximum, idleNanos, work -> {
            made.incrementAndGet();
            return Thread.ofPlatform().daemon().unstarted(work);
        }, ended::countDown);
    }

    @AfterEach
    void end() {
        gate.countDown();
        workers.shutdown();
    }

    private void block() {
        workers.execute(this::awaitGate);
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOne() throws InterruptedException {
        CountDownLatch run = new CountDownLatch(1);
        workers.execute(run::countDown);
        run.await();
    }

    @Test
    void anIdleThreadIsUsedAgain() throws Exception {
        for (int i = 0; i < 100; i++) {
            runOne();
            while (workers.idle() == 0) {
                Thread.onSpinWait();
            }
        }

        assertEquals(1, made.get());
    }

    @Test
    void thereAreNoMoreThreadsThanTheMaximum() {
        for (int i = 0; i < 5; i++) {
            block();
        }

        assertEquals(2, workers.size());
        assertEquals(2, made.get());
    }

    @Test
    void aHigherMaximumStartsThreadsForWhatIsQueued() throws Exception {
        block();
        block();
        CountDownLatch run = new CountDownLatch(1);
        workers.execute(run::countDown);
        workers.setMaximum(3);
        run.await();

        assertEquals(3, made.get());
    }

    @Test
    void aLowerMaximumEndsThreads() throws Exception {
        block();
        block();
        workers.setMaximum(1);
        gate.countDown();
        while (workers.size() > 1) {
            Thread.onSpinWait();
        }
        runOne();

        assertEquals(1, workers.size());
    }

    @Test
    void anIdleThreadEndsAndItsWorkIsNotLost() throws Exception {
        workers = workers(1, 1);
        for (int i = 0; i < 20_000; i++) {
            runOne();
        }
        while (workers.size() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void workThatThrowsLeavesItsThread() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        IllegalStateException failure = new IllegalStateException("thrown on purpose");
        workers = new Workers(1, LONG, work -> {
            made.incrementAndGet();
            return Thread.ofPlatform().daemon().uncaughtExceptionHandler((_, t) -> seen.set(t)).unstarted(work);
        }, ended::countDown);
        workers.execute(() -> {
            throw failure;
        });
        runOne();

        assertSame(failure, seen.get());
        assertEquals(1, made.get());
    }

    @Test
    void whenNoThreadCanBeStartedTheWorkIsRefused() throws Exception {
        OutOfMemoryError noMemory = new OutOfMemoryError("thrown on purpose");
        AtomicReference<OutOfMemoryError> next = new AtomicReference<>(noMemory);
        workers = new Workers(1, LONG, work -> {
            OutOfMemoryError now = next.getAndSet(null);
            if (now != null) {
                throw now;
            }
            return Thread.ofPlatform().daemon().unstarted(work);
        }, ended::countDown);

        assertSame(noMemory, assertThrows(OutOfMemoryError.class, () -> workers.execute(this::awaitGate)));
        assertEquals(0, workers.size());
        runOne();
    }

    @Test
    void afterAShutdownWhatIsQueuedStillRunsAndNothingMoreIsTaken() throws Exception {
        CountDownLatch run = new CountDownLatch(1);
        block();
        block();
        workers.execute(run::countDown);
        workers.shutdown();
        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> { }));
        assertEquals(1, ended.getCount());
        gate.countDown();
        run.await();

        ended.await();
    }

    @Test
    void aShutdownOfIdleThreadsEndsThem() throws Exception {
        runOne();
        workers.shutdown();

        ended.await();
        assertEquals(0, workers.size());
    }

    @Test
    void aShutdownWithoutThreadsIsTheEndOnce() {
        List<AtomicInteger> ends = List.of(new AtomicInteger());
        workers = new Workers(1, LONG, Thread::new, ends.getFirst()::incrementAndGet);
        workers.shutdown();
        workers.shutdownNow();

        assertEquals(1, ends.getFirst().get());
    }

    @Test
    void aShutdownNowInterruptsWhatRunsAndReturnsWhatDoesNot() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        workers = workers(1, LONG);
        workers.execute(() -> {
            runs.countDown();
            awaitGate();
            if (Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
            }
        });
        Runnable never = () -> { };
        runs.await();
        workers.execute(never);

        assertEquals(List.of(never), workers.shutdownNow());
        interrupted.await();
        ended.await();
    }

    @Test
    void anInterruptOfWorkDoesNotReachTheNext() throws Exception {
        workers = workers(1, LONG);
        workers.execute(() -> Thread.currentThread().interrupt());
        CountDownLatch run = new CountDownLatch(1);
        boolean[] interrupted = {true};
        workers.execute(() -> {
            interrupted[0] = Thread.currentThread().isInterrupted();
            run.countDown();
        });
        run.await();

        assertFalse(interrupted[0]);
    }
}
