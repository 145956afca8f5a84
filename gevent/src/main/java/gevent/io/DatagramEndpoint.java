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

/**
 * One UDP socket of the operating system: operations that never block, and one that waits until they are worth trying
 * again. Receiving looks like this:
 *
 * <pre>{@code
 * DatagramEndpoint.Received packet;
 * while ((packet = endpoint.receive(bytes, 0, bytes.length)) == null) {
 *     endpoint.await(IoWatcher.READ, null);
 * }
 * }</pre>
 *
 * <p>Any strand may use it, on any hub or on none. A close, from wherever, ends all waits on it with
 * {@code SocketException: Socket closed}.
 */
public abstract class DatagramEndpoint extends SocketEndpoint {
    /**
     * A packet that came.
     *
     * @param length of what of it had room, which may be nothing
     * @param sender who sent it
     */
    public record Received(int length, SocketAddress sender) {
    }

    /**
     * Packets of a group.
     *
     * @param group a multicast address
     * @param through the interface by which they come; null for the one that the system chooses
     * @param source whom they are from; null for anybody. If it is not, {@code through} is not
     */
    public record Membership(InetAddress group, NetworkInterface through, InetAddress source) {
        /** Says what is wrong with it. */
        public Membership {
            if (!group.isMulticastAddress()) {
                throw new IllegalArgumentException("group: " + group + " is not a multicast address");
            }
            if (source != null) {
                Objects.requireNonNull(through, "through");
            }
        }
    }

    protected DatagramEndpoint(RawSocket socket) {
        super(socket);
    }

    /** From now on sends to {@code remote} and receives from there only. */
    public abstract void connect(SocketAddress remote) throws IOException;

    /** Ends what {@link #connect} began; nothing if it is not connected. */
    public abstract void disconnect() throws IOException;

    /**
     * Sends one packet.
     *
     * @param to null for the one it is connected to
     * @return the length, or {@link #WOULD_BLOCK}
     * @throws java.net.PortUnreachableException if the one it is connected to told that it is not there
     */
    public abstract int send(byte[] bytes, int offset, int length, SocketAddress to) throws IOException;

    /**
     * Receives one packet; what has no room is lost.
     *
     * @return null if none has come yet
     * @throws java.net.PortUnreachableException if the one it is connected to told that it is not there
     */
    public abstract Received receive(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Receives one into a packet of the JDK's, whose room stays what it was; what has no room is lost.
     *
     * @return false if none has come yet
     * @throws java.net.PortUnreachableException if the one it is connected to told that it is not there
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

    /** What a socket of the JDK's is given for an address that is not to make one: it is for a class on top of this. */
    public static SocketAddress noSocketOfTheJdk() {
        KernelAccess.get().checkAccess();
        return NetInternals.noDelegate();
    }

    /** What the JDK returns for an interface where none was chosen. */
    public static NetworkInterface anyInterface() {
        return NetInternals.anyInterface();
    }

    /** Receives what is sent to a group. */
    public abstract void join(Membership membership) throws IOException;

    /** Ends what {@link #join} began with the same. */
    public abstract void leave(Membership membership) throws IOException;
}
