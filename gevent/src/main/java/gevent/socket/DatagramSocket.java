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

/**
 * A {@link java.net.DatagramSocket}, for UDP, that waits by letting other greenlets run. On a thread that has no hub it
 * just blocks.
 *
 * <pre>{@code
 * try (DatagramSocket socket = new DatagramSocket(5353)) {
 *     socket.receive(packet);
 * }
 * }</pre>
 *
 * <p>A kill or a {@link gevent.Timeout} leaves it usable, and takes no packet. Several may wait in it: each packet goes
 * to one of them. gevent: {@code gevent.socket.socket} of {@code SOCK_DGRAM}.
 */
public class DatagramSocket extends java.net.DatagramSocket {
    private final UdpSocket socket;

    /** One that is bound to a port of its own. */
    public DatagramSocket() throws SocketException {
        this(new InetSocketAddress(0));
    }

    /** One that is bound. @param port 0 for any */
    public DatagramSocket(int port) throws SocketException {
        this(port, null);
    }

    /** One that is bound to one address; null for all. @param port 0 for any */
    public DatagramSocket(int port, InetAddress address) throws SocketException {
        this(new InetSocketAddress(address, port));
    }

    /** One that is bound; null for one that is not yet. */
    public DatagramSocket(SocketAddress at) throws SocketException {
        super(DatagramEndpoint.noSocketOfTheJdk());
        try {
            socket = new UdpSocket(false, at);
        } catch (IOException e) {
            throw UdpSocket.asSocketException(e);
        }
    }

    @Override
    public void bind(SocketAddress address) throws SocketException {
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
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
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
    public DatagramChannel getChannel() {
        return null;
    }

    @Override
    public void joinGroup(SocketAddress group, NetworkInterface through) throws IOException {
        socket.joinGroup(group, through);
    }

    @Override
    public void leaveGroup(SocketAddress group, NetworkInterface through) throws IOException {
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
