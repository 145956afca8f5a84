package gevent.hub;

import gevent.internal.ServiceThread;
import gevent.internal.jdk.ProgramThreads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what becomes of a main that waits while its hub has nothing left to do: whether any other thread could still
 * end the wait. Hub thread only.
 *
 * <pre>
 *   the hub has work ----------------------------------------------&gt; no matter
 *   it has none: strict, or main waits for a cycle, or there is
 *                no thread that could end the wait ----------------&gt; none: LoopExit
 *                else: sleep for 10 ms, 20 ms … 1 s, look again;
 *                      after a second warn, once for each hub
 * </pre>
 *
 * The JVM does not announce the end of a thread, so the sleeps are limited.
 */
final class Prospects {
    private static final long SHORTEST_SLEEP = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_SLEEP = Duration.ofSeconds(1).toNanos();
    private static final long UNTIL_WARNING = Duration.ofSeconds(1).toNanos();
    private static final int MOST_THREADS = 20;

    private final Hub hub;
    private boolean looking;                // whether the hub had no work when it last slept
    private boolean none;
    private boolean warned;
    private long since;                     // System.nanoTime() when looking began
    private long sleep;
    private WeakReference<Thread> hope = new WeakReference<>(null);     // could end the wait when last seen

    Prospects(Hub hub) {
        this.hub = hub;
    }

    /** The hub has work again. */
    void reset() {
        looking = false;
    }

    /** How long the hub may sleep before it looks again; 0 if nothing can end main's wait. */
    long sleepNanos() {
        if (!looking) {
            looking = true;
            since = System.nanoTime();
            sleep = SHORTEST_SLEEP;
        } else {
            sleep = Math.min(sleep * 2, LONGEST_SLEEP);
        }
        none = hub.driver().isStrict() || isCycle() || !hasHope();
        if (!none && !warned && System.nanoTime() - since >= UNTIL_WARNING) {
            warned = true;
            warn();
        }
        return none ? 0 : sleep;
    }

    /** Whether nothing can end main's wait, as of the last look. */
    boolean areNone() {
        return looking ? none : sleepNanos() == 0;
    }

    // ---- this hub's own

    /** Whether main waits, perhaps over others, for strands of this hub that wait for each other. */
    private boolean isCycle() {
        Set<Strand> stuck = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Strand> next = new ArrayDeque<>(List.of(hub.main()));
        while (!next.isEmpty()) {
            Strand strand = next.remove();
            if (stuck.add(strand)) {
                Collection<Strand> enders = strand.hub() == hub ? strand.waitsForOneOf() : List.of();
                if (enders.isEmpty()) {
                    return false;
                }
                next.addAll(enders);
            }
        }
        return true;
    }

    // ---- others

    private boolean hasHope() {
        Thread last = hope.get();
        if (last != null && couldEndTheWait(last)) {
            return true;
        }
        List<Thread> others = others();
        if (others.isEmpty()) {
            // One that was busy may have handed over to one that had been found idle before.
            others = others();
        }
        hope = new WeakReference<>(others.isEmpty() ? null : others.getFirst());
        return !others.isEmpty() || hasChild();
    }

    /** Whether a child process lives: the thread that waits for its end may not have begun to. */
    private static boolean hasChild() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            return children.findAny().isPresent();
        }
    }

    private List<Thread> others() {
        List<Thread> others = new ArrayList<>(ProgramThreads.alive());
        others.removeIf(thread -> !couldEndTheWait(thread));
        return others;
    }

    private boolean couldEndTheWait(Thread thread) {
        if (!ProgramThreads.mayAct(thread) || thread instanceof ServiceThread service && service.isIdle()) {
            return false;
        }
        Hub its = thread.isVirtual() ? Hub.of(thread) : Hub.ofPlatform(thread);
        // The platform thread of a hub stands for all that run on it.
        return its == null || its != hub && !thread.isVirtual() && its.couldAct();
    }

    private void warn() {
        List<Thread> others = others();
        String threads = others.stream().limit(MOST_THREADS).map(Prospects::describe).collect(Collectors.joining("\n"));
        hub.warn(hub + " has nothing left to do while main waits" + hub.main().waitedFor() + "."
                + " Only another thread can end this wait; if none will, it is a deadlock.\n" + hub.inspect().withMain()
                + "Threads that could end it:\n"
                + (threads.isEmpty() ? "  those that wait for child processes" : threads)
                + (others.size() > MOST_THREADS ? "\n  … and " + (others.size() - MOST_THREADS) + " more" : "")
                + "\n-Dgevent.loopexit=always throws LoopExit instead of waiting for other threads;"
                + " hub.keepAlive() says that one is at work, without this warning.");
    }

    private static String describe(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return "  " + thread + " " + thread.getState() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
