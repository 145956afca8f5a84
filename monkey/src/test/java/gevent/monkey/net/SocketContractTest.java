package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.monkey.OtherThread;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A socket's life: making, binding, connecting and closing it, and what it says of itself. */
class SocketContractTest extends Contract {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int SOON = 20;

    /** Where nobody listens. */
    private InetSocketAddress nowhere() throws IOException {
        try (java.net.ServerSocket gone = sockets.listening()) {
            return Sockets.addressOf(gone);
        }
    }

    // ---- making

    @Test
    void isMadeConnectedByAName() throws Exception {
        java.net.ServerSocket server = listening();

        assertTrue(closeLater(sockets.socket("localhost", server.getLocalPort())).isConnected());
    }

    @Test
    void noNameIsTheLoopback() throws Exception {
        java.net.ServerSocket server = listening();

        assertTrue(closeLater(sockets.socket((String) null, server.getLocalPort())).getInetAddress()
                .isLoopbackAddress());
    }

    @Test
    void noAddressIsRefused() throws Exception {
        int port = listening().getLocalPort();

        assertThrowsExactly(NullPointerException.class, () -> sockets.socket((InetAddress) null, port));
    }

    @Test
    void aNameThatNobodyHasIsRefused() {
        assertFails(UnknownHostException.class, "nobody.invalid", () -> sockets.socket("nobody.invalid", 80));
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        assertFails(IllegalArgumentException.class, "port out of range:65536", () -> sockets.socket(LOOPBACK, 65536));
    }

    @Test
    void isMadeBoundAndConnected() throws Exception {
        java.net.ServerSocket server = listening();
        java.net.Socket socket = closeLater(sockets.socket(LOOPBACK, server.getLocalPort(), LOOPBACK, 0));

        assertEquals(server.accept().getPort(), socket.getLocalPort());
    }

    // ---- what it says of itself

    @Test
    void aNewOneIsNothingYet() throws Exception {
        java.net.Socket socket = socket();

        assertFalse(socket.isBound() || socket.isConnected() || socket.isClosed());
        assertEquals(-1, socket.getLocalPort());
        assertEquals(0, socket.getPort());
        assertNull(socket.getInetAddress());
        assertNull(socket.getRemoteSocketAddress());
        assertNull(socket.getLocalSocketAddress());
        assertTrue(socket.getLocalAddress().isAnyLocalAddress());
        assertNull(socket.getChannel());
        assertEquals("Socket[unconnected]", socket.toString());
    }

    @Test
    void aConnectedOneKnowsBothEnds() throws Exception {
        Pair pair = pair();

        assertTrue(pair.near().isBound() && pair.near().isConnected());
        assertEquals(LOOPBACK, pair.near().getInetAddress());
        assertEquals(LOOPBACK, pair.near().getLocalAddress());
        assertEquals(pair.far().getLocalSocketAddress(), pair.near().getRemoteSocketAddress());
        assertEquals(pair.far().getRemoteSocketAddress(), pair.near().getLocalSocketAddress());
        assertEquals("Socket[addr=localhost/127.0.0.1,port=" + pair.near().getPort() + ",localport="
                + pair.near().getLocalPort() + "]", pair.near().toString());
    }

    @Test
    void anAcceptedOneKnowsBothEnds() throws Exception {
        Pair pair = pair();

        assertTrue(pair.far().isBound() && pair.far().isConnected());
        assertArrayEquals(LOOPBACK.getAddress(), pair.far().getInetAddress().getAddress());
        assertEquals("Socket[addr=/127.0.0.1,port=" + pair.near().getLocalPort() + ",localport="
                + pair.near().getPort() + "]", pair.far().toString());
    }

    @Test
    void aClosedOneRemembersItsPeer() throws Exception {
        Pair pair = pair();
        SocketAddress peer = pair.near().getRemoteSocketAddress();
        int port = pair.near().getLocalPort();
        pair.near().close();

        assertTrue(pair.near().isClosed() && pair.near().isConnected() && pair.near().isBound());
        assertEquals(peer, pair.near().getRemoteSocketAddress());
        assertEquals(port, pair.near().getLocalPort());
        assertTrue(pair.near().getLocalAddress().isAnyLocalAddress());
    }

