package gevent.internal.jdk;

import java.util.concurrent.Executor;

/**
 * Virtual threads that run where and when we say. The JDK has no API for that; there is one implementation for each
 * shape of its internals, and {@link VirtualThreads} takes the first that this JDK has.
 *
 * <p>A virtual thread is given an executor, its scheduler. The JDK hands that the thread's continuation whenever the
 * thread has become ready to run, and whoever runs the continuation runs the thread until it next parks. All methods
 * are for any thread; none of them blocks.
 */
interface Scheduler {
    /** A virtual thread, not started, whose continuation goes to {@code executor} whenever it is ready. */
    Thread newThread(Executor executor, String name, Runnable task);

    /** The executor that a virtual thread goes to. */
    Executor schedulerOf(Thread virtual);

    /** What runs a virtual thread until it next parks: the very object that its executor is given each time. */
    Runnable continuationOf(Thread virtual);

    /** The virtual thread whose continuation this is; null if it is something else. */
    Thread threadOf(Runnable continuation);

    /** As {@link VirtualThreads#markStarted}. */
    boolean markStarted(Thread virtual);

    /** Keeps the current virtual thread on its carrier until {@link #unpin}, even if it blocks; these nest. */
    void pin();

    /** Ends what {@link #pin} began. */
    void unpin();
}
