package gevent.subprocess;

import gevent.Action;
import gevent.Gevent;
import gevent.event.AsyncResult;
import gevent.hub.Strand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of data with a child, in one greenlet per pipe. The greenlets go on even if the caller leaves. So a
 * caller can wait again, and no data that was read is lost.
 */
final class Communication {
    private static final int AT_ONCE = 32 * 1024;

    /** What one greenlet does, and its end. */
    private record Part(Action action, AsyncResult<@Nullable Void> done) {
        void run() {
            try {
                action.run();
                done.set(null);
            } catch (Exception e) {
                done.setException(e);
            } catch (Throwable thrownIn) {
                fail(thrownIn);
                throw thrownIn;
            }
        }

        void fail(Throwable thrownIn) {
            done.setException(new IOException("The greenlet that talked to the child was killed", thrownIn));
        }
    }

    private final List<Part> parts = new ArrayList<>(3);
    private final @Nullable ByteArrayOutputStream out;
    private final @Nullable ByteArrayOutputStream err;

    /** Prepares the exchange; {@link #begin} begins it. */
    Communication(Popen child, byte @Nullable [] input) {
        out = collect(child.stdout());
        err = collect(child.stderr());
        OutputStream to = child.stdin();
        if (to != null) {
            add(() -> write(input, to, child));
        }
    }

    private @Nullable ByteArrayOutputStream collect(@Nullable InputStream from) {
        if (from == null) {
            return null;
        }
        ByteArrayOutputStream collected = new ByteArrayOutputStream();
        add(() -> {
            try (from) {
                byte[] bytes = new byte[AT_ONCE];
                for (int n; (n = from.read(bytes)) >= 0; ) {
                    collected.write(bytes, 0, n);
                }
            }
        });
        return collected;
    }

    private static void write(byte @Nullable [] input, OutputStream to, Popen child) throws IOException {
        try {
            if (input != null) {
                to.write(input);
                to.flush();
            }
        } catch (IOException e) {
            // Decided before the close: a child that gets the end of its input instead of the rest may end at once.
            throwUnlessRefused(e, child);
        } finally {
            close(to, child);
        }
    }

    private static void close(OutputStream to, Popen child) throws IOException {
        try {
            to.close();
        } catch (IOException e) {
            throwUnlessRefused(e, child);
        }
    }

    /** A child need not read all its input. If it has ended, the JDK claims that this process closed the stream. */
    private static void throwUnlessRefused(IOException failure, Popen child) throws IOException {
        if (!"Broken pipe".equals(failure.getMessage()) && child.poll() == null) {
            throw failure;
        }
    }

    private void add(Action action) {
        parts.add(new Part(action, new AsyncResult<>()));
    }

    /** Begins the exchange. If that fails, for example for lack of memory, it has ended. */
    void begin() {
        try {
            parts.forEach(Communication::start);
        } catch (Throwable notBegun) {
            parts.forEach(part -> part.fail(notBegun));
            throw notBegun;
        }
    }

    private static void start(Part part) {
        if (Strand.current().hub() != null) {
            Gevent.spawn(part::run);
        } else {
            Thread.startVirtualThread(part::run);
        }
    }

    /**
     * Waits until the exchange has ended, at most until {@code deadline} on the current strand's clock. Returns whether
     * it has ended.
     */
    boolean await(Deadline deadline) throws IOException {
        for (Part each : parts) {
            AsyncResult<@Nullable Void> part = each.done;
            Duration left = deadline.left();
            if (left == null) {
                part.await();
            } else {
                part.await(left);
            }
            if (!part.isReady()) {
                return false;
            }
            switch (part.exception()) {
                case null -> { }
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Throwable t -> throw new CompletionException(t);
            }
        }
        return true;
    }

    byte @Nullable [] out() {
        return out == null ? null : out.toByteArray();
    }

    byte @Nullable [] err() {
        return err == null ? null : err.toByteArray();
    }

    /** A limit that several waits share. */
    record Deadline(Strand strand, @Nullable Duration limit, long start) {
        static Deadline of(@Nullable Duration limit) {
            Strand strand = Strand.current();
            return new Deadline(strand, limit, strand.now());
        }

        /** The time left; null for no limit. */
        @Nullable Duration left() {
            if (limit == null) {
                return null;
            }
            Duration left = limit.minusNanos(strand.now() - start);
            return left.isNegative() ? Duration.ZERO : left;
        }
    }
}
