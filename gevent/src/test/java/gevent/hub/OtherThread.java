package gevent.hub;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Code on a thread of its own, with a hub of its own if it asks for one, which is closed at its end. */
public final class OtherThread {
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
        Thread outside = Thread.ofPlatform().start(other.thread::start);
        outside.join();
        return other;
    }

    /** Runs {@code code} on a platform thread, which has ended on return; what the code throws is thrown here. */
    @SuppressWarnings("unchecked")
    public static <T> T run(Callable<T> code) throws Exception {
        return (T) start(code).result();
    }

    public Thread thread() {
        return thread;
    }

    /** Blocks the current thread until the code has ended; what the code threw is thrown here. */
    public Object result() throws Exception {
        try {
            Object result = task.get();
            thread.join();
            return result;
        } catch (ExecutionException e) {
            throw Strand.<RuntimeException>sneak(e.getCause());
        }
    }

    /** Waits, without giving way to anything, until the thread stands still in {@code state}. */
    public static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.onSpinWait();
        }
    }
}
