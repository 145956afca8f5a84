package gevent.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The shape of JDK 25 to 28: a {@code java.lang.VirtualThread} has a field {@code scheduler}, an {@link Executor}, and
 * a field {@code runContinuation}, a lambda that has captured the thread.
 *
 * <p>All of this is private to {@code java.lang}: {@code ThreadBuilders.newVirtualThread}, the two fields,
 * {@code VirtualThread.compareAndSetState}, {@code .disableSuspendAndPreempt}, {@code .enableSuspendAndPreempt} and
 * {@code Thread.setThreadContainer}. This is a record because the compiler treats a record's fields as constants.
 */
record ExecutorScheduler(MethodHandle newVirtualThread, MethodHandle scheduler, MethodHandle runContinuation,
        MethodHandle compareAndSetState, MethodHandle setThreadContainer, Object rootContainer,
        MethodHandle disableSuspendAndPreempt, MethodHandle enableSuspendAndPreempt) implements Scheduler {
    private static final int NEW = 0;
    private static final int STARTED = 1;

    /** The field of a continuation that holds its thread. */
    private static final ClassValue<Object> CAPTURED_THREAD = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> lambda) {
            return Arrays.stream(lambda.getDeclaredFields())
                    .filter(field -> Thread.class.isAssignableFrom(field.getType()) && field.trySetAccessible())
                    .map(Object.class::cast)
                    .findFirst().orElse("none");
        }
    };

    /**
     * Looks for this shape.
     *
     * @param ofTheJdk a virtual thread of the JDK's own scheduler
     * @throws ReflectiveOperationException if the JDK lacks a member, or denies access to it; the message names the
     *         member
     * @throws java.lang.reflect.InaccessibleObjectException if {@code java.lang} is not opened
     */
    static ExecutorScheduler find(Thread ofTheJdk) throws ReflectiveOperationException {
        Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
        Class<?> builders = Class.forName("java.lang.ThreadBuilders");
        MethodHandles.Lookup thread = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
        MethodHandles.Lookup virtual = MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup());
        MethodType action = MethodType.methodType(void.class);
        MethodType onThread = MethodType.methodType(void.class, Thread.class);
        Field container = Thread.class.getDeclaredField("container");
        container.setAccessible(true);
        return new ExecutorScheduler(
                thread.findStatic(builders, "newVirtualThread",
                        MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class)),
                virtual.findGetter(virtualThread, "scheduler", Executor.class)
                        .asType(MethodType.methodType(Executor.class, Thread.class)),
                virtual.findGetter(virtualThread, "runContinuation", Runnable.class)
                        .asType(MethodType.methodType(Runnable.class, Thread.class)),
                virtual.findVirtual(virtualThread, "compareAndSetState",
                                MethodType.methodType(boolean.class, int.class, int.class))
                        .asType(MethodType.methodType(boolean.class, Thread.class, int.class, int.class)),
                thread.findVirtual(Thread.class, "setThreadContainer",
                                MethodType.methodType(void.class, container.getType()))
                        .asType(MethodType.methodType(void.class, Thread.class, Object.class)),
                container.get(ofTheJdk),
                virtual.findVirtual(virtualThread, "disableSuspendAndPreempt", action).asType(onThread),
                virtual.findVirtual(virtualThread, "enableSuspendAndPreempt", action).asType(onThread));
    }

    @Override
    public Thread newThread(Executor executor, @Nullable String name, Runnable task) {
        try {
            return (Thread) newVirtualThread.invokeExact(executor, name, 0, task);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public Executor schedulerOf(Thread virtual) {
        try {
            return (Executor) scheduler.invokeExact(virtual);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public Runnable continuationOf(Thread virtual) {
        try {
            return (Runnable) runContinuation.invokeExact(virtual);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public @Nullable Thread threadOf(Runnable continuation) {
        return CAPTURED_THREAD.get(continuation.getClass()) instanceof Field field ? read(field, continuation) : null;
    }

    private static @Nullable Thread read(Field field, Object holder) {
        try {
            return (Thread) field.get(holder);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    /** Unlike {@link Thread#start}, this leaves the thread out of the JVM-wide set of all threads. */
    @Override
    public boolean markStarted(Thread virtual) {
        try {
            if (!(boolean) compareAndSetState.invokeExact(virtual, NEW, STARTED)) {
                return false;
            }
            setThreadContainer.invokeExact(virtual, rootContainer);
            return true;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public void pin() {
        call(disableSuspendAndPreempt);
    }

    @Override
    public void unpin() {
        call(enableSuspendAndPreempt);
    }

    private static void call(MethodHandle action) {
        try {
            action.invokeExact(Thread.currentThread());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static RuntimeException unexpected(Throwable t) {
        return switch (t) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(t);
        };
    }
}
