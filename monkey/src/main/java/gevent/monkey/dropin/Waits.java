package gevent.monkey.dropin;

import gevent.hub.Interrupted;
import gevent.hub.Strand;
import gevent.threadpool.Pools;
import gevent.threadpool.ThreadPool;
import java.io.IOException;
import java.util.concurrent.CompletionException;

/** How code with the JDK's contract waits: on a thread that has no hub as ever, else while other greenlets run. */
public final class Waits {
    private Waits() {
    }

    /** Something that blocks. */
    public interface Blocking<V> {
        /** Does it. */
        V call() throws IOException;
    }

    /** Whether the current thread has no hub, and so just blocks. */
    public static boolean justBlocks() {
        return Strand.currentWithoutNewHub().hub() == null;
    }

    /** Does something on a thread for files. Who is killed leaves; it is done all the same. */
    public static <V> V onFiles(Blocking<V> body) throws IOException {
        return on(Pools.files(), body);
    }

    /** The same on a thread of a pool. */
    public static <V> V on(ThreadPool pool, Blocking<V> body) throws IOException {
        if (justBlocks()) {
            return body.call();
        }
        try {
            return pool.apply(body::call);
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException told) {
                throw told;
            }
            throw e;
        }
    }

    /**
     * What an interrupt of the thread is to the JDK.
     *
     * @throws Interrupted if it was thrown in, Ctrl-C for one: that surfaces as it is
     */
    public static InterruptedException told(Interrupted interrupt) {
        boolean ofThread = interrupt.getClass() == Interrupted.class
                && Strand.currentWithoutNewHub().lastThrownIn() != interrupt;
        if (!ofThread) {
            throw interrupt;
        }
        return interrupt.asChecked();
    }
}
