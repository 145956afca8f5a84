package gevent.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listening socket on a channel, which binds and listens in one step. */
final class NioListener extends NioEndpoint {
    private final ServerSocketChannel channel;
    private InetSocketAddress local;

    NioListener(ServerSocketChannel channel) throws IOException {
        super(channel);
        this.channel = channel;
    }

    @Override
    int operations(int events) {
        return (events & IoWatcher.READ) != 0 ? SelectionKey.OP_ACCEPT : 0;
    }

    @Override
    public void bind(InetSocketAddress address) throws IOException {
        local = address;
    }

    @Override
    public void listen(int backlog) throws IOException {
        if (local == null) {
            throw new SocketException("Not bound");
        }
        channel.bind(local, backlog);
    }

    @Override
    public Endpoint accept() throws IOException {
        try {
            SocketChannel accepted = channel.accept();
            return accepted == null ? null : new NioStream(accepted);
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    @Override
    public boolean connect(InetSocketAddress remote) throws IOException {
        throw new SocketException("Not a socket that can connect");
    }

    @Override
    public boolean finishConnect() throws IOException {
        throw new SocketException("Not a socket that can connect");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        throw new SocketException("Not connected");
    }

    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
        throw new SocketException("Not connected");
    }

    @Override
    public void sendUrgent(int data) throws IOException {
        throw new SocketException("Not connected");
    }

    @Override
    public int available() throws IOException {
        throw new SocketException("Not connected");
    }

    @Override
    public void shutdownInput() throws IOException {
        throw new SocketException("Not connected");
    }

    @Override
    public void shutdownOutput() throws IOException {
        throw new SocketException("Not connected");
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return null;
    }
}
