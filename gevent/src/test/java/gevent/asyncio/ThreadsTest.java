package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks and threads: work that is given to threads, and tasks that threads ask for. */
@ExtendWith(FreshHub.class)
class ThreadsTest {
    private final EventLoop loop = Asyncio.getEventLoop();

    @Test
    void aThreadComputesWhileOthersRun() {
        CountDownLatch otherRan = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        loop.createTask(otherRan::countDown);
        Thread worker = loop.runUntilComplete(() -> Asyncio.toThread(() -> {
            otherRan.await();
            return Thread.currentThread();
        }));

        assertFalse(worker.isVirtual());
        assertFalse(worker == main);
    }

    @Test
    void whatAThreadThrowsIsThrown() {
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(() ->
                Asyncio.toThread(() -> {
                    throw failure;
                }))));
    }

    @Test
    void anExecutorsResultIsAwaited() {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            List<String> names = loop.runUntilComplete(() -> Asyncio.gather(
                    loop.runInExecutor(executor, () -> "a"), loop.runInExecutor(executor, () -> "b"),
                    loop.runInExecutor(null, () -> "c")).await());

            assertEquals(List.of("a", "b", "c"), names);
        }
    }

    @Test
    void whatAnExecutorsThreadThrowsIsThrown() {
        Exception failure = new Exception();
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            assertSame(failure, assertThrows(CompletionException.class, () -> loop.runUntilComplete(
                    () -> loop.runInExecutor(executor, () -> {
                        throw failure;
                    }).await())).getCause());
        }
    }

    @Test
    void whatIsCancelledBeforeItsThreadHasTimeIsNotBegun() {
        List<String> seen = new ArrayList<>();
        Semaphore go = new Semaphore(0);
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            loop.runUntilComplete(() -> {
                Future<Integer> first = loop.runInExecutor(executor, () -> {
                    go.acquire();
                    return 1;
                });
                Future<Boolean> second = loop.runInExecutor(executor, () -> seen.add("begun"));
                second.cancel();
                go.release();
                return first.await();
            });
        }
        assertEquals(List.of(), seen);
    }

    @Test
    void aThreadMayAskForATask() throws Exception {
        OtherThread runner = OtherThread.start(() -> {
            loop.runForever();
            return null;
        });
        CompletableFuture<Boolean> result = Asyncio.runCoroutineThreadsafe(
                () -> Asyncio.currentTask() != null && Gevent.getHub().mainStrand().thread() == runner.thread(), loop);

        assertTrue(result.get());
        loop.callSoonThreadsafe(loop::stop);
        runner.result();
    }

    @Test
    void aThreadMayCancelItsTask() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        OtherThread runner = OtherThread.start(() -> {
            loop.runForever();
            return null;
        });
        CompletableFuture<Void> result = Asyncio.runCoroutineThreadsafe(() -> {
            begun.countDown();
            try {
                return Asyncio.sleep(100, null);
            } finally {
                ended.countDown();
            }
        }, loop);
        begun.await();
        result.cancel(true);
        ended.await();
        loop.stop();
        runner.result();

        assertThrows(CancellationException.class, result::join);
    }

    @Test
    void whoWaitsForATaskOfALoopThatIsClosedIsTold() {
        CompletableFuture<Integer> result = Asyncio.runCoroutineThreadsafe(() -> 1, loop);
        loop.close();

        assertThrows(CancellationException.class, result::join);
    }

    /** Each of four threads asks for tasks and waits for them, while the loop is stopped and run again and again. */
    @Test
    void noTaskIsLostBetweenTwoRuns() throws Exception {
        List<OtherThread> askers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            askers.add(OtherThread.start(() -> {
                int sum = 0;
                for (int n = 0; n < 500; n++) {
                    int one = n;
                    sum += Asyncio.runCoroutineThreadsafe(() -> one, loop).get();
                }
                return sum;
            }));
        }
        while (askers.stream().anyMatch(asker -> asker.thread().isAlive())) {
            loop.stop();
            loop.runForever();
        }
        for (OtherThread asker : askers) {
            assertEquals(500 * 499 / 2, asker.result());
        }
    }
}
