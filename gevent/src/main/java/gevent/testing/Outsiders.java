package gevent.testing;

import gevent.hub.Hub;
import gevent.internal.ServiceThread;
import gevent.internal.jdk.ConditionWaiters;
import gevent.internal.jdk.ProgramThreads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * The threads outside of a simulation that its code has started or given work. They take real time. Hub thread only.
 *
 * <pre>
 *   busy when the simulation began --------------------------------&gt; no outsider: a test runner, another simulation
 *   waits without a limit, or is an idle worker of a pool ---------&gt; not busy, unless it was signalled
 *   computes, sleeps, waits for a monitor -------------------------&gt; busy
 *   in native code, as a selector is that waits for the network ---&gt; busy if a greenlet waits in the JDK
 * </pre>
 */
final class Outsiders {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread own = Thread.currentThread();
    private final Set<Thread> noConcern = Collections.newSetFromMap(new IdentityHashMap<>());
    private long started = THREADS.getTotalStartedThreadCount();     // as of the last look
    private boolean wereBusy;                                        // likewise

    /** Notes what is busy before the simulation begins. */
    Outsiders() {
        noConcern.addAll(look(true));
    }

    /**
     * Lists the busy outsiders. Looks only if a new thread was started, or if a greenlet waits in the JDK: only then
     * can work have been handed over without the hub's knowledge.
     */
    List<Thread> busy(boolean somebodyWaitsInJdk) {
        long now = THREADS.getTotalStartedThreadCount();
        if (!somebodyWaitsInJdk && !wereBusy && now == started) {
            return List.of();
        }
        started = now;
        List<Thread> busy = look(somebodyWaitsInJdk);
        wereBusy = !busy.isEmpty();
        return busy;
    }

    /** From now on does not count these threads. */
    void giveUp(Collection<Thread> threads) {
        noConcern.addAll(threads);
    }

    private List<Thread> look(boolean alsoInNativeCode) {
        List<Thread> busy = new ArrayList<>();
        for (Thread thread : ProgramThreads.alive()) {
            if (thread != own && !noConcern.contains(thread) && isOutside(thread) && isBusy(thread, alsoInNativeCode)) {
                busy.add(thread);
            }
        }
        return busy;
    }

    /** Whether no hub runs this thread, and gevent4j does not know what it is doing. */
    private static boolean isOutside(Thread thread) {
        return !(thread instanceof ServiceThread) && !thread.getName().equals(Stage.THREAD)
                && (!thread.isVirtual() || Hub.of(thread) == null);
    }

    private static boolean isBusy(Thread thread, boolean alsoInNativeCode) {
        return switch (thread.getState()) {
            case BLOCKED -> true;
            case TIMED_WAITING -> !isIdleWorker(thread) || ConditionWaiters.isSignalled(thread) || hasTasks(thread);
            case RUNNABLE -> alsoInNativeCode || !isInNativeCode(thread);
            case WAITING -> ConditionWaiters.isSignalled(thread) || hasTasks(thread);
            case NEW, TERMINATED -> false;
        };
    }

    /** Whether it is a worker that still sleeps, although its pool has got a task, and so has woken one. */
    private static boolean hasTasks(Thread thread) {
        return thread instanceof ForkJoinWorkerThread worker && worker.getPool().hasQueuedSubmissions();
    }

    private static boolean isIdleWorker(Thread thread) {
        return Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("getTask")
                && frame.getClassName().equals("java.util.concurrent.ThreadPoolExecutor")
                || frame.getClassName().equals("java.util.TimerThread") && frame.getMethodName().equals("mainLoop"));
    }

    /** Whether it may stay in native code for long: of {@code java.lang} and {@code Unsafe}, it only passes through. */
    private static boolean isInNativeCode(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].isNativeMethod() && !stack[0].getClassName().startsWith("java.lang.")
                && !stack[0].getClassName().equals("jdk.internal.misc.Unsafe");
    }
}
