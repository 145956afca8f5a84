package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Sockets of UDP: their options and groups. */
@SuppressWarnings({"deprecation", "removal"})
class DatagramOptionContractTest extends Contract {
    private static Map<String, Object> values(java.net.DatagramSocket socket) throws IOException {
        Map<String, Object> values = new TreeMap<>();
        for (SocketOption<?> option : socket.supportedOptions()) {
            values.put(option.name(), String.valueOf(socket.getOption(option)));
        }
        return values;
    }

    // ---- options

    @Test
    void theOptionsAndTheirDefaultsAreTheJdks() throws Exception {
        try (java.net.DatagramSocket jdk = new java.net.DatagramSocket(new InetSocketAddress(0))) {
            assertEquals(values(jdk), values(datagrams()));
        }
    }

    @Test
    void thoseForGroupsAreSharedByDefault() throws Exception {
        try (java.net.MulticastSocket jdk = new java.net.MulticastSocket()) {
            assertEquals(values(jdk), values(multicast()));
        }
        assertTrue(multicast().getReuseAddress());
    }

    @Test
    void whatIsSetByMethodIsReadByName() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        socket.setBroadcast(false);
        socket.setReuseAddress(true);
        socket.setTrafficClass(0x10);
        socket.setSendBufferSize(20_000);
        socket.setReceiveBufferSize(20_000);

