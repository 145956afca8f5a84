package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** A server socket's life: making, binding and closing it, accepting, and what it says of itself. */
class ServerSocketContractTest extends Contract {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int SOON = 20;

    // ---- making and binding

    @Test
    void aNewOneIsNothingYet() throws Exception {
        java.net.ServerSocket server = server();

        assertFalse(server.isBound() || server.isClosed());
        assertEquals(-1, server.getLocalPort());
        assertNull(server.getInetAddress());
        assertNull(server.getLocalSocketAddress());
        assertNull(server.getChannel());
        assertEquals("ServerSocket[unbound]", server.toString());
    }

    @Test
    void aBoundOneKnowsItsAddress() throws Exception {
        java.net.ServerSocket server = listening();

        assertTrue(server.isBound());
        assertEquals(LOOPBACK, server.getInetAddress());
        assertNotEquals(0, server.getLocalPort());
        assertEquals(new InetSocketAddress(LOOPBACK, server.getLocalPort()), server.getLocalSocketAddress());
        assertEquals("ServerSocket[addr=localhost/127.0.0.1,localport=" + server.getLocalPort() + "]",
                server.toString());
    }

    @Test
    void noAddressIsAny() throws Exception {
        java.net.ServerSocket server = closeLater(sockets.server(0, 50, null));

        assertTrue(server.getInetAddress().isAnyLocalAddress());
        assertEquals("ServerSocket[addr=0.0.0.0/0.0.0.0,localport=" + server.getLocalPort() + "]", server.toString());
    }

    @Test
    void bindingToNothingIsAnyAddress() throws Exception {
        java.net.ServerSocket server = server();
        server.bind(null);

        assertTrue(server.getInetAddress().isAnyLocalAddress());
        assertNotEquals(0, server.getLocalPort());
    }

