package gevent.monkey.lang;

import gevent.Gevent;
import gevent.hub.Interrupted;
import gevent.monkey.dropin.Waits;
import gevent.threadpool.Offload;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for {@link java.lang.Thread}: other greenlets run during {@code sleep}, even on a hub's main, and a kill or
 * a {@code Timeout} ends a sleep at once.
 *
 * <pre>{@code
 * import gevent.monkey.lang.Thread;      // instead of java.lang.Thread, which is imported implicitly
 *
 * Thread.sleep(500);
 * }</pre>
 *
 * <p>An instance of this class is an ordinary JDK thread: it runs in parallel to the greenlets, and {@code join} is the
 * JDK's. {@code currentThread} and {@code startVirtualThread} return a {@code java.lang.Thread}.
 */
public class Thread extends java.lang.Thread {
    /** Makes a thread that executes {@link #run}. */
    public Thread() {
    }

    /** Makes a thread that runs a task. */
    public Thread(Runnable task) {
        super(task);
    }

    /**
     * Makes a thread that runs a task.
     *
     * @param group null for that of the current thread
     */
    public Thread(@Nullable ThreadGroup group, Runnable task) {
        super(group, task);
    }

    /** Makes a named thread. */
    public Thread(String name) {
        super(name);
    }

    /**
     * Makes a named thread.
     *
     * @param group null for that of the current thread
     */
    public Thread(@Nullable ThreadGroup group, String name) {
        super(group, name);
    }

    /** Makes a named thread that runs a task. */
    public Thread(Runnable task, String name) {
        super(task, name);
    }

    /**
     * Makes a named thread that runs a task.
     *
     * @param group null for that of the current thread
     */
    public Thread(@Nullable ThreadGroup group, Runnable task, String name) {
        super(group, task, name);
    }

    /**
     * Makes a named thread that runs a task on a stack of a given size.
     *
     * @param group null for that of the current thread
     * @param stackSize in bytes; 0 for the default
     */
    public Thread(@Nullable ThreadGroup group, Runnable task, String name, long stackSize) {
        super(group, task, name, stackSize);
    }

    /**
     * Makes a named thread that runs a task on a stack of a given size.
     *
     * @param group null for that of the current thread
     * @param stackSize in bytes; 0 for the default
     * @param inheritInheritableThreadLocals whether the thread inherits the current thread's inheritable thread locals
     */
    public Thread(@Nullable ThreadGroup group, Runnable task, String name, long stackSize,
            boolean inheritInheritableThreadLocals) {
        super(group, task, name, stackSize, inheritInheritableThreadLocals);
    }

    /**
     * Waits while other greenlets run.
     *
     * @param millis zero lets other greenlets run
     * @throws IllegalArgumentException if {@code millis} is negative
     * @throws InterruptedException if the thread is interrupted
     */
    public static void sleep(long millis) throws InterruptedException {
        sleep(millis, 0);
    }

    /**
     * Waits while other greenlets run.
     *
     * @param millis zero or more
     * @param nanos added to {@code millis}; from 0 to 999,999
     * @throws IllegalArgumentException if an argument is out of range
     * @throws InterruptedException if the thread is interrupted
     */
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

    /**
     * Waits while other greenlets run.
     *
     * @param duration if it is negative, this method returns at once
     * @throws InterruptedException if the thread is interrupted
     */
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

    /** Lets greenlets that are ready run first. */
    public static void yield() {
        if (Offload.justBlocks()) {
            java.lang.Thread.yield();
        } else {
            Gevent.sleep();
        }
    }
}
