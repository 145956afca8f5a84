package gevent.internal.nio;

import gevent.hub.IoWatcher;
import gevent.internal.jdk.Pin;
import gevent.io.RawSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** A socket on a channel: what all kinds of sockets share. */
class NioSocket implements RawSocket {
    private final SelectableChannel channel;

    NioSocket(SelectableChannel channel) throws IOException {
        this.channel = channel;
        try {
            channel.configureBlocking(false);
        } catch (Throwable t) {
            channel.close();
            throw t;
        }
    }

    final SelectableChannel channel() {
        return channel;
    }

    private NetworkChannel network() {
        return (NetworkChannel) channel;
    }

    /**
     * The selector's operations for {@link IoWatcher#READ} and {@link IoWatcher#WRITE} in the channel's present state.
     */
    int operations(int events) {
        int wanted = 0;
        if ((events & IoWatcher.READ) != 0) {
            wanted |= channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        }
        if ((events & IoWatcher.WRITE) != 0) {
            boolean connecting = channel instanceof SocketChannel stream && stream.isConnectionPending();
            wanted |= connecting ? SelectionKey.OP_CONNECT : channel.validOps() & SelectionKey.OP_WRITE;
        }
        return wanted;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        try (Pin _ = Pin.hold()) {
            network().bind(local);
        } catch (AlreadyBoundException e) {
            throw new SocketException("Already bound");
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    @Override
    public final SocketAddress localAddress() throws IOException {
        try (Pin _ = Pin.hold()) {
            return network().getLocalAddress();
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    @Override
    public final SocketAddress remoteAddress() throws IOException {
        try (Pin _ = Pin.hold()) {
            return switch (channel) {
                case SocketChannel stream -> stream.getRemoteAddress();
                case DatagramChannel datagrams -> datagrams.getRemoteAddress();
                default -> null;
            };
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public void setOption(SocketOption<?> option, Object value) throws IOException {
        try (Pin _ = Pin.hold()) {
            network().setOption((SocketOption<Object>) option, value);
        }
    }

    @Override
    public Object getOption(SocketOption<?> option) throws IOException {
        try (Pin _ = Pin.hold()) {
            return network().getOption(option);
        }
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return network().supportedOptions();
    }

    @Override
    public final void close() throws IOException {
        try (Pin _ = Pin.hold()) {
            channel.close();
        }
    }

    /** The exception that a socket would have thrown where its channel threw {@code e}. */
    final IOException asSocketException(IOException e) {
        if (e instanceof SocketException) {
            return e;
        }
        // A channel that is open, but reports that it is closed, has its output shut down.
        SocketException s = new SocketException(!(e instanceof ClosedChannelException) ? e.getMessage()
                : channel.isOpen() ? "Broken pipe" : "Socket closed");
        s.setStackTrace(e.getStackTrace());
        return s;
    }
}
