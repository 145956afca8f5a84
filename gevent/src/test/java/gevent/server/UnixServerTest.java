package gevent.server;

import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.hub.FreshHub;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import gevent.socket.Sockets;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Servers, and sockets, at a path of this machine. */
@Tag("io")
@ExtendWith(FreshHub.class)
class UnixServerTest {
    @TempDir
    Path directory;

    private UnixDomainSocketAddress address;

    @BeforeEach
    void choose() {
        address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    }

    private StreamServer echoing() throws IOException {
        return new StreamServer(address, client -> client.getInputStream().transferTo(client.getOutputStream()))
                .start();
    }

    @Test
    void clientAndServerTalk() throws IOException {
        try (StreamServer server = echoing(); Socket socket = Sockets.createConnection(address)) {
            socket.getOutputStream().write("hello".getBytes(UTF_8));
            socket.shutdownOutput();

            assertEquals("hello", new String(socket.getInputStream().readAllBytes(), UTF_8));
            assertEquals(address, server.address());
            assertEquals(-1, server.port());
        }
    }

    @Test
    void thePathIsThereForAsLongAsTheServer() throws IOException {
        StreamServer server = echoing();
        assertTrue(Files.exists(address.getPath()));
        server.stop();

        assertFalse(Files.exists(address.getPath()));
        assertThrows(SocketException.class, () -> Sockets.createConnection(address));
    }

    @Test
    void aPathThatExistsIsRefusedAndStays() throws IOException {
        Files.createFile(address.getPath());

        assertThrows(BindException.class, this::echoing);
        assertTrue(Files.exists(address.getPath()));
    }

    @Test
    void aClientOfTheJdkIsServed() throws IOException {
        try (StreamServer _ = echoing(); SocketChannel channel = SocketChannel.open(address)) {
            assertTrue(channel.isConnected());
        }
    }

    @Test
    void bothEndsKnowTheirAddresses() throws IOException {
        AsyncResult<SocketAddress> own = new AsyncResult<>();
        try (StreamServer _ = new StreamServer(address, client -> own.set(client.getLocalSocketAddress())).start();
                Socket socket = Sockets.createConnection(address)) {
            assertEquals(address, socket.getRemoteSocketAddress());
            assertEquals(address, own.get());
            assertEquals(-1, socket.getPort());
        }
    }

    @Test
    void readingWaitsAndIsKilledAndTimesOutAsElsewhere() throws IOException {
        try (StreamServer server = echoing(); Socket socket = Sockets.createConnection(address)) {
            socket.setSoTimeout(10);
            assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
            socket.setSoTimeout(0);
            Greenlet<Integer> reader = spawn(() -> socket.getInputStream().read());
            assertFalse(reader.join(Duration.ofMillis(10)));
            reader.kill();
            socket.getOutputStream().write('x');

            assertEquals('x', socket.getInputStream().read());
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void aSocketThatListensAcceptsByItself() throws IOException {
        try (ServerSocket server = Sockets.listen(address, 5)) {
            Greenlet<Socket> accepted = spawn(server::accept);
            try (Socket near = Sockets.createConnection(address); Socket far = accepted.get()) {
                far.getOutputStream().write('x');

                assertEquals('x', near.getInputStream().read());
                assertEquals(address, server.getLocalSocketAddress());
            }
        }
    }

    /** As many connections as a server that does not accept any has room for. */
    private List<Socket> fill() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            while (true) {
                clients.add(withTimeout(Duration.ofMillis(50), () -> Sockets.createConnection(address)));
            }
        } catch (Timeout full) {
            return clients;
        }
    }

    @Test
    void aClientWaitsWhileAServerHasNoRoom() throws IOException {
        try (ServerSocket server = Sockets.listen(address, 2)) {
            List<Socket> clients = fill();
            assertTrue(clients.size() >= 2, clients::toString);
            Greenlet<Socket> late = spawn(() -> Sockets.createConnection(address));
            assertFalse(late.join(Duration.ofMillis(50)));
            List<Socket> accepted = new ArrayList<>();
            for (int i = 0; i <= clients.size(); i++) {
                accepted.add(server.accept());
            }
            late.get().getOutputStream().write('x');

            assertEquals('x', accepted.getLast().getInputStream().read());
            clients.add(late.get());
            clients.addAll(accepted);
            for (Socket each : clients) {
                each.close();
            }
        }
    }

    @Test
    void aClientThatWaitsForRoomIsKilled() throws IOException {
        try (ServerSocket _ = Sockets.listen(address, 1)) {
            List<Socket> clients = fill();
            Greenlet<Socket> late = spawn(() -> Sockets.createConnection(address));
            assertFalse(late.join(Duration.ofMillis(50)));
            late.kill();

            assertTrue(late.isReady());
            for (Socket each : clients) {
                each.close();
            }
        }
    }

    @Test
    void aClientThatWaitsForRoomIsRefusedWhenTheServerIsGone() throws IOException {
        ServerSocket server = Sockets.listen(address, 1);
        List<Socket> clients = fill();
        Greenlet<Exception> late = spawn(
                () -> assertThrows(IOException.class, () -> Sockets.createConnection(address)));
        assertFalse(late.join(Duration.ofMillis(50)));
        server.close();

        assertEquals("Connection refused", late.get().getMessage());
        for (Socket each : clients) {
            each.close();
        }
    }

    @Test
    void anAddressOfAnotherKindIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> {
            try (ServerSocket other = Sockets.listen(address, 5)) {
                other.bind(new InetSocketAddress(0), 5);
            }
        });
    }
}
