package gevent.server;

import static gevent.Gevent.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action2;
import gevent.event.AsyncResult;
import gevent.hub.FreshHub;
import gevent.hub.IoWatcher;
import gevent.hub.Reported;
import gevent.io.DatagramEndpoint;
import gevent.io.Transport;
import gevent.socket.DatagramSocket;
import gevent.testing.Simulated;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers of packets. */
@Tag("io")
@ExtendWith(FreshHub.class)
class DatagramServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST = 65_507;

    private DatagramEndpoint client;
    private DatagramServer server;

    @BeforeEach
    void open() throws IOException {
        client = Transport.get().newDatagrams();
        client.bind(ANY_PORT);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        if (server != null) {
            server.close();
        }
    }

    private DatagramServer serving(Action2<byte[], SocketAddress> handler) throws IOException {
        server = new DatagramServer(ANY_PORT, handler).start();
        return server;
    }

    private void echo(byte[] data, SocketAddress to) throws IOException {
        server.sendto(data, to);
    }

    private void send(byte[] data) throws IOException {
        while (client.send(data, 0, data.length, server.address()) == DatagramEndpoint.WOULD_BLOCK) {
            client.await(IoWatcher.WRITE, PATIENCE);
        }
    }

    private byte[] received() throws IOException {
        byte[] bytes = new byte[LONGEST];
        DatagramEndpoint.Received packet;
        while ((packet = client.receive(bytes, 0, bytes.length)) == null) {
            assertTrue(client.await(IoWatcher.READ, PATIENCE));
        }
        return Arrays.copyOf(bytes, packet.length());
    }

    @Test
    void aHandlerAnswersAPacket() throws IOException {
        serving(this::echo);
        send("hello".getBytes(UTF_8));

        assertEquals("hello", new String(received(), UTF_8));
    }

    @Test
    void aHandlerIsToldWhoSentIt() throws IOException {
        AsyncResult<SocketAddress> from = new AsyncResult<>();
        serving((_, sender) -> from.set(sender));
        send(new byte[1]);

        assertEquals(client.localAddress(), from.get(PATIENCE));
    }

    @Test
    void theLongestPacketIsWhole() throws IOException {
        byte[] longest = new byte[LONGEST];
        Arrays.fill(longest, (byte) 7);
        serving(this::echo);
        send(longest);

        assertArrayEquals(longest, received());
    }

    @Test
    void anEmptyPacketIsOne() throws IOException {
        serving(this::echo);
        send(new byte[0]);

        assertEquals(0, received().length);
    }

    @Simulated(seeds = 20)
    void handlersTakeTurns() throws IOException {
        DatagramServer[] self = {null};
        self[0] = new DatagramServer(ANY_PORT, (data, from) -> {
            sleep(data[0]);
            self[0].sendto(data, from);
        }).start();
        DatagramSocket asking = new DatagramSocket();
        asking.connect(self[0].address());
        asking.send(new DatagramPacket(new byte[] {100}, 1));
        asking.send(new DatagramPacket(new byte[] {1}, 1));

        assertEquals(1, received(asking));
        assertEquals(100, received(asking));
    }

    private static int received(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        socket.receive(packet);
        return packet.getData()[0];
    }

    @Test
    void aHandlerThatFailsIsReportedAndTheServerGoesOn() throws IOException {
        Reported reported = Reported.here();
        serving((data, from) -> {
            if (data.length == 0) {
                throw new IllegalStateException("on purpose");
            }
            echo(data, from);
        });
        send(new byte[0]);
        send(new byte[1]);

        assertEquals(1, received().length);
        assertInstanceOf(IllegalStateException.class, reported.errors().getFirst());
    }

    @Test
    void stoppingKillsHandlersThatTakeTooLong() throws IOException {
        AsyncResult<Boolean> begun = new AsyncResult<>();
        serving((_, _) -> {
            begun.set(true);
            sleep(100);
        });
        send(new byte[1]);
        begun.get(PATIENCE);

        assertFalse(server.stop(Duration.ZERO));
        assertEquals(0, server.handling());
    }

    @Test
    void afterTheStopThePortIsFree() throws IOException {
        serving(this::echo);
        InetSocketAddress address = (InetSocketAddress) server.address();
        assertThrows(BindException.class, () -> new DatagramServer(address, this::echo).start());
        server.stop();

        server = new DatagramServer(address, this::echo).start();
        send(new byte[] {5});
        assertEquals(5, received()[0]);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void twoServersShareAPortIfBothSaySo() throws IOException {
        server = new DatagramServer(ANY_PORT, this::echo).reusePort(true).start();
        InetSocketAddress address = (InetSocketAddress) server.address();
        DatagramServer second = new DatagramServer(address, this::echo).reusePort(true).start();
        assertEquals(address, second.address());
        assertThrows(BindException.class, () -> new DatagramServer(address, this::echo).start());
        second.stop();
        send(new byte[] {5});

        assertEquals(5, received()[0]);
    }

    @Test
    void nothingCanBeSentBeforeTheStartAndAfterTheEnd() throws IOException {
        DatagramServer other = new DatagramServer(ANY_PORT, this::echo);
        assertThrows(SocketException.class, () -> other.sendto(new byte[1], client.localAddress()));
        other.start().stop();

        assertThrows(SocketException.class, () -> other.sendto(new byte[1], client.localAddress()));
    }
}
