package gevent.internal.jdk;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads run where and when the hub says. The JDK has no API for that. There is one implementation for
 * each shape of the JDK's internals, and {@link VirtualThreads} takes the first that this JDK has.
 *
 * <p>A virtual thread has an executor, its scheduler. The JDK hands the thread's continuation to the executor whenever
 * the thread has become ready to run; running the continuation runs the thread until it next parks. All methods are for
 * any thread; none of them blocks.
 */
interface Scheduler {
    /** Makes an unstarted virtual thread, whose continuation goes to {@code executor} whenever it is ready. */
    Thread newThread(Executor executor, @Nullable String name, Runnable task);

    /** The executor of a virtual thread. */
    Executor schedulerOf(Thread virtual);

    /**
     * The continuation, which runs a virtual thread until it next parks: the very object that the executor gets each
     * time.
     */
    Runnable continuationOf(Thread virtual);

    /** The virtual thread that a continuation belongs to; null if {@code continuation} is something else. */
    @Nullable Thread threadOf(Runnable continuation);

    /** As {@link VirtualThreads#markStarted}. */
    boolean markStarted(Thread virtual);

    /** Keeps the current virtual thread on its carrier until {@link #unpin}, even if it blocks. Calls nest. */
    void pin();

    /** Undoes one {@link #pin}. */
    void unpin();
}
