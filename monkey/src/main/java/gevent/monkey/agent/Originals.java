package gevent.monkey.agent;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Calls the JDK's own methods, even private ones, to which the agent has opened access. They run on other threads while
 * the caller waits, so none may take a lock that the caller holds. Any thread.
 */
final class Originals {
    /** By the method's ordinal; null until it is first called. Any thread: all of them find the same. */
    private final AtomicReferenceArray<MethodHandle> methods = new AtomicReferenceArray<>(JdkMethod.values().length);
    private final MethodHandle unregister;          // these three may be null on an unknown JDK
    private final MethodHandle isOther;
    private final MethodHandle number;
    private final Throwable unknown;                // why one of them is missing; null if none is

    Originals() {
        MethodHandle unregister = null;
        MethodHandle isOther = null;
        MethodHandle number = null;
        Throwable unknown = null;
        try {
            unregister = lookup(FileDescriptor.class).findVirtual(FileDescriptor.class, "unregisterCleanup",
                    MethodType.methodType(void.class));
            number = lookup(FileDescriptor.class).findGetter(FileDescriptor.class, "fd", int.class);
            Class<?> dispatcher = Class.forName(JdkMethod.CHANNEL_READ.className());
            isOther = lookup(dispatcher).findStatic(dispatcher, "isOther0",
                    MethodType.methodType(boolean.class, FileDescriptor.class));
        } catch (ReflectiveOperationException | LinkageError missing) {
            unknown = missing;
        }
        this.unregister = unregister;
        this.isOther = isOther;
        this.number = number;
        this.unknown = unknown;
    }

    /** Why files cannot be distinguished from other descriptors on this JDK; null if they can. */
    Throwable unknown() {
        return unknown;
    }

    private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    /** Calls the method of a point; for threads on which that call is not taken over. */
    Object call(JdkMethod point, Object[] arguments) throws Exception {
        try {
            return of(point).invokeWithArguments(arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Releases what a call has made, if nobody waits for it any more. */
    void undo(JdkMethod point, Object[] arguments, Object made) throws Exception {
        switch (point) {
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN -> ((Closeable) arguments[0]).close();
            case PATH_OPEN, PATH_OPEN_AT -> call(JdkMethod.PATH_CLOSE, new Object[] {made});
            case CHANNEL_LOCK -> call(JdkMethod.CHANNEL_RELEASE,
                    new Object[] {arguments[0], arguments[1], arguments[3], arguments[4]});
            default -> { }
        }
    }

    private MethodHandle of(JdkMethod point) throws ReflectiveOperationException {
        MethodHandle known = methods.get(point.ordinal());
        if (known == null) {
            Class<?> owner = Class.forName(point.className());
            known = lookup(owner).unreflect(Arrays.stream(owner.getDeclaredMethods())
                    .filter(each -> standsFor(each, point)).findFirst().orElseThrow());
            methods.set(point.ordinal(), known);
        }
        return known;
    }

    private static boolean standsFor(Method method, JdkMethod point) {
        // Not close(): the caller holds the lock that close() takes.
        return point == JdkMethod.DESCRIPTOR_CLOSE ? method.getName().equals("close0")
                : point.is(method.getName(), typeOf(method));
    }

    private static String typeOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes()).toMethodDescriptorString();
    }

    /** Does the part of closing that {@link JdkMethod#DESCRIPTOR_CLOSE} omits: unregisters the descriptor's cleanup. */
    void unregister(FileDescriptor descriptor) {
        try {
            unregister.invokeExact(descriptor);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** The system's number of a descriptor; -1 if it is closed. */
    int numberOf(FileDescriptor descriptor) {
        try {
            return (int) number.invokeExact(descriptor);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Whether a descriptor is a file, which is read in bounded time; true if it is closed. */
    boolean isFile(FileDescriptor descriptor) {
        try {
            return !(boolean) isOther.invokeExact(descriptor);
        } catch (Throwable closed) {
            return true;
        }
    }
}
