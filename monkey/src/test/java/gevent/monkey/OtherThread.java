package gevent.monkey;

import gevent.hub.Hub;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Code on a thread of its own, whose hub, if it asks for one, is closed at its end. */
public final class OtherThread {
    /** Where a socket waits: the JDK's and ours, of TCP and of UDP. */
    private static final Pattern IMPLEMENTATION = Pattern.compile(".*(SocketImpl|SocketAdaptor|UdpSocket)");

    private final Thread thread;
    private final FutureTask<?> task;

    private OtherThread(Thread.Builder kind, Callable<?> code) {
        task = new FutureTask<>(() -> {
            try {
                return code.call();
            } finally {
                closeHub();
            }
        });
        thread = kind.unstarted(task);
    }

    private static void closeHub() {
        Hub hub = Thread.currentThread().isVirtual() ? null : Hub.getIfExists();
        if (hub != null) {
            hub.close();
        }
    }

    /** Starts {@code code} on a platform thread. */
    public static OtherThread start(Callable<?> code) {
        OtherThread other = new OtherThread(Thread.ofPlatform().daemon(), code);
        other.thread.start();
        return other;
    }

    /** Starts {@code code} on a virtual thread of the JDK's own scheduler. */
    public static OtherThread startVirtual(Callable<?> code) throws InterruptedException {
        OtherThread other = new OtherThread(Thread.ofVirtual(), code);
        // By way of a platform thread, since a virtual thread made in a greenlet runs on its hub.
        Thread outside = Thread.ofPlatform().start(other.thread::start);
        outside.join();
        return other;
    }

    public Thread thread() {
        return thread;
    }

    /** Blocks the current thread until the code has ended; what the code threw is thrown here. */
    @SuppressWarnings("unchecked")
    public <T> T result() throws Exception {
        try {
            return (T) task.get();
        } catch (ExecutionException e) {
            throw OtherThread.<RuntimeException>sneak(e.getCause());
        }
    }

    /** Waits, without giving way to anything, until {@code thread} stands still in a method of a socket. */
    public static void awaitWaitingIn(Thread thread, String method) {
        awaitThat(() -> isWaitingIn(thread, method));
    }

    /** Waits, without giving way to anything, until something is so. */
    public static void awaitThat(BooleanSupplier condition) {
        while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private static boolean isWaitingIn(Thread thread, String method) {
        StackTraceElement[] stack = thread.getStackTrace();
        boolean stands = thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING
                || stack.length > 0 && stack[0].isNativeMethod();
        return stands && Arrays.stream(stack)
                .anyMatch(frame -> IMPLEMENTATION.matcher(frame.getClassName()).matches()
                        && frame.getMethodName().equals(method));
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
