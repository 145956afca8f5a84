package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Futures of threads, futures of tasks, and the bridges between the two. */
public final class Threads {
    private Threads() {
    }

    /** Blocks its thread, which a task must not do. */
    static Callable<String> blockingWork(String name) {
        return () -> {
            Thread.sleep(1000);
            return name + " by " + Thread.currentThread().getName();
        };
    }

    static Coroutine<Void> tick() {
        return Coroutine.of(() -> {
            for (int i = 0; i < 3; i++) {
                System.out.println("tick " + i);
                Asyncio.sleep(0.25);
            }
        });
    }

    /** Awaits an executor's results while tasks run. */
    static void fromThreads(EventLoop loop, ExecutorService executor) {
        Future<String> inExecutor = loop.runInExecutor(executor, blockingWork("a"));
        Future<String> ofTheJdk = Future.of(CompletableFuture.supplyAsync(() -> "b, that is there at once", executor));
        loop.runUntilComplete(Asyncio.gather(inExecutor, ofTheJdk, tick()));
        System.out.println(inExecutor.result());
        System.out.println(ofTheJdk.result());
    }

    /** A thread starts a task on the loop, and blocks until the task ends. */
    static void fromTasks(EventLoop loop, ExecutorService executor) {
        Future<String> asker = loop.runInExecutor(executor, () -> {
            CompletableFuture<String> answer = Asyncio.runCoroutineThreadsafe(
                    Coroutine.of("answer", () -> Asyncio.sleep(1, "c")), loop);
            return answer.get() + " by a task, for " + Thread.currentThread().getName();
        });
        System.out.println(loop.runUntilComplete(asker));
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        try (EventLoop loop = Asyncio.getEventLoop();
                ExecutorService executor = Executors.newFixedThreadPool(2,
                        Thread.ofPlatform().name("worker-", 0).factory())) {
            fromThreads(loop, executor);
            fromTasks(loop, executor);
        }
    }
}
