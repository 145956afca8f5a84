package gevent.socket;

import gevent.io.DatagramEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options and multicast groups of a UDP socket, in all the forms that {@link java.net.MulticastSocket} has. See
 * {@link UdpSocket}.
 */
@SuppressWarnings({"deprecation", "removal"})       // as in the JDK's class
abstract class UdpOptions extends java.net.MulticastSocket {
    private final DatagramEndpoint endpoint;
    private volatile @Nullable InetAddress chosen;            // what setInterface was given; null for none

    UdpOptions(DatagramEndpoint endpoint) throws IOException {
        super(DatagramEndpoint.noSocketOfTheJdk());
        this.endpoint = endpoint;
    }

    final DatagramEndpoint endpoint() {
        return endpoint;
    }

    final void checkOpen() throws SocketException {
        if (endpoint.isClosed()) {
            throw new SocketException("Socket is closed");
        }
    }

    static SocketException asSocketException(IOException e) {
        if (e instanceof SocketException as) {
            return as;
        }
        SocketException wrapped = new SocketException(e.getMessage());
        wrapped.initCause(e);
        return wrapped;
    }

    // ---- by name

    @Override
    public <T> java.net.DatagramSocket setOption(SocketOption<T> option, T value) throws IOException {
        checkOpen();
        endpoint.setOption(option, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        checkOpen();
        return endpoint.getOption(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return endpoint.supportedOptions();
    }

    final <T> void set(SocketOption<T> option, T value) throws SocketException {
        try {
            setOption(option, value);
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    final <T> T get(SocketOption<T> option) throws SocketException {
        try {
            return getOption(option);
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    // ---- by method

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        if (size <= 0) {
            throw new IllegalArgumentException("Invalid send size");
        }
        set(StandardSocketOptions.SO_SNDBUF, size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return get(StandardSocketOptions.SO_SNDBUF);
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        if (size <= 0) {
            throw new IllegalArgumentException("Invalid receive size");
        }
        set(StandardSocketOptions.SO_RCVBUF, size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return get(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        set(StandardSocketOptions.SO_REUSEADDR, on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return get(StandardSocketOptions.SO_REUSEADDR);
    }

    @Override
    public void setBroadcast(boolean on) throws SocketException {
        set(StandardSocketOptions.SO_BROADCAST, on);
    }

    @Override
    public boolean getBroadcast() throws SocketException {
        return get(StandardSocketOptions.SO_BROADCAST);
    }

    @Override
    public void setTrafficClass(int trafficClass) throws SocketException {
        set(StandardSocketOptions.IP_TOS, trafficClass);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return get(StandardSocketOptions.IP_TOS);
    }

    // ---- groups

    /** The membership in a group, through the chosen interface unless {@code through} names another. */
    private DatagramEndpoint.Membership membership(SocketAddress group, @Nullable NetworkInterface through)
            throws IOException {
        if (!(group instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException("Unsupported address type");
        }
        if (inet.isUnresolved()) {
            throw new IllegalArgumentException("Unresolved address");
        }
        if (!inet.getAddress().isMulticastAddress()) {
            throw new SocketException("Not a multicast address");
        }
        checkOpen();
        return new DatagramEndpoint.Membership(inet.getAddress(),
                through != null ? through : get(StandardSocketOptions.IP_MULTICAST_IF), null);
    }

    @Override
    public void joinGroup(SocketAddress group, @Nullable NetworkInterface through) throws IOException {
        endpoint.join(membership(group, through));
    }

    @Override
    public void leaveGroup(SocketAddress group, @Nullable NetworkInterface through) throws IOException {
        endpoint.leave(membership(group, through));
    }

    @Override
    public void setTimeToLive(int hops) throws IOException {
        set(StandardSocketOptions.IP_MULTICAST_TTL, hops);
    }

    @Override
    public int getTimeToLive() throws IOException {
        return get(StandardSocketOptions.IP_MULTICAST_TTL);
    }

    // No overrides: JDK 26 no longer has these methods.

    /** {@link #setTimeToLive}. */
    public void setTTL(byte hops) throws IOException {
        setTimeToLive(Byte.toUnsignedInt(hops));
    }

    /** {@link #getTimeToLive}. */
    public byte getTTL() throws IOException {
        return (byte) getTimeToLive();
    }

    @Override
    public void joinGroup(InetAddress group) throws IOException {
        joinGroup(new InetSocketAddress(Objects.requireNonNull(group), 0), null);
    }

    @Override
    public void leaveGroup(InetAddress group) throws IOException {
        leaveGroup(new InetSocketAddress(Objects.requireNonNull(group), 0), null);
    }

    @Override
    public void setNetworkInterface(NetworkInterface through) throws SocketException {
        set(StandardSocketOptions.IP_MULTICAST_IF, through);
    }

    @Override
    public NetworkInterface getNetworkInterface() throws SocketException {
        NetworkInterface through = get(StandardSocketOptions.IP_MULTICAST_IF);
        return through != null ? through : DatagramEndpoint.anyInterface();
    }

    @Override
    public void setInterface(InetAddress own) throws SocketException {
        if (own == null) {
            throw new SocketException("Invalid value 'null'");
        }
        NetworkInterface through = NetworkInterface.getByInetAddress(own);
        if (through == null) {
            throw new SocketException(
                    ("No network interface found with address " + HostInfo.nameOf(own.getHostAddress())).strip());
        }
        setNetworkInterface(through);
        chosen = own;
    }

    @Override
    public @Nullable InetAddress getInterface() throws SocketException {
        NetworkInterface through = getNetworkInterface();
        InetAddress own = chosen;
        return own != null && through.inetAddresses().anyMatch(own::equals) ? own
                : through.inetAddresses().findFirst().orElse(null);
    }

    @Override
    public void setLoopbackMode(boolean off) throws SocketException {
        set(StandardSocketOptions.IP_MULTICAST_LOOP, !off);
    }

    @Override
    public boolean getLoopbackMode() throws SocketException {
        return !get(StandardSocketOptions.IP_MULTICAST_LOOP);
    }
}
