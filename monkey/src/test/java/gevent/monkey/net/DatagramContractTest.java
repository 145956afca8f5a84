package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** Sockets of UDP: where they are bound, whom they are connected to, and the packets that come and go. */
class DatagramContractTest extends Contract {
    private static final int ROOM = 100;

    private static SocketAddress addressOf(java.net.DatagramSocket socket) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    private static void send(java.net.DatagramSocket from, String text, java.net.DatagramSocket to)
            throws IOException {
        from.send(new DatagramPacket(text.getBytes(), text.length(), addressOf(to)));
    }

    private static String textOf(DatagramPacket packet) {
        return new String(packet.getData(), packet.getOffset(), packet.getLength());
    }

    private static String receive(java.net.DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[ROOM], ROOM);
        socket.receive(packet);
        return textOf(packet);
    }

    private java.net.DatagramSocket unbound() throws IOException {
        return closeLater(sockets.datagrams(null));
    }

    // ---- where it is

    @Test
    void aNewOneIsNothingYet() throws Exception {
        java.net.DatagramSocket socket = unbound();

        assertFalse(socket.isBound() || socket.isConnected() || socket.isClosed());
        assertEquals(0, socket.getLocalPort());
        assertTrue(socket.getLocalAddress().isAnyLocalAddress());
        assertNull(socket.getLocalSocketAddress());
        assertNull(socket.getRemoteSocketAddress());
        assertNull(socket.getInetAddress());
        assertEquals(-1, socket.getPort());
        assertNull(socket.getChannel());
    }

    @Test
    void aBoundOneKnowsItsAddress() throws Exception {
        java.net.DatagramSocket socket = datagrams();

        assertTrue(socket.isBound());
        assertEquals(InetAddress.getLoopbackAddress(), socket.getLocalAddress());
        assertEquals(addressOf(socket), socket.getLocalSocketAddress());
        assertNotEquals(0, socket.getLocalPort());
    }

    @Test
    void noAddressIsAny() throws Exception {
        java.net.DatagramSocket socket = unbound();
        socket.bind(null);
        try (java.net.DatagramSocket jdk = new java.net.DatagramSocket()) {
            assertEquals(jdk.getLocalAddress(), socket.getLocalAddress());
        }
    }

    @Test
    void isBoundOnce() throws Exception {
        java.net.DatagramSocket socket = datagrams();

        assertFails(SocketException.class, "Already bound", () -> socket.bind(null));
    }

    @Test
    void anAddressInUseIsRefused() throws Exception {
        java.net.DatagramSocket first = datagrams();

        assertFails(BindException.class, "Address already in use", () -> sockets.datagrams(addressOf(first)));
    }

    @Test
    void anAddressThatIsNoneIsRefused() throws Exception {
        java.net.DatagramSocket socket = unbound();

        assertFails(SocketException.class, "Unresolved address",
                () -> socket.bind(InetSocketAddress.createUnresolved("nowhere", 1)));
        assertThrows(IllegalArgumentException.class, () -> socket.bind(new SocketAddress() { }));
    }

    @Test
    void aClosedOneIsNowhere() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        socket.close();
        socket.close();

        assertTrue(socket.isClosed() && socket.isBound());
        assertEquals(-1, socket.getLocalPort());
        assertNull(socket.getLocalAddress());
        assertNull(socket.getLocalSocketAddress());
        assertFails(SocketException.class, "Socket is closed", () -> socket.bind(null));
    }

    // ---- packets

    @Test
    void aPacketArrives() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        send(near, "hello", far);
        DatagramPacket packet = new DatagramPacket(new byte[ROOM], 3, 50);
        far.receive(packet);

        assertEquals("hello", textOf(packet));
        assertEquals(3, packet.getOffset());
        assertEquals(addressOf(near), packet.getSocketAddress());
    }

    @Test
    void aPacketKeepsItsRoom() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        DatagramPacket packet = new DatagramPacket(new byte[ROOM], ROOM);
        for (String text : new String[] {"a", "", "hello"}) {
            send(near, text, far);
            far.receive(packet);
            assertEquals(text, textOf(packet));
        }
    }

    @Test
    void whatHasNoRoomIsLost() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        send(near, "hello", far);
        send(near, "next", far);
        DatagramPacket packet = new DatagramPacket(new byte[ROOM], 3);
        far.receive(packet);

        assertEquals("hel", textOf(packet));
        assertEquals("next", receive(far));
    }

    @Test
    void isBoundWhenItFirstSends() throws Exception {
        java.net.DatagramSocket near = unbound();
        java.net.DatagramSocket far = datagrams();
        send(near, "hello", far);

        assertTrue(near.isBound());
        assertNotEquals(0, near.getLocalPort());
    }

    @Test
    void isBoundWhenItFirstReceives() throws Exception {
        java.net.DatagramSocket socket = unbound();
        socket.setSoTimeout(1);
        assertThrows(SocketTimeoutException.class, () -> receive(socket));

        assertTrue(socket.isBound());
    }

    @Test
    void whatCannotBeSentIsRefused() throws Exception {
        java.net.DatagramSocket socket = datagrams();

        assertFails(IllegalArgumentException.class, "Address not set",
                () -> socket.send(new DatagramPacket(new byte[1], 1)));
        assertFails(SocketException.class, "Can't send to port 0", () -> socket.send(
                new DatagramPacket(new byte[1], 1, InetAddress.getLoopbackAddress(), 0)));
        assertFails(SocketException.class, "Message too long",
                () -> socket.send(new DatagramPacket(new byte[70_000], 70_000, addressOf(socket))));
    }

    @Test
    void nothingIsSentOrReceivedAfterAClose() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        DatagramPacket packet = new DatagramPacket(new byte[1], 1, addressOf(socket));
        socket.close();

        assertFails(SocketException.class, "Socket closed", () -> socket.send(packet));
        assertFails(SocketException.class, "Socket closed", () -> socket.receive(packet));
    }

    @Test
    void givesUpWhenTheTimeIsUp() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        far.setSoTimeout(20);
        assertFails(SocketTimeoutException.class, "Receive timed out", () -> receive(far));
        send(near, "late", far);

        assertEquals("late", receive(far));
    }

    @Test
    void aCloseEndsReceiving() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        whenWaitingIn("receive", socket::close);

        assertFails(SocketException.class, "Socket closed", () -> receive(socket));
    }

    // ---- connected

    @Test
    void aConnectedOneKnowsItsPeer() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        near.connect(addressOf(far));

        assertTrue(near.isConnected());
        assertEquals(addressOf(far), near.getRemoteSocketAddress());
        assertEquals(InetAddress.getLoopbackAddress(), near.getInetAddress());
        assertEquals(far.getLocalPort(), near.getPort());
    }

    @Test
    void aConnectedOneNeedsNoAddress() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        near.connect(InetAddress.getLoopbackAddress(), far.getLocalPort());
        DatagramPacket packet = new DatagramPacket("hello".getBytes(), 5);
        near.send(packet);

        assertEquals("hello", receive(far));
        assertEquals(addressOf(far), packet.getSocketAddress());
    }

    @Test
    void aConnectedOneSendsToNobodyElse() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        near.connect(addressOf(far));

        assertFails(IllegalArgumentException.class, "Connected and packet address differ",
                () -> send(near, "hello", near));
    }

    @Test
    void aConnectedOneHearsNobodyElse() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        java.net.DatagramSocket stranger = datagrams();
        send(stranger, "before", near);
        near.connect(addressOf(far));
        send(stranger, "after", near);
        send(far, "hello", near);

        assertEquals("hello", receive(near));
    }

    @Test
    void isConnectedToAnotherInstead() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        near.connect(addressOf(near));
        near.connect(addressOf(far));
        near.send(new DatagramPacket("hello".getBytes(), 5));

        assertEquals("hello", receive(far));
    }

    @Test
    void aDisconnectedOneIsWhereItWas() throws Exception {
        java.net.DatagramSocket near = closeLater(sockets.datagrams(new InetSocketAddress(0)));
        java.net.DatagramSocket far = datagrams();
        SocketAddress before = near.getLocalSocketAddress();
        near.connect(addressOf(far));
        assertEquals(InetAddress.getLoopbackAddress(), near.getLocalAddress());
        near.disconnect();

        assertEquals(before, near.getLocalSocketAddress());
        assertFalse(near.isConnected());
        send(far, "hello", near);
        assertEquals("hello", receive(near));
    }

    @Test
    void aPortThatNobodyHasIsToldToWhoIsConnected() throws Exception {
        java.net.DatagramSocket near = datagrams();
        java.net.DatagramSocket far = datagrams();
        near.connect(addressOf(far));
        far.close();
        near.send(new DatagramPacket(new byte[1], 1));

        assertThrowsExactly(PortUnreachableException.class, () -> receive(near));
    }

    @Test
    void whomItCannotConnectToIsRefused() throws Exception {
        java.net.DatagramSocket socket = datagrams();

        assertFails(SocketException.class, "Can't connect to port 0",
                () -> socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        assertFails(IllegalArgumentException.class, "Address can't be null", () -> socket.connect(null));
        assertFails(IllegalArgumentException.class, "Address can't be null", () -> socket.connect(null, 1));
        assertFails(SocketException.class, "Unresolved address",
                () -> socket.connect(InetSocketAddress.createUnresolved("nowhere", 1)));
    }

    @Test
    void aClosedOneIsNotConnected() throws Exception {
        java.net.DatagramSocket socket = datagrams();
        SocketAddress itself = addressOf(socket);
        socket.close();
        socket.connect(itself);
        socket.disconnect();

        assertFalse(socket.isConnected());
    }
}
