package gevent.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;

/** A listening socket. Operations that such a socket does not have throw a {@link SocketException}. */
public abstract class ListeningEndpoint extends Endpoint {
    protected ListeningEndpoint(RawSocket socket) {
        super(socket);
    }

    @Override
    public final boolean connect(SocketAddress remote) throws IOException {
        throw new SocketException("Not a socket that can connect");
    }

    @Override
    public final boolean finishConnect() throws IOException {
        throw new SocketException("Not a socket that can connect");
    }

    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
        throw notConnected();
    }

    @Override
    public final int write(byte[] bytes, int offset, int length) throws IOException {
        throw notConnected();
    }

    @Override
    public final void sendUrgent(int data) throws IOException {
        throw notConnected();
    }

    @Override
    public final int available() throws IOException {
        throw notConnected();
    }

    @Override
    public final void shutdownInput() throws IOException {
        throw notConnected();
    }

    @Override
    public final void shutdownOutput() throws IOException {
        throw notConnected();
    }

    private static SocketException notConnected() {
        return new SocketException("Not connected");
    }
}