    // ---- binding

    @Test
    void isBoundToAPortOfItsOwn() throws Exception {
        java.net.Socket socket = socket();
        socket.bind(new InetSocketAddress(LOOPBACK, 0));

        assertTrue(socket.isBound());
        assertEquals(LOOPBACK, socket.getLocalAddress());
        assertNotEquals(0, socket.getLocalPort());
    }

    @Test
    void bindingToNothingIsAnyAddress() throws Exception {
        java.net.Socket socket = socket();
        socket.bind(null);

        assertTrue(socket.getLocalAddress().isAnyLocalAddress());
        assertNotEquals(0, socket.getLocalPort());
    }

    @Test
    void isBoundOnce() throws Exception {
        java.net.Socket socket = socket();
        socket.bind(null);

        assertFails(SocketException.class, "Already bound", () -> socket.bind(null));
    }

    @Test
    void anAddressInUseIsRefused() throws Exception {
        SocketAddress taken = listening().getLocalSocketAddress();
        java.net.Socket socket = socket();

        assertFails(BindException.class, "Address already in use", () -> socket.bind(taken));
    }

    @Test
    void canBeBoundAfterAnAddressWasRefused() throws Exception {
        SocketAddress taken = listening().getLocalSocketAddress();
        java.net.Socket socket = socket();
        assertThrowsExactly(BindException.class, () -> socket.bind(taken));

        socket.bind(new InetSocketAddress(LOOPBACK, 0));
        assertTrue(socket.isBound());
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() throws Exception {
        java.net.Socket socket = socket();

        assertFails(BindException.class, "Cannot assign requested address",
                () -> socket.bind(new InetSocketAddress("192.0.2.1", 0)));
    }

    @Test
    void anUnresolvedAddressIsRefused() throws Exception {
        java.net.Socket socket = socket();

        assertFails(SocketException.class, "Unresolved address",
                () -> socket.bind(InetSocketAddress.createUnresolved("nobody.invalid", 0)));
    }

    @Test
    void aClosedOneCannotBeBound() throws Exception {
        java.net.Socket socket = socket();
        socket.close();

        assertFails(SocketException.class, "Socket is closed", () -> socket.bind(null));
    }

    // ---- connecting

    @Test
    void connectsFromWhereItIsBound() throws Exception {
        java.net.ServerSocket server = listening();
        java.net.Socket socket = socket();
        socket.bind(new InetSocketAddress(LOOPBACK, 0));
        int port = socket.getLocalPort();

        socket.connect(Sockets.addressOf(server));

        assertEquals(port, server.accept().getPort());
        assertEquals(port, socket.getLocalPort());
    }

    @Test
    void whereNobodyListensItIsRefused() throws Exception {
        InetSocketAddress nowhere = nowhere();
        java.net.Socket socket = socket();

        assertRefused(() -> socket.connect(nowhere));
    }

    @Test
    void whereNobodyListensItIsRefusedBeforeTheTimeIsUp() throws Exception {
        InetSocketAddress nowhere = nowhere();
        java.net.Socket socket = socket();

        assertRefused(() -> socket.connect(nowhere, 60_000));
    }

    @Test
    void oneThatWasRefusedIsClosed() throws Exception {
        InetSocketAddress nowhere = nowhere();
        java.net.Socket socket = socket();
        assertThrowsExactly(ConnectException.class, () -> socket.connect(nowhere));

        assertTrue(socket.isClosed());
        assertFalse(socket.isConnected());
        assertFails(SocketException.class, "Socket is closed", () -> socket.connect(nowhere));
    }

    @Test
    void givesUpWhenTheTimeIsUp() throws Exception {
        BlackHole hole = closeLater(new BlackHole());
        java.net.Socket socket = socket();

        assertFails(SocketTimeoutException.class, "Connect timed out", () -> socket.connect(hole.address(), SOON));
        assertTrue(socket.isClosed());
    }

    @Test
    void connectsInTime() throws Exception {
        java.net.ServerSocket server = listening();
        java.net.Socket socket = socket();
        socket.connect(Sockets.addressOf(server), 60_000);

        assertTrue(socket.isConnected());
        assertEquals(0, socket.getSoTimeout());
    }

    @Test
    void aTimeBelowZeroIsRefused() throws Exception {
        java.net.Socket socket = socket();

        assertFails(IllegalArgumentException.class, "connect: timeout can't be negative",
                () -> socket.connect(nowhere(), -1));
    }

    @Test
    void anUnresolvedPeerIsUnknown() throws Exception {
        java.net.Socket socket = socket();

        assertFails(UnknownHostException.class, "nobody.invalid",
                () -> socket.connect(InetSocketAddress.createUnresolved("nobody.invalid", 80)));
        assertTrue(socket.isClosed());
    }

    @Test
    void anyAddressIsThisMachine() throws Exception {
        java.net.ServerSocket server = closeLater(sockets.server(0, 50, null));
        java.net.Socket socket = socket();
        socket.connect(new InetSocketAddress(server.getLocalPort()));

        assertEquals(InetAddress.getLocalHost(), socket.getInetAddress());
    }

    @Test
    void noPeerIsRefused() throws Exception {
        java.net.Socket socket = socket();

        assertFails(IllegalArgumentException.class, "connect: The address can't be null", () -> socket.connect(null));
    }

    @Test
    void connectsOnce() throws Exception {
        Pair pair = pair();

        assertFails(SocketException.class, "Already connected",
                () -> pair.near().connect(pair.near().getRemoteSocketAddress()));
    }

    @Test
    void aClosedOneCannotConnect() throws Exception {
        java.net.Socket socket = socket();
        socket.close();

        assertFails(SocketException.class, "Socket is closed", () -> socket.connect(nowhere()));
    }

    @Test
    void aCloseEndsConnecting() throws Exception {
        BlackHole hole = closeLater(new BlackHole());
        java.net.Socket socket = socket();
        whenWaitingIn("connect", socket::close);

        assertFails(SocketException.class, "Socket closed", () -> socket.connect(hole.address()));
    }

    @Test
    void twoCannotConnectItAtOnce() throws Exception {
        BlackHole hole = closeLater(new BlackHole());
        java.net.Socket socket = socket();
        OtherThread first = OtherThread.start(
                () -> assertThrowsExactly(SocketException.class, () -> socket.connect(hole.address())));
        OtherThread.awaitWaitingIn(first.thread(), "connect");
        whenWaitingIn("connect", socket::close);

        SocketException second = assertThrowsExactly(SocketException.class, () -> socket.connect(hole.address()));
        // Whichever came first: it was to load classes before.
        assertTrue(List.of(second.getMessage(), first.<Exception>result().getMessage()).contains("Socket closed"));
    }

    // ---- closing

    @Test
    void mayBeClosedAgain() throws Exception {
        Pair pair = pair();
        pair.near().close();
        pair.near().close();

        assertEquals(-1, pair.farIn().read());
    }

    @Test
    void aNewOneMayBeClosed() throws Exception {
        java.net.Socket socket = socket();
        socket.close();

        assertTrue(socket.isClosed());
        assertFails(SocketException.class, "Socket is closed", () -> socket.getSoTimeout());
    }

    @Test
    void closingAStreamClosesTheSocket() throws Exception {
        Pair pair = pair();
        pair.in().close();
        pair.farOut().close();

        assertTrue(pair.near().isClosed() && pair.far().isClosed());
    }

    @Test
    void whatIsNotConnectedHasNoStreams() throws Exception {
        java.net.Socket socket = socket();

        assertFails(SocketException.class, "Socket is not connected", socket::getInputStream);
        assertFails(SocketException.class, "Socket is not connected", socket::getOutputStream);
        assertFails(SocketException.class, "Socket is not connected", socket::shutdownInput);
        assertFails(SocketException.class, "Socket is not connected", socket::shutdownOutput);
    }

    @Test
    void whatIsClosedHasNoStreams() throws Exception {
        java.net.Socket socket = pair().near();
        socket.close();

        assertFails(SocketException.class, "Socket is closed", socket::getInputStream);
        assertFails(SocketException.class, "Socket is closed", socket::getOutputStream);
        assertFails(SocketException.class, "Socket is closed", socket::shutdownInput);
        assertFails(SocketException.class, "Socket is closed", socket::shutdownOutput);
    }
}
