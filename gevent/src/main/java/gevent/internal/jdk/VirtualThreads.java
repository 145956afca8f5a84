package gevent.internal.jdk;

import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Executor;

/**
 * Virtual threads that run on an executor of ours: what the whole of gevent4j stands on. If {@link #missing} says
 * something, nothing else here may be called, save {@link #pin} and {@link #unpin}.
 */
public final class VirtualThreads {
    /** Before it a parked virtual thread could be lost: JDK-8369227. */
    private static final Runtime.Version FLOOR = Runtime.Version.parse("25.0.3");

    private static final String CURES = """
            gevent has no access to the JDK's virtual threads (package java.lang of java.base, %s). Do one of:
              1. start java with  --add-opens=java.base/java.lang=ALL-UNNAMED  (=gevent on the module path)
              2. start java with  -javaagent:gevent-monkey.jar
              3. add  Add-Opens: java.base/java.lang  to the manifest of the jar that java -jar starts""";

    private static final Scheduler SCHEDULER;       // null if it is missing
    private static final String MISSING;

    static {
        Scheduler scheduler = null;
        String missing = null;
        try {
            scheduler = SchedulerSearch.find();
            warnBelowFloor();
        } catch (IllegalAccessException | InaccessibleObjectException refused) {
            missing = CURES.formatted(refused.getMessage());
        } catch (ReflectiveOperationException | IllegalStateException changed) {
            missing = unknownJdk(changed);
        }
        SCHEDULER = scheduler;
        MISSING = missing;
    }

    private VirtualThreads() {
    }

    /** What to say if this JDK has no shape that is known. */
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

    /** Why there are no such threads in this JVM, and what to do about it; null if there are. */
    public static String missing() {
        return MISSING;
    }

    /** A virtual thread, not started, that runs whenever {@code executor} runs its continuation. */
    public static Thread newThread(Executor executor, String name, Runnable task) {
        return SCHEDULER.newThread(executor, name, task);
    }

    /** What a virtual thread is scheduled by; any thread may ask. */
    public static Executor schedulerOf(Thread virtual) {
        return SCHEDULER.schedulerOf(virtual);
    }

    /** What runs a virtual thread until it next parks: the very object that its executor is given each time. */
    public static Runnable continuationOf(Thread virtual) {
        return SCHEDULER.continuationOf(virtual);
    }

    /** The virtual thread whose continuation this is; null if it is something else. */
    public static Thread threadOf(Runnable continuation) {
        return SCHEDULER.threadOf(continuation);
    }

    /**
     * Starts a virtual thread without handing it to its executor; the caller runs its continuation. Unlike
     * {@link Thread#start} this leaves nothing behind that would keep a thread from being collected that nothing can
     * ever wake.
     *
     * @return false if it was started before
     */
    public static boolean markStarted(Thread virtual) {
        return SCHEDULER.markStarted(virtual);
    }

    /** Keeps the current virtual thread on its carrier until {@link #unpin}, even if it blocks; these nest. */
    public static void pin() {
        if (SCHEDULER != null) {
            SCHEDULER.pin();
        }
    }

    /** Ends what {@link #pin} began. */
    public static void unpin() {
        if (SCHEDULER != null) {
            SCHEDULER.unpin();
        }
    }
}
