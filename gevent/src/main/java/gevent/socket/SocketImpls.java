package gevent.socket;

import java.net.SocketImplFactory;

/**
 * What makes a {@code java.net.Socket} cooperative: the factories that {@code Monkey.patchSocket()} sets. A socket of
 * theirs waits by letting other greenlets run, on a thread that has a hub; on any other it just blocks.
 */
public final class SocketImpls {
    private SocketImpls() {
    }

    /** For {@link java.net.Socket#setSocketImplFactory}. */
    public static SocketImplFactory client() {
        return () -> new GeventSocketImpl(false);
    }

    /** For {@link java.net.ServerSocket#setSocketFactory}. */
    public static SocketImplFactory server() {
        return () -> new GeventSocketImpl(true);
    }
}
