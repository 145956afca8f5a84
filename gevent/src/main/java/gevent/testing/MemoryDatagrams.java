package gevent.testing;

import gevent.hub.IoWatcher;
import gevent.io.DatagramEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A UDP socket in memory: packets overtake each other, and get lost. Hub thread only. */
final class MemoryDatagrams extends DatagramEndpoint implements MemorySource {
    /** A packet that arrives while this many are unread is lost. */
    private static final int MOST_UNREAD = 256;

    private record Packet(byte[] bytes, InetSocketAddress sender) {
    }

    private final MemorySocket socket;
    private final ArrayDeque<Packet> arrived = new ArrayDeque<>();
    private final Set<Membership> memberships = new HashSet<>();
    private boolean registered;

    MemoryDatagrams(Network network, Host host) {
        MemoryDatagrams[] self = {null};
        this(new MemorySocket(network, host, () -> self[0].closed()));
        self[0] = this;
    }

    private MemoryDatagrams(MemorySocket socket) {
        super(socket);
        this.socket = socket;
    }

    private void register() throws IOException {
        if (!registered) {
            socket.bindIfNeeded(socket.host().address());
            if (!socket.network().bind(datagramsAt(socket.place()), this)) {
                throw new BindException("Address already in use");
            }
            registered = true;
        }
    }

    /** TCP and UDP have separate ports. */
    private static SocketAddress datagramsAt(SocketAddress place) {
        return new Datagrams((InetSocketAddress) place);
    }

    private static final class Datagrams extends SocketAddress {
        private static final long serialVersionUID = 1;
        private final InetSocketAddress place;

        Datagrams(InetSocketAddress place) {
            this.place = place;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Datagrams datagrams && datagrams.place.equals(place);
        }

        @Override
        public int hashCode() {
            return ~place.hashCode();
        }
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        socket.check();
        register();
        socket.connected(remote);
    }

    @Override
    public void disconnect() {
        socket.connected(null);
    }

    @Override
    public int send(byte[] bytes, int offset, int length, @Nullable SocketAddress to) throws IOException {
        socket.check();
        checkOpen();
        register();
        InetSocketAddress target = (InetSocketAddress) (to != null ? to : socket.remoteAddress());
        if (target == null) {
            throw new SocketException("Destination address required");
        }
        Network network = socket.network();
        Host there = network.find(target.getAddress(), socket.host());
        boolean lost = there == null || network.losesDatagram(socket.host(), there);
        socket.tell(" sends a datagram of " + length + " bytes to " + nameOf(target) + (lost ? ", which is lost" : ""));
        if (lost || there == null) {
            return length;
        }
        int port = ((InetSocketAddress) socket.place()).getPort();
        Packet packet = new Packet(Arrays.copyOfRange(bytes, offset, offset + length),
                new InetSocketAddress(network.addressTowards(target.getAddress(), socket.host()), port));
        network.later(network.delay(socket.host(), there), () -> {
            if (network.at(datagramsAt(Network.on(there, target))) instanceof MemoryDatagrams receiver) {
                receiver.arrive(packet);
            } else {
                network.tell("nobody receives at " + network.nameOf(target, there));
            }
        });
        return length;
    }

    private void arrive(Packet packet) {
        SocketAddress only = socket.remoteAddress();
        if (arrived.size() < MOST_UNREAD && (only == null || only.equals(packet.sender()))) {
            arrived.add(packet);
        } else {
            socket.tell(" has no room for a datagram, or wants none of " + nameOf(packet.sender()));
        }
    }

    private String nameOf(InetSocketAddress address) {
        return socket.network().nameOf(address, socket.host());
    }

    @Override
    public @Nullable Received receive(byte[] bytes, int offset, int length) throws IOException {
        socket.check();
        checkOpen();
        register();
        Packet packet = arrived.poll();
        if (packet == null) {
            return null;
        }
        int n = Math.min(length, packet.bytes().length);
        System.arraycopy(packet.bytes(), 0, bytes, offset, n);
        socket.tell(" receives a datagram of " + n + " bytes from " + nameOf(packet.sender()));
        return new Received(n, packet.sender());
    }

    /** Only records the membership: nothing is sent to groups in a simulation. */
    @Override
    public void join(Membership membership) {
        memberships.add(membership);
    }

    @Override
    public void leave(Membership membership) throws IOException {
        if (!memberships.remove(membership)) {
            throw new SocketException("Not a member of the group");
        }
    }

    @Override
    public boolean isReady(int events) {
        return (events & IoWatcher.WRITE) != 0 || !arrived.isEmpty();
    }

    private void closed() {
        if (registered) {
            socket.network().unbind(datagramsAt(socket.place()), this);
        }
    }

    @Override
    public String toString() {
        return "<datagrams at " + socket.localAddress() + " of " + socket.host() + ">";
    }
}
