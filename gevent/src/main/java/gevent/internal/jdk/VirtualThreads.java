package gevent.internal.jdk;

import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads that run on a given executor, the foundation of gevent4j. If {@link #missing} is not null, no
 * other method may be called except {@link #pin} and {@link #unpin}.
 */
public final class VirtualThreads {
    /** Older versions can lose a parked virtual thread: JDK-8369227. */
    private static final Runtime.Version FLOOR = Runtime.Version.parse("25.0.3");

    private static final @Nullable Scheduler SCHEDULER;     // null if MISSING says why
    private static final @Nullable String MISSING;

    static {
        Scheduler scheduler = null;
        String missing = null;
        try {
            scheduler = SchedulerSearch.find();
            warnBelowFloor();
        } catch (IllegalAccessException | InaccessibleObjectException refused) {
            missing = noAccess(refused);
        } catch (ReflectiveOperationException | IllegalStateException changed) {
            missing = unknownJdk(changed);
        }
        SCHEDULER = scheduler;
        MISSING = missing;
    }

    private VirtualThreads() {
    }

    private static String noAccess(Exception refused) {
        return """
                gevent has no access to the JDK's virtual threads (package java.lang of java.base, %s). Do one of:
                  1. start java with  --add-opens=java.base/java.lang=ALL-UNNAMED  (=gevent on the module path)
                  2. start java with  -javaagent:gevent-monkey.jar
                  3. add  Add-Opens: java.base/java.lang  to the manifest of the jar that java -jar starts"""
                .formatted(refused.getMessage());
    }

    /** The message for a JDK with an unknown shape. */
    static String unknownJdk(Throwable changed) {
        return "gevent does not know the inside of JDK " + Runtime.version() + " (" + changed
                + "): use a JDK from 25 to 28, or a newer gevent4j";
    }

    private static void warnBelowFloor() {
        if (Runtime.version().compareToIgnoreOptional(FLOOR) < 0) {
            System.getLogger("gevent.hub").log(System.Logger.Level.WARNING, "JDK " + Runtime.version()
                    + " can lose a parked virtual thread (JDK-8369227): use " + FLOOR + " or newer");
        }
    }

    /** Why this JVM cannot run such threads, and what to do about it; null if it can. */
    public static @Nullable String missing() {
        return MISSING;
    }

    @SuppressWarnings("NullAway")       // its callers may not be called if something is missing
    private static Scheduler scheduler() {
        return SCHEDULER;
    }

    /** Makes an unstarted virtual thread, which runs whenever {@code executor} runs its continuation. */
    public static Thread newThread(Executor executor, @Nullable String name, Runnable task) {
        return scheduler().newThread(executor, name, task);
    }

    /** The executor of a virtual thread. Any thread. */
    public static Executor schedulerOf(Thread virtual) {
        return scheduler().schedulerOf(virtual);
    }

    /**
     * The continuation, which runs a virtual thread until it next parks: the very object that the executor gets each
     * time.
     */
    public static Runnable continuationOf(Thread virtual) {
        return scheduler().continuationOf(virtual);
    }

    /** The virtual thread that a continuation belongs to; null if {@code continuation} is something else. */
    public static @Nullable Thread threadOf(Runnable continuation) {
        return scheduler().threadOf(continuation);
    }

    /**
     * Starts a virtual thread without handing it to its executor; the caller runs its continuation. Unlike
     * {@link Thread#start}, this leaves no reference that would keep a thread that nothing can ever wake from being
     * collected.
     *
     * @return false if the thread was started before
     */
    public static boolean markStarted(Thread virtual) {
        return scheduler().markStarted(virtual);
    }

    /** Keeps the current virtual thread on its carrier until {@link #unpin}, even if it blocks. Calls nest. */
    public static void pin() {
        if (SCHEDULER != null) {
            SCHEDULER.pin();
        }
    }

    /** Undoes one {@link #pin}. */
    public static void unpin() {
        if (SCHEDULER != null) {
            SCHEDULER.unpin();
        }
    }
}
