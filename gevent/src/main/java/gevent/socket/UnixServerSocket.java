package gevent.socket;

import gevent.io.SocketEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A Unix domain socket that listens at a path of this machine. */
final class UnixServerSocket extends ServerSocket {
    private final GeventSocketImpl impl;

    UnixServerSocket() throws IOException {
        this(new GeventSocketImpl(true, true));
    }

    private UnixServerSocket(GeventSocketImpl impl) throws IOException {
        super(impl);
        this.impl = impl;
    }

    @Override
    public void bind(SocketAddress to, int backlog) throws IOException {
        impl.meansUnix(to);
        super.bind(GeventSocketImpl.NOWHERE, backlog);
    }

    @Override
    public Socket accept() throws IOException {
        return accept(new UnixSocket());
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return UnixSocket.addressOf(impl, SocketEndpoint::localAddress);
    }

    @Override
    public int getLocalPort() {
        return -1;
    }

    @Override
    public String toString() {
        return "UnixServerSocket[" + getLocalSocketAddress() + "]";
    }
}
