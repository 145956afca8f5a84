package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import gevent.asyncio.Task;

/** Coroutines, the tasks that run them, what those print of themselves, and what is called when they end. */
public final class Tasks {
    private Tasks() {
    }

    static Coroutine<String> doSomeWork(int x) {
        return Coroutine.of(() -> {
            System.out.println("Waiting: " + x);
            return "Done after " + x + "s";
        });
    }

    static void callback(Future<String> future) {
        System.out.println("Callback: " + future.result());
    }

    static void callback(int t, Future<String> future) {
        System.out.println("Callback: " + t + " " + future.result());
    }

    /** A coroutine is an object; calling for it runs nothing. */
    static void coroutine(EventLoop loop) {
        Coroutine<String> coroutine = doSomeWork(2);
        System.out.println("Coroutine: " + coroutine);
        System.out.println("After calling doSomeWork");
        loop.runUntilComplete(coroutine);
        System.out.println("After calling loop");
    }

    /** A task is one that a loop has, and the future of its result. */
    static void task(EventLoop loop) {
        Task<String> task = loop.createTask(doSomeWork(2));
        System.out.println("Task: " + task);
        loop.runUntilComplete(task);
        System.out.println("Task: " + task);
        System.out.println("is a Future: " + (task instanceof Future<?>));
    }

    /** Callbacks are given the future; a lambda binds more. */
    static void callbacks(EventLoop loop) {
        Future<String> future = Asyncio.ensureFuture(doSomeWork(2));
        future.addDoneCallback(Tasks::callback);
        future.addDoneCallback(f -> callback(2, f));
        loop.runUntilComplete(future);
        System.out.println("Task ret: " + future.result());
    }

    /** Runs it. */
    public static void main(String[] args) {
        long start = System.nanoTime();
        EventLoop loop = Asyncio.getEventLoop();
        coroutine(loop);
        task(loop);
        callbacks(loop);
        System.out.println("TIME: " + (System.nanoTime() - start) / 1e9);
    }
}
