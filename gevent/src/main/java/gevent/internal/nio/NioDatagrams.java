package gevent.internal.nio;

import gevent.internal.jdk.Pin;
import gevent.io.DatagramEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A UDP socket on a channel. */
final class NioDatagrams extends DatagramEndpoint {
    private final DatagramChannel channel;
    private final NioSocket socket;
    private final Map<Membership, MembershipKey> ofSources = new ConcurrentHashMap<>();   // any thread

    NioDatagrams(DatagramChannel channel) throws IOException {
        this(channel, new NioSocket(channel));
    }

    private NioDatagrams(DatagramChannel channel, NioSocket socket) {
        super(socket);
        this.channel = channel;
        this.socket = socket;
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        checkOpen();
        try (Pin _ = Pin.hold()) {
            // A connected channel refuses to be connected to another address.
            channel.socket().connect(remote);
        }
    }

    @Override
    public void disconnect() throws IOException {
        try (Pin _ = Pin.hold()) {
            channel.disconnect();
        }
    }

    @Override
    public int send(byte[] bytes, int offset, int length, SocketAddress to) throws IOException {
        try (Pin _ = Pin.hold()) {
            ByteBuffer packet = ByteBuffer.wrap(bytes, offset, length);
            int n = to == null ? channel.write(packet) : channel.send(packet, to);
            return n == 0 && length > 0 ? WOULD_BLOCK : n;
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public Received receive(byte[] bytes, int offset, int length) throws IOException {
        try (Pin _ = Pin.hold()) {
            ByteBuffer packet = ByteBuffer.wrap(bytes, offset, length);
            SocketAddress sender = channel.receive(packet);
            return sender == null ? null : new Received(packet.position() - offset, sender);
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public void join(Membership membership) throws IOException {
        try (Pin _ = Pin.hold()) {
            if (membership.source() == null) {
                channel.socket().joinGroup(addressOf(membership), membership.through());
                return;
            }
            MembershipKey key = channel.join(membership.group(), membership.through(), membership.source());
            if (ofSources.putIfAbsent(membership, key) != null) {
                throw new SocketException("Already a member of group");
            }
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public void leave(Membership membership) throws IOException {
        try (Pin _ = Pin.hold()) {
            if (membership.source() == null) {
                channel.socket().leaveGroup(addressOf(membership), membership.through());
                return;
            }
            MembershipKey key = ofSources.remove(membership);
            if (key == null) {
                throw new SocketException("Not a member of group");
            }
            key.drop();
        }
    }

    private static SocketAddress addressOf(Membership membership) {
        return new InetSocketAddress(membership.group(), 0);
    }
}
