package gevent.io;

import gevent.hub.IoWatcher;
import gevent.internal.KernelAccess;
import gevent.internal.jdk.NetInternals;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket of the operating system. Its operations never block; {@link #await} waits until they are worth trying
 * again. To receive:
 *
 * <pre>{@code
 * DatagramEndpoint.Received packet;
 * while ((packet = endpoint.receive(bytes, 0, bytes.length)) == null) {
 *     endpoint.await(IoWatcher.READ, null);
 * }
 * }</pre>
 *
 * <p>Any strand may use this socket, on any hub or none. Closing it, from any thread, ends all waits on it with
 * {@code SocketException: Socket closed}.
 */
public abstract class DatagramEndpoint extends SocketEndpoint {
    /**
     * A received packet.
     *
     * @param length how many bytes of the packet fit, which may be 0
     * @param sender the address of the sender
     */
    public record Received(int length, SocketAddress sender) {
    }

    /**
     * A membership of a multicast group.
     *
     * @param group a multicast address
     * @param through the interface on which packets arrive; null lets the system choose
     * @param source the only sender to receive from; null for any. If it is not null, {@code through} must not be null
     */
    public record Membership(InetAddress group, @Nullable NetworkInterface through, @Nullable InetAddress source) {
        /** Checks the components. */
        public Membership {
            if (!group.isMulticastAddress()) {
                throw new IllegalArgumentException("group: " + group + " is not a multicast address");
            }
            if (source != null) {
                Objects.requireNonNull(through, "through");
                if (source.getClass() != group.getClass()) {
                    throw new IllegalArgumentException("Source address is different type to group");
                }
            }
        }
    }

    protected DatagramEndpoint(RawSocket socket) {
        super(socket);
    }

    /** From now on sends to {@code remote} only, and receives from it only. */
    public abstract void connect(SocketAddress remote) throws IOException;

    /** Undoes {@link #connect}; does nothing if this socket is not connected. */
    public abstract void disconnect() throws IOException;

    /**
     * Sends one packet.
     *
     * @param to null for the connected address
     * @return the length, or {@link #WOULD_BLOCK}
     * @throws java.net.PortUnreachableException if the connected peer has reported that it is not there
     */
    public abstract int send(byte[] bytes, int offset, int length, @Nullable SocketAddress to) throws IOException;

    /**
     * Receives one packet; bytes that do not fit are lost.
     *
     * @return null if no packet has come yet
     * @throws java.net.PortUnreachableException if the connected peer has reported that it is not there
     */
    public abstract @Nullable Received receive(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Receives one packet into a JDK packet, whose capacity stays as it was; bytes that do not fit are lost.
     *
     * @return false if no packet has come yet
     * @throws java.net.PortUnreachableException if the connected peer has reported that it is not there
     */
    public final boolean receive(DatagramPacket packet) throws IOException {
        Received received = receive(packet.getData(), packet.getOffset(), NetInternals.roomOf(packet));
        if (received == null) {
            return false;
        }
        NetInternals.setLength(packet, received.length());
        packet.setSocketAddress(received.sender());
        return true;
    }

    /**
     * The address that makes a {@link java.net.DatagramSocket} constructor create no JDK socket, for a subclass on top
     * of this class.
     */
    public static SocketAddress noSocketOfTheJdk() {
        KernelAccess.get().checkAccess();
        return NetInternals.noDelegate();
    }

    /** The interface that the JDK returns when none was chosen. */
    public static NetworkInterface anyInterface() {
        return NetInternals.anyInterface();
    }

    /** Begins to receive what is sent to a group. */
    public abstract void join(Membership membership) throws IOException;

    /** Ends what {@link #join} began with an equal membership. */
    public abstract void leave(Membership membership) throws IOException;
}
