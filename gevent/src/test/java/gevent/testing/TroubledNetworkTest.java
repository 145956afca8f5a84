package gevent.testing;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.socket.DatagramSocket;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connections in memory that break, and limits that are up. */
class TroubledNetworkTest {
    private static Network network() {
        return Simulation.current().network();
    }

    // ---- limits

    @Test
    void anAcceptTimesOutInVirtualTime() {
        Simulation.run(5, () -> {
            try (ServerSocket listener = new ServerSocket(80)) {
                listener.setSoTimeout(3_600_000);
                assertThrows(SocketTimeoutException.class, listener::accept);
                assertEquals(Duration.ofHours(1), Simulation.current().elapsed());
            }
        });
    }

    @Test
    void aReceiveTimesOutInVirtualTime() {
        Simulation.run(5, () -> {
            try (DatagramSocket socket = new DatagramSocket(9)) {
                socket.setSoTimeout(3_600_000);
                assertThrows(SocketTimeoutException.class, () -> socket.receive(new DatagramPacket(new byte[1], 1)));
                assertEquals(Duration.ofHours(1), Simulation.current().elapsed());
            }
        });
    }

    @Test
    void aServerIsToldOfAClientThatGaveUpWhileItConnected() {
        Simulation.run(0, () -> {
            Host server = network().host("server");
            Greenlet<SocketException> served = server.spawn(() -> {
                try (Socket socket = new ServerSocket(80).accept()) {
                    return assertThrows(SocketException.class, () -> socket.getInputStream().read());
                }
            });
            sleep();
            network().latency(Duration.ofSeconds(4), Duration.ofSeconds(4));
            Socket client = new Socket();
            assertThrows(SocketTimeoutException.class,
                    () -> client.connect(new InetSocketAddress(server.address(), 80), 6_000));
            client.close();

            assertEquals("Connection reset", served.get().getMessage());
        });
    }

    // ---- answers

    @Test
    void whoReceivesFromMainCanAnswerIt() {
        Simulation.run(5, () -> {
            Host server = network().host("server");
            server.spawn(() -> answerOne(new DatagramSocket(9)));
            sleep();
            answeredBy(new InetSocketAddress(server.address(), 9));
        });
    }

    @Test
    void whoReceivesFromItsOwnMachineCanAnswerIt() {
        Simulation.run(5, () -> network().host("server").spawn(() -> {
            spawn(() -> answerOne(new DatagramSocket(9)));
            sleep();
            answeredBy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
        }).get());
    }

    private static void answerOne(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        socket.receive(packet);
        socket.send(packet);
    }

    private static void answeredBy(InetSocketAddress server) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(new byte[] {42}, 1));
            DatagramPacket answer = new DatagramPacket(new byte[1], 1);
            socket.receive(answer);
            assertEquals(42, answer.getData()[0]);
            assertEquals(server, answer.getSocketAddress());
        }
    }

    @Test
    void mainIsReachedByItsAddress() {
        Simulation.run(5, () -> {
            ServerSocket listener = new ServerSocket(80);
            InetAddress address = network().host("localhost").address();
            Greenlet<Integer> client = network().host("client").spawn(
                    () -> new Socket(address, 80).getInputStream().read());
            try (Socket socket = listener.accept()) {
                assertEquals(network().host("client").address(), socket.getInetAddress());
                socket.getOutputStream().write(42);
            }
            assertEquals(42, client.get());
        });
    }

    // ---- resets

    /** How many of a hundred bytes a client can send before its connection breaks. */
    private static int sent(long seed) {
        return Simulation.run(seed, () -> {
            try (ServerSocket listener = new ServerSocket(80); Socket client = new Socket("localhost", 80);
                    Socket server = listener.accept()) {
                Greenlet<SocketException> reader = spawn(() -> assertThrows(SocketException.class,
                        () -> server.getInputStream().readAllBytes()));
                network().resets(0.05);
                int sent = 0;
                SocketException broken = null;
                for (; broken == null; sent++) {
                    try {
                        client.getOutputStream().write(1);
                    } catch (SocketException e) {
                        broken = e;
                    }
                }
                assertEquals("Connection reset", broken.getMessage());
                assertEquals("Connection reset", reader.get().getMessage());
                return sent;
            }
        });
    }

    @Test
    void theSeedBreaksConnectionsSoonerOrLater() {
        Set<Integer> lengths = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            lengths.add(sent(seed));
        }
        assertTrue(lengths.size() > 5, lengths::toString);
        assertEquals(sent(7), sent(7));
    }

    @Test
    void withoutResetsNoneBreaks() {
        Simulation.run(5, () -> {
            try (ServerSocket listener = new ServerSocket(80); Socket client = new Socket("localhost", 80);
                    Socket server = listener.accept()) {
                network().resets(1);
                network().resets(0);
                send(client);
                assertEquals(1, server.getInputStream().read());
            }
        });
    }

    private static void send(Socket client) throws IOException {
        for (int i = 0; i < 100; i++) {
            client.getOutputStream().write(1);
        }
    }

    @Test
    void aProbabilityIsFromZeroToOne() {
        Network network = new Simulation(1).network();

        for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> network.resets(wrong));
            assertThrows(IllegalArgumentException.class, () -> network.loss(wrong));
        }
    }
}
