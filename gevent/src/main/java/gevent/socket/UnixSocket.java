package gevent.socket;

import gevent.io.SocketEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** A Unix domain connection through a path of this machine. It has no ports; the JDK sees a loopback port. */
final class UnixSocket extends Socket {
    private final GeventSocketImpl impl;

    UnixSocket() throws SocketException {
        this(new GeventSocketImpl(false, true));
    }

    private UnixSocket(GeventSocketImpl impl) throws SocketException {
        super(impl);
        this.impl = impl;
    }

    @Override
    public void connect(SocketAddress to, int millis) throws IOException {
        impl.meansUnix(to);
        super.connect(GeventSocketImpl.NOWHERE, millis);
    }

    @Override
    public void bind(SocketAddress to) throws IOException {
        if (!(to instanceof UnixDomainSocketAddress)) {
            throw new SocketException("A Unix domain socket that connects has no address of its own");
        }
        impl.meansUnix(to);
        super.bind(GeventSocketImpl.NOWHERE);
    }

    interface End {
        @Nullable SocketAddress of(SocketEndpoint endpoint) throws IOException;
    }

    /** Returns the address of an end; null if the socket is not created yet or already closed. */
    static @Nullable SocketAddress addressOf(GeventSocketImpl impl, End end) {
        try {
            return impl.endpoint() == null ? null : end.of(impl.endpoint());
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return isConnected() ? addressOf(impl, SocketEndpoint::remoteAddress) : null;
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return addressOf(impl, SocketEndpoint::localAddress);
    }

    @Override
    public int getPort() {
        return -1;
    }

    @Override
    public int getLocalPort() {
        return -1;
    }

    @Override
    public String toString() {
        return "UnixSocket[" + (isConnected() ? getRemoteSocketAddress() : "unconnected") + "]";
    }
}
