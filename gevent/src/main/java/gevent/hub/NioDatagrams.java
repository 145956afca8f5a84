package gevent.hub;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A UDP socket on a channel. */
final class NioDatagrams extends DatagramEndpoint {
    private final DatagramChannel channel;
    private final NioSocket socket;
    private final Map<Membership, MembershipKey> memberships = new ConcurrentHashMap<>();   // any thread

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
        try {
            channel.connect(remote);
        } catch (AlreadyConnectedException e) {
            throw new SocketException("Already connected");
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public void disconnect() throws IOException {
        channel.disconnect();
    }

    @Override
    public int send(byte[] bytes, int offset, int length, SocketAddress to) throws IOException {
        try {
            ByteBuffer packet = ByteBuffer.wrap(bytes, offset, length);
            int n = to == null ? channel.write(packet) : channel.send(packet, to);
            return n == 0 && length > 0 ? WOULD_BLOCK : n;
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public Received receive(byte[] bytes, int offset, int length) throws IOException {
        try {
            ByteBuffer packet = ByteBuffer.wrap(bytes, offset, length);
            SocketAddress sender = channel.receive(packet);
            return sender == null ? null : new Received(packet.position() - offset, sender);
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public void join(Membership membership) throws IOException {
        try {
            MembershipKey key = membership.source() == null ? channel.join(membership.group(), membership.through())
                    : channel.join(membership.group(), membership.through(), membership.source());
            if (memberships.putIfAbsent(membership, key) != null) {
                throw new SocketException("Already a member");
            }
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public void leave(Membership membership) throws IOException {
        MembershipKey key = memberships.remove(membership);
        if (key == null) {
            throw new SocketException("Not a member");
        }
        key.drop();
    }
}
