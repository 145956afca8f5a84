package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import gevent.asyncio.Task;

/** Coroutines, the tasks that run them, how tasks print, and the callbacks when tasks end. */
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

    /** A coroutine is an object; the call that makes it runs nothing. */
    static void coroutine(EventLoop loop) {
        Coroutine<String> coroutine = doSomeWork(2);
        System.out.println("Coroutine: " + coroutine);
        System.out.println("After calling doSomeWork");
        loop.runUntilComplete(coroutine);
        System.out.println("After calling loop");
    }

    /** A task is a coroutine that belongs to a loop, and the future of its result. */
    static void task(EventLoop loop) {
        Task<String> task = loop.createTask(doSomeWork(2));
        System.out.println("Task: " + task);
        loop.runUntilComplete(task);
        System.out.println("Task: " + task);
        System.out.println("is a Future: " + (task instanceof Future<?>));
    }

    /** A callback receives the future; a lambda can bind further arguments. */
    static void callbacks(EventLoop loop) {
        Future<String> future = Asyncio.ensureFuture(doSomeWork(2));
        future.addDoneCallback(Tasks::callback);
        future.addDoneCallback(f -> callback(2, f));
        loop.runUntilComplete(future);
        System.out.println("Task ret: " + future.result());
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        long start = System.nanoTime();
        EventLoop loop = Asyncio.getEventLoop();
        coroutine(loop);
        task(loop);
        callbacks(loop);
        System.out.println("TIME: " + (System.nanoTime() - start) / 1e9);
    }
}
