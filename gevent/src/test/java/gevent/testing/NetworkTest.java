package gevent.testing;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.ConcurrentObjectUseError;
import gevent.hub.LoopExit;
import gevent.socket.DatagramSocket;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plain blocking sockets that are connected through memory. */
class NetworkTest {
    private interface Talk {
        void with(Socket client, Socket server) throws Exception;
    }

    private static void connected(long seed, Talk talk) {
        Simulation.run(seed, () -> {
            try (ServerSocket listener = new ServerSocket(0);
                    Socket client = new Socket("localhost", listener.getLocalPort());
                    Socket server = listener.accept()) {
                talk.with(client, server);
            }
        });
    }

    private static Network network() {
        return Simulation.current().network();
    }

    @Test
    void bytesArriveAsTheyWereSentWhateverTheSeed() {
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        for (int seed = 0; seed < 20; seed++) {
            connected(seed, (client, server) -> {
                Greenlet<Void> writer = spawn(() -> {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                });
                assertArrayEquals(sent, server.getInputStream().readAllBytes());
                writer.join();
            });
        }
    }

    @Test
    void readsAreOftenShort() {
        Set<Integer> lengths = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            connected(seed, (client, server) -> {
                client.getOutputStream().write(new byte[10_000]);
                lengths.add(server.getInputStream().read(new byte[10_000]));
            });
        }
        assertTrue(lengths.stream().anyMatch(length -> length < 10_000), lengths::toString);
    }

    @Test
    void aWriterWaitsForASlowReader() {
        connected(5, (client, server) -> {
            Greenlet<Void> writer = spawn(() -> client.getOutputStream().write(new byte[1_000_000]));
            sleep(60);
            assertEquals(false, writer.isReady());
            server.getInputStream().readNBytes(1_000_000);
            writer.join();
        });
    }

    @Test
    void aReadTimesOutInVirtualTime() {
        connected(5, (client, server) -> {
            Duration before = Simulation.current().elapsed();
            client.setSoTimeout(3_600_000);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
            assertEquals(Duration.ofHours(1), Simulation.current().elapsed().minus(before));
        });
    }

    @Test
    void aReadThatNothingCanAnswerIsADeadlockAndSaysSo() {
        assertThrows(LoopExit.class, () -> connected(5, (client, server) -> client.getInputStream().read()));
    }

    @Test
    void theEndOfTheOtherSideIsTheEndOfTheStream() {
        connected(5, (client, server) -> {
            server.close();
            assertEquals(-1, client.getInputStream().read());
        });
    }

    @Test
    void whoWritesToOneThatIsGoneIsReset() {
        connected(5, (client, server) -> {
            server.close();
            client.getOutputStream().write(1);
            sleep(1);
            assertThrows(SocketException.class, () -> client.getOutputStream().write(1));
        });
    }

    @Test
    void aCloseByAnotherGreenletEndsARead() {
        connected(5, (client, server) -> {
            Greenlet<Void> reader = spawn(() -> {
                assertThrows(SocketException.class, () -> client.getInputStream().read());
            });
            sleep(1);
            client.close();
            reader.get();
        });
    }

    @Test
    void twoReadersOfOneSocketAreRefused() {
        connected(0, (client, server) -> {
            Greenlet<Integer> reader = spawn(() -> client.getInputStream().read());
            sleep(1);
            assertThrows(ConcurrentObjectUseError.class, () -> client.getInputStream().read());
            server.close();
            assertEquals(-1, reader.get());
        });
    }

    @Test
    void nobodyListeningIsAConnectionRefused() {
        Simulation.run(5, () -> {
            ConnectException e = assertThrows(ConnectException.class, () -> new Socket("localhost", 80));
            assertEquals("Connection refused", e.getMessage());
        });
    }

    @Test
    void aHostThatIsNotThereHasNoRoute() {
        Simulation.run(5, () -> assertTrue(assertThrows(NoRouteToHostException.class, () -> new Socket("10.9.9.9", 80))
                .getMessage().contains("network of a simulation has no host at /10.9.9.9:80")));
    }

    @Test
    void aPortThatIsTakenIsRefused() {
        Simulation.run(5, () -> {
            try (ServerSocket _ = new ServerSocket(80)) {
                assertThrows(BindException.class, () -> new ServerSocket(80));
            }
            new ServerSocket(80).close();
        });
    }

    @Test
    void aBacklogThatIsFullMakesOthersWait() {
        Simulation.run(5, () -> {
            try (ServerSocket listener = new ServerSocket(80, 1)) {
                List<Greenlet<?>> clients = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    clients.add(spawn(() -> new Socket("localhost", 80).close()));
                }
                for (int connected = 1; connected <= 5; connected++) {
                    sleep(10);
                    assertEquals(connected, clients.stream().filter(Greenlet::isReady).count());
                    listener.accept().close();
                }
                joinall(clients);
            }
        });
    }

    // ---- machines

    private static Host[] twoHosts() {
        Host[] hosts = {network().host("a"), network().host("b")};
        hosts[1].spawn(() -> {
            ServerSocket listener = new ServerSocket(7);
            while (true) {
                Socket socket = listener.accept();
                spawn(() -> echo(socket));
            }
        });
        return hosts;
    }

    private static void echo(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        for (int b; (b = in.read()) >= 0; ) {
            out.write(b);
        }
    }

    @Test
    void hostsReachEachOtherByAddress() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            hosts[0].spawn(() -> {
                try (Socket socket = new Socket(hosts[1].address(), 7)) {
                    socket.getOutputStream().write(42);
                    assertEquals(42, socket.getInputStream().read());
                    assertEquals(hosts[0].address(), socket.getLocalAddress());
                }
            }).get();
        });
    }

    @Test
    void hostsReachEachOtherByName() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            hosts[0].spawn(() -> {
                try (Socket socket = new Socket("b", 7)) {
                    assertEquals(hosts[1].address(), socket.getInetAddress());
                }
                assertEquals(hosts[1].address(), InetAddress.getByName("b"));
            }).get();
        });
    }

    @Test
    void aNameThatNoHostHasIsUnknown() {
        Simulation.run(5, () -> assertTrue(assertThrows(UnknownHostException.class, () -> new Socket("nobody", 7))
                .getCause().getMessage().startsWith("nobody: the network of a simulation")));
    }

    @Test
    void datagramsArriveOrGetLost() {
        Simulation.run(5, () -> {
            Host server = network().host("server");
            List<String> heard = new ArrayList<>();
            server.spawn(() -> {
                DatagramSocket socket = new DatagramSocket(9);
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                    socket.receive(packet);
                    heard.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
                }
            });
            try (DatagramSocket client = new DatagramSocket()) {
                byte[] bytes = "hello".getBytes(StandardCharsets.UTF_8);
                client.send(new DatagramPacket(bytes, bytes.length, server.address(), 9));
                sleep(1);
                network().loss(1);
                client.send(new DatagramPacket(bytes, bytes.length, server.address(), 9));
                sleep(1);
            }
            assertEquals(List.of("hello"), heard);
        });
    }

    @Test
    void localhostIsOnesOwnMachine() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            hosts[0].spawn(() -> {
                assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), 7));
            }).get();
        });
    }

    @Test
    void latencyIsWhatWasAskedFor() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            network().latency(Duration.ofSeconds(10), Duration.ofSeconds(20));
            hosts[0].spawn(() -> {
                try (Socket socket = new Socket(hosts[1].address(), 7)) {
                    Duration before = Simulation.current().elapsed();
                    socket.getOutputStream().write(42);
                    socket.getInputStream().read();
                    Duration took = Simulation.current().elapsed().minus(before);
                    assertTrue(took.toSeconds() >= 20 && took.toSeconds() <= 40, took::toString);
                }
            }).get();
        });
    }

    @Test
    void aPartitionHoldsBackWhatIsSentUntilItHeals() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            hosts[0].spawn(() -> {
                try (Socket socket = new Socket(hosts[1].address(), 7)) {
                    network().partition(hosts[0], hosts[1]);
                    socket.getOutputStream().write(new byte[] {1, 2});
                    socket.setSoTimeout(60_000);
                    assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
                    network().heal();
                    assertEquals(1, socket.getInputStream().read());
                    assertEquals(2, socket.getInputStream().read());
                }
            }).get();
        });
    }

    @Test
    void whoConnectsAcrossAPartitionGivesUpAfterTwoMinutes() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            network().isolate(hosts[1]);
            hosts[0].spawn(() -> {
                ConnectException e = assertThrows(ConnectException.class, () -> new Socket(hosts[1].address(), 7));
                assertEquals("Connection timed out", e.getMessage());
            }).get();
            assertEquals(2, Simulation.current().elapsed().toMinutes());
        });
    }

    @Test
    void aConnectHasItsOwnLimit() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            network().isolate(hosts[1]);
            hosts[0].spawn(() -> {
                Socket socket = new Socket();
                assertThrows(SocketTimeoutException.class,
                        () -> socket.connect(new InetSocketAddress(hosts[1].address(), 7), 5_000));
            }).get();
            assertEquals(5, Simulation.current().elapsed().toSeconds());
        });
    }

    @Test
    void aResetBreaksBothEnds() {
        Simulation.run(5, () -> {
            Host[] hosts = twoHosts();
            hosts[0].spawn(() -> {
                Socket socket = new Socket(hosts[1].address(), 7);
                network().reset(hosts[0], hosts[1]);
                SocketException e = assertThrows(SocketException.class, () -> socket.getInputStream().read());
                assertEquals("Connection reset", e.getMessage());
            }).get();
        });
    }

    @Test
    void connectionsOvertakeEachOther() {
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 0; seed < 30; seed++) {
            orders.add(Simulation.run(seed, () -> {
                List<Integer> order = new ArrayList<>();
                Host server = network().host("server");
                server.spawn(() -> {
                    ServerSocket listener = new ServerSocket(7);
                    while (true) {
                        Socket socket = listener.accept();
                        spawn(() -> order.add(new DataInputStream(socket.getInputStream()).readInt()));
                    }
                });
                List<Socket> sockets = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    sockets.add(new Socket(server.address(), 7));
                }
                for (Socket socket : sockets) {
                    new DataOutputStream(socket.getOutputStream()).writeInt(sockets.indexOf(socket));
                }
                sleep(10);
                assertEquals(3, order.size());
                return order;
            }));
        }
        assertTrue(orders.size() > 1, orders::toString);
    }
}
