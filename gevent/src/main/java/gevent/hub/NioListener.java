package gevent.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;

/** A listening socket on a channel, which binds and listens in one step. */
final class NioListener extends NioEndpoint {
    private final ServerSocketChannel channel;
    private InetSocketAddress local;
    private volatile int trafficClass;      // which this kind of channel, unlike a server socket, does not have

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
            if (accepted == null) {
                return null;
            }
            NioStream stream = new NioStream(accepted);
            if (trafficClass != 0) {
                stream.setOption(StandardSocketOptions.IP_TOS, trafficClass);
            }
            return stream;
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        Set<SocketOption<?>> options = new HashSet<>(super.supportedOptions());
        options.add(StandardSocketOptions.IP_TOS);
        return options;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        if (option == StandardSocketOptions.IP_TOS) {
            trafficClass = (Integer) value & 0xff;
        } else {
            super.setOption(option, value);
        }
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return option == StandardSocketOptions.IP_TOS ? option.type().cast(trafficClass) : super.getOption(option);
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
