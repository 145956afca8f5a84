package gevent.stress;

import gevent.Timeout;
import gevent.hub.HubDestroyed;
import gevent.hub.Interrupted;
import greenlet.GreenletExit;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects what must not have happened. Any thread. */
final class Verdict {
    /** What a strand may see while calls fail, and while it is killed, timed out, interrupted and closed. */
    private static final List<Class<? extends Throwable>> DOCUMENTED = List.of(IOException.class,
            UncheckedIOException.class, Timeout.class, GreenletExit.class, HubDestroyed.class,
            CancellationException.class, Interrupted.class, InterruptedException.class, Struck.class);

    private final Queue<String> wrongs = new ConcurrentLinkedQueue<>();

    /** A kill of the soak's own. */
    static final class Struck extends Error {
        private static final long serialVersionUID = 1;

        Struck() {
            super("struck", null, false, false);
        }
    }

    static boolean isDocumented(Throwable thrown) {
        return thrown instanceof VirtualMachineError && Faults.ON_PURPOSE.equals(thrown.getMessage())
                || thrown instanceof CompletionException && thrown.getCause() != null && isDocumented(thrown.getCause())
                || DOCUMENTED.stream().anyMatch(each -> each.isInstance(thrown));
    }

    /** Notes a throwable unless it is documented. */
    void see(String where, Throwable thrown) {
        if (!isDocumented(thrown)) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            wrongs.add(where + ": " + text);
        }
    }

    void wrong(String what) {
        wrongs.add(what);
    }

    void check(boolean holds, String what) {
        if (!holds) {
            wrongs.add(what);
        }
    }

    List<String> wrongs() {
        return List.copyOf(wrongs);
    }
}
