package gevent.hub;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * The one class of this module that touches JDK internals: virtual threads that run on an executor of ours, and what a
 * socket of UDP needs that stands for one of the JDK's.
 *
 * <p>Most of it is private to {@code java.lang} and was read in JDK 25: {@code ThreadBuilders.newVirtualThread},
 * {@code VirtualThread.scheduler}, {@code .runContinuation}, {@code .compareAndSetState},
 * {@code .disableSuspendAndPreempt}, {@code .enableSuspendAndPreempt}, {@code Thread.setThreadContainer} and
 * {@code Module.implAddOpens}, by which we get to {@code java.net}: {@code DatagramPacket.length}, {@code .bufLength},
 * {@code DatagramSocket.NO_DELEGATE} and the constructor of {@code NetworkInterface}.
 */
final class Jdk {
    /** Before it a parked virtual thread could be lost: JDK-8369227. */
    private static final Runtime.Version FLOOR = Runtime.Version.parse("25.0.3");

    private static final int NEW = 0;
    private static final int STARTED = 1;

    /** The field of a continuation, which is a lambda, that holds its thread. */
    private static final ClassValue<Object> CAPTURED_THREAD = new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> lambda) {
            return Arrays.stream(lambda.getDeclaredFields())
                    .filter(field -> Thread.class.isAssignableFrom(field.getType()) && field.trySetAccessible())
                    .map(Object.class::cast)
                    .findFirst().orElse("none");
        }
    };

    private static final MethodHandle NEW_VIRTUAL_THREAD;
    private static final MethodHandle SCHEDULER;
    private static final MethodHandle RUN_CONTINUATION;
    private static final MethodHandle COMPARE_AND_SET_STATE;
    private static final MethodHandle SET_THREAD_CONTAINER;
    private static final Object ROOT_CONTAINER;
    private static final MethodHandle PIN;
    private static final MethodHandle UNPIN;
    private static final MissingAccess MISSING;

    static {
        MethodHandle newVirtualThread = null;
        MethodHandle scheduler = null;
        MethodHandle runContinuation = null;
        MethodHandle compareAndSetState = null;
        MethodHandle setThreadContainer = null;
        Object rootContainer = null;
        MethodHandle pin = null;
        MethodHandle unpin = null;
        MissingAccess missing = null;
        try {
            Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            MethodHandles.Lookup thread = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            MethodHandles.Lookup virtual = MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup());
            newVirtualThread = thread.findStatic(builders, "newVirtualThread",
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
            scheduler = virtual.findGetter(virtualThread, "scheduler", Executor.class)
                    .asType(MethodType.methodType(Executor.class, Thread.class));
            runContinuation = virtual.findGetter(virtualThread, "runContinuation", Runnable.class)
                    .asType(MethodType.methodType(Runnable.class, Thread.class));
            compareAndSetState = virtual.findVirtual(virtualThread, "compareAndSetState",
                            MethodType.methodType(boolean.class, int.class, int.class))
                    .asType(MethodType.methodType(boolean.class, Thread.class, int.class, int.class));
            MethodType action = MethodType.methodType(void.class);
            MethodType onThread = MethodType.methodType(void.class, Thread.class);
            pin = virtual.findVirtual(virtualThread, "disableSuspendAndPreempt", action).asType(onThread);
            unpin = virtual.findVirtual(virtualThread, "enableSuspendAndPreempt", action).asType(onThread);
            Field container = Thread.class.getDeclaredField("container");
            container.setAccessible(true);
            setThreadContainer = thread.findVirtual(Thread.class, "setThreadContainer",
                            MethodType.methodType(void.class, container.getType()))
                    .asType(MethodType.methodType(void.class, Thread.class, Object.class));
            rootContainer = container.get(SocketPollers.start());
            if (threadOf((Runnable) runContinuation.invoke(unstarted(newVirtualThread))) == null) {
                throw new NoSuchFieldException("the thread of a continuation");
            }
            warnBelowFloor();
        } catch (IllegalAccessException | InaccessibleObjectException refused) {
            missing = MissingAccess.refused(refused);
        } catch (Throwable changed) {
            missing = MissingAccess.unknownJdk(changed);
        }
        NEW_VIRTUAL_THREAD = newVirtualThread;
        SCHEDULER = scheduler;
        RUN_CONTINUATION = runContinuation;
        COMPARE_AND_SET_STATE = compareAndSetState;
        SET_THREAD_CONTAINER = setThreadContainer;
        ROOT_CONTAINER = rootContainer;
        PIN = pin;
        UNPIN = unpin;
        MISSING = missing;
    }

    private Jdk() {
    }

    private static Thread unstarted(MethodHandle newVirtualThread) throws Throwable {
        return (Thread) newVirtualThread.invoke((Executor) Runnable::run, (String) null, 0, (Runnable) () -> { });
    }

    /** Whether the JVM gives access; without it there is no hub. */
    static boolean hasAccess() {
        return MISSING == null;
    }

    /** Throws the error that says what to do if the JVM gives no access. */
    static void checkAccess() {
        if (MISSING != null) {
            throw MISSING;
        }
    }

    private static void warnBelowFloor() {
        if (Runtime.version().compareToIgnoreOptional(FLOOR) < 0) {
            System.getLogger("gevent.hub").log(System.Logger.Level.WARNING, "JDK " + Runtime.version()
                    + " can lose a parked virtual thread (JDK-8369227): use " + FLOOR + " or newer");
        }
    }

    /**
     * Has {@code handler} run at each signal. By reflection, as the compiler warns of {@code sun.misc.Signal}, which the
     * module jdk.unsupported exports and supports, in a way that cannot be silenced.
     *
     * @return what to {@link #restoreSignal restore}
     */
    static Object handleSignal(String name, Runnable handler) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            return setSignal(name, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            handler.run();
                            yield null;
                        }
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "<handler of SIG" + name + ">";
                    }));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("This JVM has no module jdk.unsupported, which handles signals", e);
        }
    }

    /** Lets a signal do again what it did before. @param before from {@link #handleSignal} */
    static void restoreSignal(String name, Object before) {
        setSignal(name, before);
    }

    private static Object setSignal(String name, Object handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("SIG" + name + " cannot be handled: " + e.getCause().getMessage(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM has no module jdk.unsupported, which handles signals", e);
        }
    }

    /** Keeps the current virtual thread on its carrier until {@link #unpin}, even if it blocks; these nest. */
    static void pin() {
        call(PIN);
    }

    /** Ends what {@link #pin} began. */
    static void unpin() {
        call(UNPIN);
    }

    private static void call(MethodHandle action) {
        if (action != null) {
            try {
                action.invokeExact(Thread.currentThread());
            } catch (Throwable t) {
                throw unexpected(t);
            }
        }
    }

    /** A virtual thread, not started, that runs whenever {@code scheduler} runs its continuation. */
    static Thread newVirtualThread(Executor scheduler, String name, Runnable task) {
        try {
            return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, task);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** What a virtual thread is scheduled by; any thread may ask. */
    static Executor schedulerOf(Thread virtual) {
        try {
            return (Executor) SCHEDULER.invokeExact(virtual);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** What runs a virtual thread until it next parks: the very object that its scheduler is given each time. */
    static Runnable continuationOf(Thread virtual) {
        try {
            return (Runnable) RUN_CONTINUATION.invokeExact(virtual);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Starts a virtual thread without handing it to its scheduler; the caller runs its continuation. Unlike
     * {@link Thread#start} this leaves it out of the JVM-wide set of all threads, which would keep a thread that
     * nothing can ever wake from being collected.
     *
     * @return false if it was started before
     */
    static boolean markStarted(Thread virtual) {
        try {
            if (!(boolean) COMPARE_AND_SET_STATE.invokeExact(virtual, NEW, STARTED)) {
                return false;
            }
            SET_THREAD_CONTAINER.invokeExact(virtual, ROOT_CONTAINER);
            return true;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * The virtual thread whose continuation this is: what the JDK's {@code this::runContinuation} captured.
     *
     * @return null if it is something else
     */
    static Thread threadOf(Runnable continuation) {
        return CAPTURED_THREAD.get(continuation.getClass()) instanceof Field field ? read(field, continuation) : null;
    }

    private static Thread read(Field field, Object holder) {
        try {
            return (Thread) field.get(holder);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    private static RuntimeException unexpected(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }

    // ---- UDP

    /** What is private to {@code java.net}; not looked at before the first socket of UDP is made. */
    private static final class Net {
        static final VarHandle LENGTH;
        static final VarHandle ROOM;
        static final SocketAddress NO_DELEGATE;
        static final NetworkInterface ANY_INTERFACE;

        static {
            try {
                Method open = Module.class.getDeclaredMethod("implAddOpens", String.class, Module.class);
                open.setAccessible(true);
                open.invoke(Object.class.getModule(), "java.net", Jdk.class.getModule());
                LENGTH = lookup(DatagramPacket.class).findVarHandle(DatagramPacket.class, "length", int.class);
                ROOM = lookup(DatagramPacket.class).findVarHandle(DatagramPacket.class, "bufLength", int.class);
                NO_DELEGATE = (SocketAddress) lookup(DatagramSocket.class)
                        .findStaticVarHandle(DatagramSocket.class, "NO_DELEGATE", SocketAddress.class).get();
                InetAddress any = new InetSocketAddress(0).getAddress();
                ANY_INTERFACE = (NetworkInterface) lookup(NetworkInterface.class).findConstructor(
                        NetworkInterface.class, MethodType.methodType(void.class, String.class, int.class,
                                InetAddress[].class)).invoke(any.getHostAddress(), 0, new InetAddress[] {any});
            } catch (Throwable changed) {
                throw MissingAccess.unknownJdk(changed);
            }
        }

        private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        }
    }

    /** How much a packet can take; its length is how much it has. */
    static int roomOf(DatagramPacket packet) {
        return (int) Net.ROOM.get(packet);
    }

    /** Sets how much a packet has; its own method would change its room, too. */
    static void setLength(DatagramPacket packet, int length) {
        Net.LENGTH.set(packet, length);
    }

    /** The address that tells a constructor of {@link DatagramSocket} to make no socket. */
    static SocketAddress noDelegate() {
        checkAccess();
        return Net.NO_DELEGATE;
    }

    /** The interface of number 0. */
    static NetworkInterface anyInterface() {
        return Net.ANY_INTERFACE;
    }
}
