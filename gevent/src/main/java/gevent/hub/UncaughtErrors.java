package gevent.hub;

import greenlet.GreenletExit;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Handles the uncaught exceptions of a hub; see {@link Hub#handleError}. Any thread. */
final class UncaughtErrors {
    private final Hub hub;
    private volatile ErrorHandler handler = UncaughtErrors::print;

    UncaughtErrors(Hub hub) {
        this.hub = hub;
    }

    void setHandler(@Nullable ErrorHandler newHandler) {
        handler = newHandler != null ? newHandler : UncaughtErrors::print;
    }

    void handle(Object context, Throwable error) {
        if (error instanceof GreenletExit) {
            return;
        }
        if (!Thread.currentThread().isVirtual() && !hub.isClosed()) {
            new Reporter(hub, context, error).report();
            return;
        }
        // First: a report may fail for lack of memory.
        if (error instanceof VirtualMachineError && !(error instanceof StackOverflowError)) {
            hub.loop().offer(() -> hub.main().throwIn(error));
        }
        try {
            handler.handleError(context, error);
        } catch (Throwable inHandler) {
            print(context, error);
            print(handler, inHandler);
        }
    }

    /** Reports an error in a separate greenlet. */
    private static final class Reporter extends Fiber {
        private final Object context;
        private final Throwable error;

        Reporter(Hub hub, Object context, Throwable error) {
            super(hub);
            this.context = context;
            this.error = error;
        }

        void report() {
            prepare(null);
            hub().loop().runOrExecute(this::enqueue);
        }

        @Override
        protected void body() {
            hub().handleError(context, error);
        }
    }

    private static void print(Object context, Throwable error) {
        System.err.println(traceOf(error) + Instant.now().toString() + " " + context + " failed with "
                + error.getClass().getSimpleName() + System.lineSeparator());
    }

    /** What {@link Throwable#printStackTrace()} would print. */
    static String traceOf(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
