package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The futures of threads beside those of tasks, and the bridges between the two. */
public final class Threads {
    private Threads() {
    }

    /** Blocks its thread, as only a thread may. */
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

    /** An executor's results are awaited while tasks go on. */
    static void fromThreads(EventLoop loop, ExecutorService executor) {
        Future<String> inExecutor = loop.runInExecutor(executor, blockingWork("a"));
        Future<String> ofTheJdk = Future.of(CompletableFuture.supplyAsync(() -> "b, that is there at once", executor));
        loop.runUntilComplete(Asyncio.gather(inExecutor, ofTheJdk, tick()));
        System.out.println(inExecutor.result());
        System.out.println(ofTheJdk.result());
    }

    /** A thread asks for a task, and waits for it as threads wait. */
    static void fromTasks(EventLoop loop, ExecutorService executor) {
        Future<String> asker = loop.runInExecutor(executor, () -> {
            CompletableFuture<String> answer = Asyncio.runCoroutineThreadsafe(
                    Coroutine.of("answer", () -> Asyncio.sleep(1, "c")), loop);
            return answer.get() + " by a task, for " + Thread.currentThread().getName();
        });
        System.out.println(loop.runUntilComplete(asker));
    }

    /** Runs it. */
    public static void main(String[] args) {
        try (EventLoop loop = Asyncio.getEventLoop();
                ExecutorService executor = Executors.newFixedThreadPool(2,
                        Thread.ofPlatform().name("worker-", 0).factory())) {
            fromThreads(loop, executor);
            fromTasks(loop, executor);
        }
    }
}
