package gevent.testing;

import gevent.io.RawSocket;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The common part of all sockets in memory: a machine, addresses, and options, which are kept and have no effect. */
final class MemorySocket implements RawSocket {
    private static final Map<SocketOption<?>, Object> DEFAULTS = Map.of(
            StandardSocketOptions.SO_RCVBUF, Pipe.CAPACITY, StandardSocketOptions.SO_SNDBUF, Pipe.CAPACITY,
            StandardSocketOptions.SO_KEEPALIVE, false, StandardSocketOptions.SO_REUSEADDR, false,
            StandardSocketOptions.SO_REUSEPORT, false, StandardSocketOptions.SO_LINGER, -1,
            StandardSocketOptions.SO_BROADCAST, false, StandardSocketOptions.TCP_NODELAY, false,
            StandardSocketOptions.IP_TOS, 0);

    private final Network network;
    private final Host host;
    private final Runnable onClose;
    private final Map<SocketOption<?>, Object> options = new HashMap<>(DEFAULTS);
    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;
    private @Nullable String name;                // for the trace; null until first used
    private @Nullable String peerName;

    MemorySocket(Network network, Host host, Runnable onClose) {
        this.network = network;
        this.host = host;
        this.onClose = onClose;
    }

    Network network() {
        return network;
    }

    Host host() {
        return host;
    }

    /** What the trace calls this end. */
    String name() {
        if (name == null) {
            name = network.nameOf(local, host);
        }
        return name;
    }

    /** What the trace calls the other end. */
    String peerName() {
        if (peerName == null) {
            peerName = network.nameOf(remote, host);
        }
        return peerName;
    }

    /** Adds to the trace that this end does something. */
    void tell(String what) {
        network.tell(name() + what);
    }

    void check() throws SocketException {
        if (!network.isHere()) {
            throw new SocketException("A simulated socket is for the greenlets of its simulation, not for "
                    + Thread.currentThread());
        }
    }

    @Override
    public void bind(SocketAddress address) throws SocketException {
        check();
        if (local != null) {
            throw new SocketException("Already bound");
        }
        if (address instanceof InetSocketAddress inet) {
            if (network.find(inet.getAddress(), host) != host) {
                throw new BindException("Cannot assign requested address");
            }
            setLocal(inet.getPort() != 0 ? inet : new InetSocketAddress(inet.getAddress(), network.freePort()));
        } else {
            setLocal(address);
        }
    }

    /** The place of the socket on the network. */
    SocketAddress place() {
        return Network.on(host, Objects.requireNonNull(local));
    }

    void bindIfNeeded(InetAddress address) {
        if (local == null) {
            setLocal(new InetSocketAddress(address, network.freePort()));
        }
    }

    void connected(@Nullable SocketAddress to) {
        remote = to;
        peerName = null;
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return local;
    }

    void setLocal(SocketAddress address) {
        local = address;
        name = null;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    /** The address of the other end, once this end connects. */
    SocketAddress remote() {
        return Objects.requireNonNull(remote);
    }

    boolean isUnix() {
        return local instanceof UnixDomainSocketAddress || remote instanceof UnixDomainSocketAddress;
    }

    @Override
    public void setOption(SocketOption<?> option, Object value) {
        options.put(option, value);
    }

    @Override
    public @Nullable Object getOption(SocketOption<?> option) {
        return options.get(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return DEFAULTS.keySet();
    }

    /** A socket that is dropped unclosed stays as it is: no seed decides when the garbage collector finds it. */
    @Override
    public void close() {
        if (network.isHere()) {
            onClose.run();
        }
    }
}
