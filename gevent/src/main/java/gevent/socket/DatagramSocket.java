package gevent.socket;

import gevent.io.DatagramEndpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link java.net.DatagramSocket} for UDP that lets other greenlets run while it waits. On a thread without a hub, it
 * simply blocks.
 *
 * <pre>{@code
 * try (DatagramSocket socket = new DatagramSocket(5353)) {
 *     socket.receive(packet);
 * }
 * }</pre>
 *
 * <p>A kill or a {@link gevent.Timeout} leaves the socket usable and consumes no packet. Several greenlets may wait in
 * {@link #receive}: each packet goes to one of them. gevent: {@code gevent.socket.socket} with {@code SOCK_DGRAM}.
 */
public class DatagramSocket extends java.net.DatagramSocket {
    private final UdpSocket socket;

    /** Creates a socket that is bound to a free port. */
    public DatagramSocket() throws SocketException {
        this(new InetSocketAddress(0));
    }

    /**
     * Creates a socket that is bound to a port.
     *
     * @param port 0 for any free port
     */
    public DatagramSocket(int port) throws SocketException {
        this(port, null);
    }

    /**
     * Creates a socket that is bound to one address.
     *
     * @param port 0 for any free port
     * @param address null for all addresses
     */
    public DatagramSocket(int port, @Nullable InetAddress address) throws SocketException {
        this(new InetSocketAddress(address, port));
    }

    /** Creates a socket bound to {@code at}, or an unbound socket if that is null. */
    public DatagramSocket(@Nullable SocketAddress at) throws SocketException {
        super(DatagramEndpoint.noSocketOfTheJdk());
        try {
            socket = new UdpSocket(false, at);
        } catch (IOException e) {
            throw UdpSocket.asSocketException(e);
        }
    }

    @Override
    public void bind(@Nullable SocketAddress address) throws SocketException {
        socket.bind(address);
    }

    @Override
    public void connect(InetAddress address, int port) {
        socket.connect(address, port);
    }

    @Override
    public void connect(SocketAddress address) throws SocketException {
        socket.connect(address);
    }

    @Override
    public void disconnect() {
        socket.disconnect();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public @Nullable InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
        socket.send(packet);
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        socket.receive(packet);
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public @Nullable DatagramChannel getChannel() {
        return null;
    }

    @Override
    public void joinGroup(SocketAddress group, @Nullable NetworkInterface through) throws IOException {
        socket.joinGroup(group, through);
    }

    @Override
    public void leaveGroup(SocketAddress group, @Nullable NetworkInterface through) throws IOException {
        socket.leaveGroup(group, through);
    }

    // ---- options

    @Override
    public <T> java.net.DatagramSocket setOption(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return socket.getOption(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        socket.setSendBufferSize(size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return socket.getSendBufferSize();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        socket.setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return socket.getReceiveBufferSize();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        socket.setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return socket.getReuseAddress();
    }

    @Override
    public void setBroadcast(boolean on) throws SocketException {
        socket.setBroadcast(on);
    }

    @Override
    public boolean getBroadcast() throws SocketException {
        return socket.getBroadcast();
    }

    @Override
    public void setTrafficClass(int trafficClass) throws SocketException {
        socket.setTrafficClass(trafficClass);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return socket.getTrafficClass();
    }
}
