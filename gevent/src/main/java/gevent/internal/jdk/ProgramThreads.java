package gevent.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The live threads that may run code of the program: platform threads without the JDK's own, and virtual threads that
 * have not ended. Idle threads of fork-join pools are left out.
 *
 * <p>Private to the JDK: {@code Thread.getAllThreads}; {@code DelayScheduler.canShutDown}; {@code ThreadContainers} of
 * {@code jdk.internal.vm}, which lists virtual threads, unless the JVM was started with
 * {@code -Djdk.trackAllThreads=false}.
 */
public final class ProgramThreads {
    /** Runs the shutdown hooks when main has returned, and before that waits for all others. */
    private static final String LAST_THREAD = "DestroyJavaVM";
    private static final String GROUP_OF_THE_JDK = "InnocuousThreadGroup";
    /** Virtual threads that wait in epoll(7) on behalf of others ({@code sun.nio.ch.Poller}). */
    private static final Pattern SOCKET_POLLERS = Pattern.compile("SubPoller-\\d+|.*-Read-Poller");
    /** Completes {@code Process.onExit} of a child that lives. */
    private static final Pattern REAPER_OF_A_CHILD = Pattern.compile("process reaper \\(pid \\d+\\)");
    private static final Pattern INNOCUOUS = Pattern.compile("InnocuousThread-\\d+");
    private static final String CARRIER = "jdk.internal.misc.CarrierThread";

    private static final MethodHandle ALL_PLATFORM_THREADS;
    private static final MethodHandle ROOT;
    private static final MethodHandle CHILDREN;
    private static final MethodHandle THREADS;
    /** The threads that wait for the delayed tasks of fork-join pools. */
    private static final Class<?> DELAYED_TASKS;
    private static final MethodHandle HAS_NO_TASKS;

    static {
        try {
            ALL_PLATFORM_THREADS = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findStatic(Thread.class, "getAllThreads", MethodType.methodType(Thread[].class));
            Opening.open("jdk.internal.vm");
            Class<?> containers = Class.forName("jdk.internal.vm.ThreadContainers");
            Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(container, MethodHandles.lookup());
            MethodType stream = MethodType.methodType(Stream.class);
            ROOT = lookup.findStatic(containers, "root", MethodType.methodType(container))
                    .asType(MethodType.methodType(Object.class));
            MethodType ofObject = stream.appendParameterTypes(Object.class);
            CHILDREN = lookup.findVirtual(container, "children", stream).asType(ofObject);
            THREADS = lookup.findVirtual(container, "threads", stream).asType(ofObject);
            Opening.open("java.util.concurrent");
            DELAYED_TASKS = Class.forName("java.util.concurrent.DelayScheduler");
            HAS_NO_TASKS = MethodHandles.privateLookupIn(DELAYED_TASKS, MethodHandles.lookup())
                    .findVirtual(DELAYED_TASKS, "canShutDown", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Thread.class));
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(VirtualThreads.unknownJdk(changed), changed);
        }
    }

    private ProgramThreads() {
    }

    /** Lists them. Takes some microseconds for each thread of the JVM. */
    public static List<Thread> alive() {
        List<Thread> alive = new ArrayList<>();
        try {
            for (Thread platform : (Thread[]) ALL_PLATFORM_THREADS.invokeExact()) {
                if (mayAct(platform)) {
                    alive.add(platform);
                }
            }
            addVirtual((Object) ROOT.invokeExact(), alive);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
        return alive;
    }

    private static void addVirtual(Object container, List<Thread> alive) throws Throwable {
        for (Object thread : ((Stream<?>) THREADS.invokeExact(container)).toList()) {
            if (thread instanceof Thread virtual && virtual.isVirtual() && mayAct(virtual)) {
                alive.add(virtual);
            }
        }
        for (Object child : ((Stream<?>) CHILDREN.invokeExact(container)).toList()) {
            addVirtual(child, alive);
        }
    }

    /** Whether a thread is alive and may run code of the program. Any thread. */
    public static boolean mayAct(Thread thread) {
        if (!thread.isAlive()) {
            return false;
        }
        if (thread.isVirtual()) {
            return !SOCKET_POLLERS.matcher(thread.getName()).matches();
        }
        if (thread instanceof ForkJoinWorkerThread worker) {
            return !worker.getClass().getName().equals(CARRIER) && !worker.getPool().isQuiescent();
        }
        if (DELAYED_TASKS.isInstance(thread)) {
            return !isIdle(thread);
        }
        if (REAPER_OF_A_CHILD.matcher(thread.getName()).matches() || isOfChannels(thread)) {
            return true;
        }
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getParent() != null && !group.getName().equals(GROUP_OF_THE_JDK)
                && !thread.getName().equals(LAST_THREAD);
    }

    /** Whether it runs the handlers of asynchronous channels; nothing tells whether any operation is under way. */
    private static boolean isOfChannels(Thread thread) {
        return INNOCUOUS.matcher(thread.getName()).matches() && Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch.AsynchronousChannelGroupImpl"));
    }

    private static boolean isIdle(Thread ofDelayedTasks) {
        try {
            return (boolean) HAS_NO_TASKS.invokeExact(ofDelayedTasks);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