        assertFalse(socket.getOption(StandardSocketOptions.SO_BROADCAST));
        assertTrue(socket.getOption(StandardSocketOptions.SO_REUSEADDR));
        assertEquals(0x10, socket.getOption(StandardSocketOptions.IP_TOS));
        assertEquals(20_000, socket.getOption(StandardSocketOptions.SO_SNDBUF));
        assertEquals(20_000, socket.getOption(StandardSocketOptions.SO_RCVBUF));
    }

    @Test
    void whatIsSetByNameIsReadByMethod() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        socket.setOption(StandardSocketOptions.SO_BROADCAST, false)
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .setOption(StandardSocketOptions.IP_TOS, 0x10)
                .setOption(StandardSocketOptions.SO_SNDBUF, 20_000)
                .setOption(StandardSocketOptions.SO_RCVBUF, 20_000);

        assertFalse(socket.getBroadcast());
        assertTrue(socket.getReuseAddress());
        assertEquals(0x10, socket.getTrafficClass());
        assertEquals(20_000, socket.getSendBufferSize());
        assertEquals(20_000, socket.getReceiveBufferSize());
    }

    @Test
    void theTimeoutIsRemembered() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        assertEquals(0, socket.getSoTimeout());
        socket.setSoTimeout(123);

        assertEquals(123, socket.getSoTimeout());
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        java.net.DatagramSocket socket = datagrams();

        assertFails(IllegalArgumentException.class, "timeout < 0", () -> socket.setSoTimeout(-1));
        assertFails(IllegalArgumentException.class, "Invalid send size", () -> socket.setSendBufferSize(0));
        assertFails(IllegalArgumentException.class, "Invalid receive size", () -> socket.setReceiveBufferSize(0));
        assertFails(IllegalArgumentException.class, "Invalid IP_TOS value", () -> socket.setTrafficClass(256));
        assertFails(IllegalArgumentException.class, "Invalid value 'null'",
                () -> socket.setOption(StandardSocketOptions.SO_SNDBUF, null));
        assertFails(UnsupportedOperationException.class, "'TCP_NODELAY' not supported",
                () -> socket.getOption(StandardSocketOptions.TCP_NODELAY));
        assertThrows(NullPointerException.class, () -> socket.getOption(null));
    }

    @Test
    void aClosedOneHasNone() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        socket.close();

        assertFails(SocketException.class, "Socket is closed", socket::getBroadcast);
        assertFails(SocketException.class, "Socket is closed", () -> socket.setReuseAddress(true));
        assertFails(SocketException.class, "Socket is closed", socket::getSoTimeout);
        assertThrows(IOException.class, () -> socket.getOption(StandardSocketOptions.SO_SNDBUF));
    }

    // ---- groups

    private static final InetSocketAddress GROUP = new InetSocketAddress("239.1.2.4", 0);

    private static NetworkInterface loopback() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
    }

    private static String receive(java.net.DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[10], 10);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength());
    }

    private void sendToGroup(java.net.MulticastSocket from, String text, java.net.DatagramSocket to)
            throws IOException {
        from.send(new DatagramPacket(text.getBytes(), text.length(), GROUP.getAddress(), to.getLocalPort()));
    }

    private void assertHearsTheGroup(java.net.DatagramSocket member) throws IOException {
        java.net.MulticastSocket near = multicast();
        near.setNetworkInterface(loopback());
        member.joinGroup(GROUP, loopback());
        sendToGroup(near, "in", member);
        assertEquals("in", receive(member));
        member.leaveGroup(GROUP, loopback());
        sendToGroup(near, "out", member);
        near.send(new DatagramPacket(new byte[] {'x'}, 1, InetAddress.getLoopbackAddress(), member.getLocalPort()));

        assertEquals("x", receive(member));
    }

    @Test
    void hearsAGroupWhileItIsAMember() throws Exception {
        assertHearsTheGroup(multicast());
    }

    @Test
    void aPlainOneHearsAGroupToo() throws Exception {
        assertHearsTheGroup(closeLater(sockets.datagrams(new InetSocketAddress(0))));
    }

    @Test
    void twoHearAGroupAtTheSamePort() throws Exception {
        java.net.MulticastSocket one = multicast();
        java.net.MulticastSocket two = closeLater(sockets.multicast(new InetSocketAddress(one.getLocalPort())));
        one.joinGroup(GROUP, loopback());
        two.joinGroup(GROUP, loopback());
        java.net.MulticastSocket near = multicast();
        near.setNetworkInterface(loopback());
        sendToGroup(near, "hello", one);

        assertEquals("hello", receive(one));
        assertEquals("hello", receive(two));
    }

    @Test
    void isAMemberOnce() throws Exception {
        java.net.MulticastSocket socket = multicast();
        socket.joinGroup(GROUP.getAddress());

        assertFails(SocketException.class, "Already a member of group", () -> socket.joinGroup(GROUP, null));
        socket.leaveGroup(GROUP.getAddress());
        assertFails(SocketException.class, "Not a member of group", () -> socket.leaveGroup(GROUP, null));
    }

    @Test
    void whatIsNoGroupIsRefused() throws Exception {
        java.net.MulticastSocket socket = multicast();

        assertFails(SocketException.class, "Not a multicast address",
                () -> socket.joinGroup(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null));
        assertFails(IllegalArgumentException.class, "Unresolved address",
                () -> socket.joinGroup(InetSocketAddress.createUnresolved("nowhere", 0), null));
        assertFails(IllegalArgumentException.class, "Unsupported address type", () -> socket.joinGroup(null, null));
        socket.close();
        assertFails(SocketException.class, "Socket is closed", () -> socket.joinGroup(GROUP, null));
        assertFails(SocketException.class, "Socket is closed", () -> socket.joinGroup(GROUP, loopback()));
    }

    @Test
    void packetsForGroupsGoAsFarAsAsked() throws Exception {
        java.net.MulticastSocket socket = multicast();
        assertEquals(1, socket.getTimeToLive());
        socket.setTimeToLive(7);
        assertEquals(7, socket.getTimeToLive());
        socket.joinGroup(GROUP, loopback());
        socket.setNetworkInterface(loopback());
        socket.send(new DatagramPacket(new byte[] {'x'}, 1, GROUP.getAddress(), socket.getLocalPort()));

        assertEquals("x", receive(socket));
        assertFails(IllegalArgumentException.class, "Invalid TTL/hop value", () -> socket.setTimeToLive(256));
    }

    /** Gone from JDK 26 on. */
    @Test
    void theOldWordsForThatWorkWhereTheJdkHasThem() throws Exception {
        Class<?> type = java.net.MulticastSocket.class;
        assumeTrue(Arrays.stream(type.getMethods()).anyMatch(method -> method.getName().equals("setTTL")));
        java.net.MulticastSocket socket = multicast();
        type.getMethod("setTTL", byte.class).invoke(socket, (byte) 200);
        assertEquals((byte) 200, type.getMethod("getTTL").invoke(socket));
        assertEquals(200, socket.getTimeToLive());
        socket.joinGroup(GROUP, loopback());
        socket.setNetworkInterface(loopback());
        type.getMethod("send", DatagramPacket.class, byte.class).invoke(socket,
                new DatagramPacket(new byte[] {'x'}, 1, GROUP.getAddress(), socket.getLocalPort()), (byte) 3);

        assertEquals("x", receive(socket));
        assertEquals(200, socket.getTimeToLive());
    }

    @Test
    void theInterfaceIsRemembered() throws Exception {
        java.net.MulticastSocket socket = multicast();
        assertEquals(0, socket.getNetworkInterface().getIndex());
        assertTrue(socket.getInterface().isAnyLocalAddress());
        InetAddress own = loopback().inetAddresses().filter(Inet4Address.class::isInstance).findFirst().orElseThrow();
        socket.setInterface(own);

        assertEquals(own, socket.getInterface());
        assertEquals(loopback(), socket.getNetworkInterface());
        assertFails(SocketException.class, "Invalid value 'null'", () -> socket.setInterface(null));
        assertThrows(SocketException.class, () -> socket.setInterface(InetAddress.ofLiteral("192.0.2.99")));
    }

    @Test
    void whetherItHearsItselfIsSaid() throws Exception {
        java.net.MulticastSocket socket = multicast();
        assertFalse(socket.getLoopbackMode());
        socket.setLoopbackMode(true);

        assertTrue(socket.getLoopbackMode());
        assertFalse(socket.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
    }
}
