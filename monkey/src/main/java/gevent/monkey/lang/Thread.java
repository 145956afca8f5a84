package gevent.monkey.lang;

import gevent.Gevent;
import gevent.hub.Interrupted;
import gevent.monkey.dropin.Waits;
import gevent.threadpool.Offload;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A drop-in for {@link java.lang.Thread}: {@code sleep} lets other greenlets run, also on a hub's main, and a kill or a
 * {@code Timeout} ends it at once.
 *
 * <pre>{@code
 * import gevent.monkey.lang.Thread;      // instead of java.lang.Thread, which nobody imports
 *
 * Thread.sleep(500);
 * }</pre>
 *
 * <p>A thread that is made of it is one of the JDK's: it runs beside the greenlets, and {@code join} is the JDK's. What
 * {@code currentThread} and {@code startVirtualThread} return are {@code java.lang.Thread}s.
 */
public class Thread extends java.lang.Thread {
    /** One that does what {@link #run} says. */
    public Thread() {
    }

    /** One that runs a task. */
    public Thread(Runnable task) {
        super(task);
    }

    /** One that runs a task. @param group null for that of the current thread */
    public Thread(ThreadGroup group, Runnable task) {
        super(group, task);
    }

    /** One of a name. */
    public Thread(String name) {
        super(name);
    }

    /** One of a name. @param group null for that of the current thread */
    public Thread(ThreadGroup group, String name) {
        super(group, name);
    }

    /** One of a name that runs a task. */
    public Thread(Runnable task, String name) {
        super(task, name);
    }

    /** One of a name that runs a task. @param group null for that of the current thread */
    public Thread(ThreadGroup group, Runnable task, String name) {
        super(group, task, name);
    }

    /** The same. @param stackSize in bytes; 0 for the usual */
    public Thread(ThreadGroup group, Runnable task, String name, long stackSize) {
        super(group, task, name, stackSize);
    }

    /** The same. @param inheritInheritableThreadLocals whether it gets what the current thread has of these */
    public Thread(ThreadGroup group, Runnable task, String name, long stackSize,
            boolean inheritInheritableThreadLocals) {
        super(group, task, name, stackSize, inheritInheritableThreadLocals);
    }

    /**
     * Waits for a time, in which other greenlets run.
     *
     * @param millis zero lets others run
     * @throws IllegalArgumentException if it is negative
     * @throws InterruptedException if the thread is interrupted
     */
    public static void sleep(long millis) throws InterruptedException {
        sleep(millis, 0);
    }

    /** The same. @param nanos more, from 0 to 999,999 */
    public static void sleep(long millis, int nanos) throws InterruptedException {
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
        if (nanos < 0 || nanos > 999_999) {
            throw new IllegalArgumentException("nanosecond timeout value out of range");
        }
        long all = TimeUnit.MILLISECONDS.toNanos(millis);
        sleep(Duration.ofNanos(Math.min(all, Long.MAX_VALUE - nanos) + nanos));
    }

    /** The same. @param duration if it is negative this returns at once */
    public static void sleep(Duration duration) throws InterruptedException {
        if (java.lang.Thread.interrupted()) {
            throw new InterruptedException("sleep interrupted");
        }
        if (Offload.justBlocks()) {
            java.lang.Thread.sleep(duration);
            return;
        }
        try {
            Gevent.sleep(duration.isNegative() ? Duration.ZERO : duration);
        } catch (Interrupted interrupt) {
            throw Waits.told(interrupt);
        }
    }

    /** Lets what is ready run first. */
    public static void yield() {
        if (Offload.justBlocks()) {
            java.lang.Thread.yield();
        } else {
            Gevent.sleep();
        }
    }
}
