package gevent.io;

import gevent.hub.Poller;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all sockets of a {@link Transport} share: addresses, options, and the JDK's exceptions. */
public abstract class SocketEndpoint extends Pollable {
    private final RawSocket socket;

    protected SocketEndpoint(RawSocket socket) {
        this.socket = socket;
    }

    @Override
    public final Poller.Source raw() {
        return socket.raw();
    }

    /**
     * Binds to a local address.
     *
     * @param local an address of this socket's kind; port 0 for any port
     */
    public final void bind(SocketAddress local) throws IOException {
        socket.bind(local);
    }

    /**
     * Sets an option of the socket.
     *
     * @throws IllegalArgumentException if the value is out of the option's range
     * @throws UnsupportedOperationException if this socket does not have the option
     */
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        checkOpen();
        if (value instanceof Integer number && supportedOptions().contains(option)) {
            checkRange(option, number);
        }
        socket.setOption(option, value);
    }

    private static void checkRange(SocketOption<?> option, int value) {
        boolean isSize = option == StandardSocketOptions.SO_RCVBUF || option == StandardSocketOptions.SO_SNDBUF;
        if (isSize && value < 0) {
            throw new IllegalArgumentException("Invalid send/receive buffer size");
        }
        boolean isByte = value >= 0 && value <= 0xff;
        if (option == StandardSocketOptions.IP_TOS && !isByte) {
            throw new IllegalArgumentException("Invalid IP_TOS value");
        }
        if (option == StandardSocketOptions.IP_MULTICAST_TTL && !isByte) {
            throw new IllegalArgumentException("Invalid TTL/hop value");
        }
    }

    /** The value of an option of the socket. */
    @SuppressWarnings("NullAway")       // null only for IP_MULTICAST_IF, if no interface was chosen
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        checkOpen();
        return option.type().cast(socket.getOption(option));
    }

    /** The options that this socket supports. */
    public final Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }

    /** The local address; null if this socket is not bound. */
    public final @Nullable SocketAddress localAddress() throws IOException {
        return socket.localAddress();
    }

    /** The address of the peer; null if this socket is not connected. */
    public final @Nullable SocketAddress remoteAddress() throws IOException {
        return socket.remoteAddress();
    }

    @Override
    protected final IOException failure(@Nullable String message) {
        return new SocketException(message);
    }

    @Override
    public final void checkOpen() throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket closed");
        }
    }

    @Override
    protected final void giveBack() throws IOException {
        socket.close();
    }
}
