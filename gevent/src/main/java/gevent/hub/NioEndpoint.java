package gevent.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.util.Set;

/** What a listening and a connected channel have in common. */
abstract sealed class NioEndpoint extends Endpoint permits NioStream, NioListener {
    private final SelectableChannel channel;

    NioEndpoint(SelectableChannel channel) throws IOException {
        this.channel = channel;
        try {
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    final SelectableChannel channel() {
        return channel;
    }

    private NetworkChannel network() {
        return (NetworkChannel) channel;
    }

    /** The selector's word for {@link IoWatcher#READ} and {@link IoWatcher#WRITE} in the channel's present state. */
    abstract int operations(int events);

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        network().setOption(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return network().getOption(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return network().supportedOptions();
    }

    @Override
    public final InetSocketAddress localAddress() throws IOException {
        try {
            return (InetSocketAddress) network().getLocalAddress();
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    @Override
    protected final void closeSocket() throws IOException {
        channel.close();
    }

    /** The exception that a socket would have thrown where its channel threw {@code e}. */
    final IOException asSocketException(IOException e) {
        if (e instanceof SocketException) {
            return e;
        }
        // A channel that is open, and yet closed, has its output shut.
        SocketException s = new SocketException(!(e instanceof ClosedChannelException) ? e.getMessage()
                : channel.isOpen() ? "Broken pipe" : "Socket closed");
        s.setStackTrace(e.getStackTrace());
        return s;
    }
}
