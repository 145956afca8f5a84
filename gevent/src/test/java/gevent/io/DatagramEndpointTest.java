package gevent.io;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.IoWatcher;
import gevent.hub.Reported;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packets of UDP, and groups. */
@Tag("io")
@ExtendWith(FreshHub.class)
class DatagramEndpointTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int TOO_MUCH = 70_000;

    private DatagramEndpoint near;
    private DatagramEndpoint far;

    @BeforeEach
    void open() throws IOException {
        near = bound(LOOPBACK);
        far = bound(LOOPBACK);
    }

    private static DatagramEndpoint bound(InetAddress address) throws IOException {
        DatagramEndpoint made = Transport.get().newDatagrams();
        made.bind(new InetSocketAddress(address, 0));
        return made;
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
    }

    /** Closes an endpoint, which is no {@code AutoCloseable}. */
    private record Closer(DatagramEndpoint endpoint) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            endpoint.close();
        }
    }

    /** What came, as text, with {@code room} for that many bytes. */
    private static String receive(DatagramEndpoint endpoint, int room) throws IOException {
        byte[] bytes = new byte[room];
        DatagramEndpoint.Received packet;
        while ((packet = endpoint.receive(bytes, 0, room)) == null) {
            endpoint.await(IoWatcher.READ, null);
        }
        return new String(bytes, 0, packet.length());
    }

    private static String receive(DatagramEndpoint endpoint) throws IOException {
        return receive(endpoint, 100);
    }

    private static void send(DatagramEndpoint from, String text, DatagramEndpoint to) throws IOException {
        byte[] bytes = text.getBytes();
        assertEquals(bytes.length, from.send(bytes, 0, bytes.length, to == null ? null : to.localAddress()));
    }

    @Test
    void aPacketArrives() throws IOException {
        send(near, "hello", far);

        assertEquals("hello", receive(far));
    }

    @Test
    void whoReceivesLetsOthersRun() throws IOException {
        Greenlet<String> receiver = spawn(() -> receive(far));
        sleep();
        assertFalse(receiver.isReady());
        send(near, "hello", far);

        assertEquals("hello", receiver.get());
    }

    @Test
    void itTellsTheSender() throws IOException {
        send(near, "hello", far);
        far.await(IoWatcher.READ, null);

        assertEquals(near.localAddress(), far.receive(new byte[9], 0, 9).sender());
    }

    @Test
    void packetsStayApart() throws IOException {
        send(near, "one", far);
        send(near, "two", far);

        assertEquals("one", receive(far));
        assertEquals("two", receive(far));
    }

    @Test
    void whatHasNoRoomIsLost() throws IOException {
        send(near, "hello", far);
        send(near, "next", far);

        assertEquals("hel", receive(far, 3));
        assertEquals("next", receive(far, 10));
    }

    @Test
    void aPacketMayBeEmpty() throws IOException {
        send(near, "", far);

        assertEquals("", receive(far));
    }

    @Test
    void receivesIntoThePartThatIsGiven() throws IOException {
        send(near, "hello", far);
        far.await(IoWatcher.READ, null);
        byte[] bytes = new byte[6];

        assertEquals(4, far.receive(bytes, 1, 4).length());
        assertArrayEquals(new byte[] {0, 'h', 'e', 'l', 'l', 0}, bytes);
    }

    @Test
    void nothingYetIsSaid() throws IOException {
        assertNull(far.receive(new byte[9], 0, 9));
    }

    @Test
    void aPacketTooLargeIsRefused() {
        byte[] bytes = new byte[TOO_MUCH];

        assertEquals("Message too long", assertThrows(SocketException.class,
                () -> near.send(bytes, 0, bytes.length, far.localAddress())).getMessage());
    }

    @Test
    void aCloseEndsTheWait() throws IOException {
        Reported.here();
        Greenlet<String> receiver = spawn(() -> receive(far));
        sleep();
        far.close();

        assertEquals("Socket closed", assertThrows(CompletionException.class, receiver::get).getCause().getMessage());
    }

    @Test
    void isBoundWhenItFirstSends() throws IOException {
        DatagramEndpoint fresh = Transport.get().newDatagrams();
        assertEquals(0, port(fresh));
        send(fresh, "hello", far);

        assertNotEquals(0, port(fresh));
        fresh.close();
    }

    private static int port(DatagramEndpoint endpoint) throws IOException {
        return endpoint.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    @Test
    void aPacketOfTheJdkKeepsItsRoom() throws IOException {
        send(near, "hi", far);
        send(near, "hello", far);
        DatagramPacket packet = new DatagramPacket(new byte[10], 1, 6);
        awaitReceived(packet);
        assertEquals("hi", new String(packet.getData(), 1, packet.getLength()));
        assertEquals(near.localAddress(), packet.getSocketAddress());
        awaitReceived(packet);

        assertEquals("hello", new String(packet.getData(), 1, packet.getLength()));
        assertFalse(far.receive(packet));
    }

    private void awaitReceived(DatagramPacket packet) throws IOException {
        while (!far.receive(packet)) {
            far.await(IoWatcher.READ, null);
        }
    }

    // ---- connected

    @Test
    void aConnectedOneNeedsNoAddress() throws IOException {
        near.connect(far.localAddress());
        send(near, "hello", null);

        assertEquals("hello", receive(far));
        assertEquals(far.localAddress(), near.remoteAddress());
    }

    @Test
    void aConnectedOneHearsNobodyElse() throws IOException {
        DatagramEndpoint stranger = bound(LOOPBACK);
        near.connect(far.localAddress());
        send(stranger, "nobody asked", near);
        send(far, "hello", near);

        assertEquals("hello", receive(near));
        stranger.close();
    }

    @Test
    void aDisconnectedOneHearsAllAndKeepsItsAddress() throws IOException {
        DatagramEndpoint stranger = bound(LOOPBACK);
        near.connect(far.localAddress());
        int port = port(near);
        near.disconnect();
        assertNull(near.remoteAddress());
        assertEquals(port, port(near));
        send(stranger, "hello", near);

        assertEquals("hello", receive(near));
        stranger.close();
    }

    @Test
    void aDisconnectedOneHasTheAddressThatItHadBefore() throws IOException {
        try (Closer any = new Closer(bound(new InetSocketAddress(0).getAddress()))) {
            SocketAddress before = any.endpoint().localAddress();
            any.endpoint().connect(far.localAddress());
            any.endpoint().disconnect();

            assertEquals(before, any.endpoint().localAddress());
        }
    }

    @Test
    void whatOthersSentBeforeItWasConnectedIsDropped() throws IOException {
        DatagramEndpoint stranger = bound(LOOPBACK);
        send(stranger, "nobody asked", near);
        near.connect(far.localAddress());
        send(far, "hello", near);

        assertEquals("hello", receive(near));
        stranger.close();
    }

    @Test
    void isConnectedToAnotherInstead() throws IOException {
        DatagramEndpoint other = bound(LOOPBACK);
        near.connect(far.localAddress());
        near.connect(other.localAddress());
        send(near, "hello", null);

        assertEquals("hello", receive(other));
        other.close();
    }

    @Test
    void aPortThatNobodyHasIsToldToWhoIsConnected() throws IOException {
        near.connect(far.localAddress());
        far.close();
        send(near, "hello", null);

        assertThrows(PortUnreachableException.class, () -> receive(near));
    }

    @Test
    void anUnconnectedOneNeedsAnAddress() {
        assertThrows(Exception.class, () -> near.send(new byte[1], 0, 1, null));
    }

    // ---- addresses and options

    @Test
    void anAddressOfIpv4IsOne() throws IOException {
        InetAddress four = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        DatagramEndpoint there = bound(four);
        send(near, "hello", there);

        assertEquals(four, ((InetSocketAddress) there.localAddress()).getAddress());
        assertEquals("hello", receive(there));
        there.close();
    }

    @Test
    void itsOptionsAndTheirDefaultsAreTheJdks() throws IOException {
        DatagramEndpoint fresh = Transport.get().newDatagrams();
        Map<String, Object> jdks = new HashMap<>();
        Map<String, Object> ours = new HashMap<>();
        try (DatagramChannel jdk = DatagramChannel.open()) {
            for (SocketOption<?> option : jdk.supportedOptions()) {
                jdks.put(option.name(), jdk.getOption(option));
            }
        }
        for (SocketOption<?> option : fresh.supportedOptions()) {
            ours.put(option.name(), fresh.getOption(option));
        }
        fresh.close();

        assertEquals(jdks, ours);
    }

    @Test
    void takesItsOptions() throws IOException {
        near.setOption(StandardSocketOptions.SO_BROADCAST, true);
        near.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7);
        near.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
        near.setOption(StandardSocketOptions.IP_TOS, 0x10);

        assertTrue(near.getOption(StandardSocketOptions.SO_BROADCAST));
        assertEquals(7, near.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
        assertFalse(near.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
        assertEquals(0x10, near.getOption(StandardSocketOptions.IP_TOS));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> near.setOption(StandardSocketOptions.IP_TOS, 256));
        assertThrows(IllegalArgumentException.class,
                () -> near.setOption(StandardSocketOptions.IP_MULTICAST_TTL, -1));
        assertThrows(UnsupportedOperationException.class,
                () -> near.setOption(StandardSocketOptions.TCP_NODELAY, true));
    }

    // ---- groups

    private static NetworkInterface loopback() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private void assertHearsTheGroup(InetAddress group, InetAddress source) throws IOException {
        assertHearsTheGroup(group, source, loopback());
    }

    private void assertHearsTheGroup(InetAddress group, InetAddress source, NetworkInterface through)
            throws IOException {
        DatagramEndpoint member = Transport.get().newDatagrams();
        member.bind(new InetSocketAddress(0));
        near.close();
        near = Transport.get().newDatagrams();
        near.setOption(StandardSocketOptions.IP_MULTICAST_IF, through);
        assertEquals(through, near.getOption(StandardSocketOptions.IP_MULTICAST_IF));
        var membership = new DatagramEndpoint.Membership(group, through, source);
        InetSocketAddress to = new InetSocketAddress(group, port(member));

        member.join(membership);
        near.send("in".getBytes(), 0, 2, to);
        assertEquals("in", receive(member));
        member.leave(membership);
        near.send("out".getBytes(), 0, 3, to);
        far.send("last".getBytes(), 0, 4, new InetSocketAddress(LOOPBACK, port(member)));
        assertEquals("last", receive(member));
        member.close();
    }

    @Test
    void hearsAGroupOfIpv4WhileItIsAMember() throws IOException {
        assertHearsTheGroup(InetAddress.getByName("239.1.2.3"), null);
    }

    /** An interface that has IPv6 and does groups; the loopback often has no route for them. */
    private static NetworkInterface withIpv6() throws IOException {
        return NetworkInterface.networkInterfaces().filter(each -> {
            try {
                return each.isUp() && each.supportsMulticast()
                        && each.inetAddresses().anyMatch(Inet6Address.class::isInstance);
            } catch (SocketException gone) {
                return false;
            }
        }).findFirst().orElse(null);
    }

    @Test
    void hearsAGroupOfIpv6WhileItIsAMember() throws IOException {
        NetworkInterface six = withIpv6();
        assumeTrue(six != null, "no interface here has IPv6 and multicast");

        assertHearsTheGroup(InetAddress.getByName("ff02::4321"), null, six);
    }

    @Test
    void withoutAnInterfaceTheSystemChoosesOne() throws IOException {
        InetAddress group = InetAddress.getByName("239.1.2.3");
        near.join(new DatagramEndpoint.Membership(group, null, null));

        assertEquals("Already a member of group", assertThrows(SocketException.class,
                () -> near.join(new DatagramEndpoint.Membership(group, null, null))).getMessage());
        near.leave(new DatagramEndpoint.Membership(group, null, null));
    }

    @Test
    void hearsOneOfAGroup() throws IOException {
        assertHearsTheGroup(InetAddress.getByName("232.1.2.3"), InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    @Test
    void whatIsNoMemberCannotLeave() throws IOException {
        var membership = new DatagramEndpoint.Membership(InetAddress.getByName("239.1.2.3"), loopback(), null);

        assertEquals("Not a member of group",
                assertThrows(SocketException.class, () -> near.leave(membership)).getMessage());
    }

    @Test
    void whatIsNoGroupIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> new DatagramEndpoint.Membership(LOOPBACK, loopback(), null));
    }
}
