package gevent.socket;

import org.jspecify.annotations.Nullable;

/**
 * A mode in which a kill or a {@link gevent.Timeout} that ends a wait in a TCP socket closes the socket, as an
 * interrupt does with the JDK's sockets. For clients that keep connections in pools and do not notice that an answer is
 * still due: they would take it for the answer to the next request.
 *
 * <pre>{@code
 * rows = withTimeout(limit, () -> ClosingSockets.call(() -> query(connection)), List.of());
 * }</pre>
 *
 * <p>The client sees a {@link java.net.SocketException} caused by what was thrown in, and drops the connection. If it
 * swallows the exception, what was thrown in is thrown again at the greenlet's next wait. {@code withTimeout}
 * recognises the timeout in what the client throws: see {@link gevent.Timeout#caused}. Without the mode, the socket
 * stays open and usable.
 */
public final class ClosingSockets {
    private static final ScopedValue<Boolean> HERE = ScopedValue.newInstance();
    private static volatile boolean everywhere = Boolean.getBoolean("gevent.sockets.closing");     // any thread

    private ClosingSockets() {
    }

    /** Runs {@code body} in this mode. The mode does not hold in greenlets and threads that the body starts. */
    public static <V extends @Nullable Object, X extends Throwable> V call(
            ScopedValue.CallableOp<? extends V, X> body) throws X {
        return ScopedValue.where(HERE, true).<V, X>call(body);
    }

    /** Turns the mode on or off for the whole JVM. {@code -Dgevent.sockets.closing=true} turns it on at the start. */
    public static void everywhere(boolean on) {
        everywhere = on;
    }

    /** Whether the current code runs in this mode. */
    static boolean areOn() {
        return everywhere || HERE.isBound();
    }
}