    @Test
    void aBacklogOfNothingIsTheUsual() throws Exception {
        java.net.ServerSocket server = closeLater(sockets.server(0, 0, LOOPBACK));
        closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));

        assertTrue(closeLater(server.accept()).isConnected());
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        assertFails(IllegalArgumentException.class, "Port value out of range: -1",
                () -> sockets.server(-1, 50, LOOPBACK));
        assertFails(IllegalArgumentException.class, "Port value out of range: 65536",
                () -> sockets.server(65536, 50, LOOPBACK));
    }

    @Test
    void isBoundOnce() throws Exception {
        java.net.ServerSocket server = listening();

        assertFails(SocketException.class, "Already bound", () -> server.bind(null));
    }

    @Test
    void anAddressInUseIsRefused() throws Exception {
        int taken = listening().getLocalPort();

        assertFails(BindException.class, "Address already in use", () -> sockets.server(taken, 50, LOOPBACK));
    }

    @Test
    void canBeBoundAfterAnAddressWasRefused() throws Exception {
        SocketAddress taken = listening().getLocalSocketAddress();
        java.net.ServerSocket server = server();
        assertThrowsExactly(BindException.class, () -> server.bind(taken));
        assertFalse(server.isBound());

        server.bind(new InetSocketAddress(LOOPBACK, 0));
        closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));
        assertTrue(closeLater(server.accept()).isConnected());
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() throws Exception {
        java.net.ServerSocket server = server();

        assertFails(BindException.class, "Cannot assign requested address",
                () -> server.bind(new InetSocketAddress("192.0.2.1", 0)));
    }

    @Test
    void anUnresolvedAddressIsRefused() throws Exception {
        java.net.ServerSocket server = server();

        assertFails(SocketException.class, "Unresolved address",
                () -> server.bind(InetSocketAddress.createUnresolved("nobody.invalid", 0)));
    }

    @Test
    void anAddressCanBeUsedAgainAtOnce() throws Exception {
        java.net.ServerSocket first = listening();
        int port = first.getLocalPort();
        closeLater(sockets.socket(LOOPBACK, port));
        first.accept().close();
        first.close();

        assertEquals(port, closeLater(sockets.server(port, 50, LOOPBACK)).getLocalPort());
    }

    @Test
    void aClosedOneCannotBeBound() throws Exception {
        java.net.ServerSocket server = server();
        server.close();

        assertFails(SocketException.class, "Socket is closed", () -> server.bind(null));
    }

    @Test
    void aClosedOneRemembersItsAddress() throws Exception {
        java.net.ServerSocket server = listening();
        SocketAddress address = server.getLocalSocketAddress();
        server.close();

        assertTrue(server.isClosed() && server.isBound());
        assertEquals(address, server.getLocalSocketAddress());
    }

    // ---- accepting

    @Test
    void acceptsInTheOrderOfArrival() throws Exception {
        java.net.ServerSocket server = listening();
        java.net.Socket first = closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));
        java.net.Socket second = closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));

        assertEquals(first.getLocalPort(), closeLater(server.accept()).getPort());
        assertEquals(second.getLocalPort(), closeLater(server.accept()).getPort());
    }

    @Test
    void waitsForAConnection() throws Exception {
        java.net.ServerSocket server = listening();
        whenWaitingIn("accept", () -> closeLater(sockets.socket(LOOPBACK, server.getLocalPort())));

        assertTrue(closeLater(server.accept()).isConnected());
    }

    @Test
    void anUnboundOneAcceptsNothing() throws Exception {
        java.net.ServerSocket server = server();

        assertFails(SocketException.class, "Socket is not bound yet", server::accept);
    }

    @Test
    void aClosedOneAcceptsNothing() throws Exception {
        java.net.ServerSocket server = listening();
        server.close();

        assertFails(SocketException.class, "Socket is closed", server::accept);
    }

    @Test
    void aClosedOneRefusesConnections() throws Exception {
        java.net.ServerSocket server = listening();
        closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));
        closeLater(server.accept());
        server.close();

        assertRefused(() -> sockets.socket(LOOPBACK, server.getLocalPort()));
    }

    @Test
    void aCloseEndsAccepting() throws Exception {
        java.net.ServerSocket server = listening();
        whenWaitingIn("accept", server::close);

        assertFails(SocketException.class, "Socket closed", server::accept);
    }

    @Test
    void aCloseEndsAcceptingWithATimeout() throws Exception {
        java.net.ServerSocket server = listening();
        server.setSoTimeout(60_000);
        whenWaitingIn("accept", server::close);

        assertFails(SocketException.class, "Socket closed", server::accept);
    }

    @Test
    void givesUpWhenTheTimeIsUp() throws Exception {
        java.net.ServerSocket server = listening();
        server.setSoTimeout(SOON);

        assertFails(SocketTimeoutException.class, "Accept timed out", server::accept);
    }

    @Test
    void acceptsAfterItGaveUp() throws Exception {
        java.net.ServerSocket server = listening();
        server.setSoTimeout(SOON);
        assertThrowsExactly(SocketTimeoutException.class, server::accept);
        java.net.Socket late = closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));

        assertEquals(late.getLocalPort(), closeLater(server.accept()).getPort());
    }

    @Test
    void whatItAcceptsDoesNotInheritItsTimeout() throws Exception {
        java.net.ServerSocket server = listening();
        server.setSoTimeout(60_000);
        closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));

        assertEquals(0, closeLater(server.accept()).getSoTimeout());
    }

    @Test
    void closingItLeavesWhatItAccepted() throws Exception {
        java.net.ServerSocket server = listening();
        java.net.Socket near = closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));
        java.net.Socket far = closeLater(server.accept());
        server.close();
        near.getOutputStream().write('x');

        assertEquals('x', far.getInputStream().read());
    }

    @Test
    void closingItResetsWhatItDidNotAccept() throws Exception {
        java.net.ServerSocket server = listening();
        java.net.Socket near = closeLater(sockets.socket(LOOPBACK, server.getLocalPort()));
        server.close();

        assertFails(SocketException.class, "Connection reset", () -> near.getInputStream().read());
    }
}
