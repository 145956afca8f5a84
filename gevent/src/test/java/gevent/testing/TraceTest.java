package gevent.testing;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.socket.DatagramSocket;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a simulation tells of how it went. */
class TraceTest {
    private static Simulation played(Action main) {
        Simulation simulation = new Simulation(0);
        simulation.play(main);
        return simulation;
    }

    private static Network network() {
        return Simulation.current().network();
    }

    /** Each of them is in the trace, behind the one before. */
    private static void assertTells(Simulation simulation, String... lines) {
        String trace = simulation.trace().toString();
        int at = 0;
        for (String line : lines) {
            int found = trace.indexOf("  " + line + "\n", at);
            assertTrue(found >= 0, () -> "no (more) " + line + " in\n" + trace);
            at = found + 1;
        }
    }


    // ---- steps

    @Test
    void whoRanIsToldWithTheTimeAndHowManyCouldHave() {
        Simulation simulation = played(() -> {
            spawn(() -> sleep(90)).setName("the sleeper");
            spawn(() -> { }).setName("the other");
            sleep(100);
        });

        assertTells(simulation, "0:00:00.000000  the sleeper   (one of 2 that were ready)",
                "0:00:00.000000  the other", "0:01:30.000000  the sleeper");
    }

    @Test
    void aUsersLinesAreAmongTheSteps() {
        Simulation simulation = played(() -> {
            Simulation.current().trace().note("before");
            sleep(1);
            Simulation.current().trace().note("after");
            sleep(1);
        });

        assertTells(simulation, "0:00:00.000000        before", "0:00:01.000000        after");
    }

    @Test
    void whatIsLeftOutIsTheBeginning() {
        String trace = played(() -> {
            Simulation.current().trace().note("the first line");
            for (int i = 0; i < 400; i++) {
                sleep();
            }
            Simulation.current().trace().note("the last line");
        }).trace().toString();

        assertTrue(trace.startsWith("  … what came before is left out"), trace);
        assertFalse(trace.contains("the first line"), trace);
        assertTrue(trace.contains("the last line"), trace);
        assertEquals(301, trace.lines().count());
    }

    // ---- the network

    @Test
    void aConnectionIsToldFromItsBeginningToItsEnd() {
        Simulation simulation = played(() -> {
            network().host("server").spawn(() -> {
                try (ServerSocket listener = new ServerSocket(80); Socket socket = listener.accept()) {
                    socket.getInputStream().readNBytes(2);
                    socket.getInputStream().read();
                }
            });
            sleep();
            try (Socket socket = new Socket("server", 80)) {
                socket.getOutputStream().write('a');
                socket.getOutputStream().write('b');
                socket.shutdownOutput();
                socket.getInputStream().read();
            }
            sleep(1);
        });

        assertTells(simulation, "server:80 listens", "localhost:49152 connects to server:80",
                "server:80 accepts localhost:49152", "server:80 reads 2 of 2 bytes from localhost:49152",
                "server:80 reads the end from localhost:49152", "server:80 closes, connected to localhost:49152");
        assertTells(simulation, "localhost:49152 connects to server:80", "localhost:49152 is connected to server:80",
                "localhost:49152 sends 1 of 1 bytes to server:80", "localhost:49152 sends 1 of 1 bytes to server:80",
                "localhost:49152 sends the end to server:80", "localhost:49152 reads the end from server:80",
                "localhost:49152 closes, connected to server:80");
    }

    @Test
    void aConnectionThatIsRefusedIsTold() {
        Simulation simulation = played(() -> {
            network().host("server");
            assertThrows(ConnectException.class, () -> new Socket("server", 80));
            sleep(1);
        });

        assertTells(simulation, "localhost:49152 connects to server:80",
                "localhost:49152 to server:80: Connection refused");
    }

    @Test
    void cutsAndResetsAreTold() {
        Simulation simulation = played(() -> {
            Host[] hosts = {network().host("a"), network().host("b")};
            hosts[1].spawn(() -> new ServerSocket(7).accept());
            sleep();
            hosts[0].spawn(() -> new Socket("b", 7)).get();
            network().partition(hosts[0], hosts[1]);
            network().heal();
            network().reset(hosts[0], hosts[1]);
            sleep(1);
        });

        assertTells(simulation, "a and b are cut off from each other", "the network is whole again",
                "a:49152 to b:7: Connection reset");
        assertTells(simulation, "b:7 to a:49152: Connection reset");
    }

    @Test
    void datagramsAreToldWhetherTheyArriveOrNot() {
        Simulation simulation = played(() -> {
            DatagramSocket server = network().host("server").spawn(() -> new DatagramSocket(9)).get();
            InetAddress address = network().host("server").address();
            DatagramSocket client = new DatagramSocket();
            client.send(new DatagramPacket(new byte[3], 3, address, 9));
            server.receive(new DatagramPacket(new byte[2], 2));
            client.send(new DatagramPacket(new byte[3], 3, address, 10));
            sleep(1);
            network().loss(1);
            client.send(new DatagramPacket(new byte[3], 3, address, 9));
            sleep(1);
        });

        assertTells(simulation, "localhost:49152 sends a datagram of 3 bytes to server:9",
                "server:9 receives a datagram of 2 bytes from localhost:49152",
                "localhost:49152 sends a datagram of 3 bytes to server:10", "nobody receives at server:10",
                "localhost:49152 sends a datagram of 3 bytes to server:9, which is lost");
    }

    // ---- telling runs apart

    @Test
    void runsThatDifferInTimeOnlyHaveDifferentFingerprints() {
        assertEquals(played(() -> sleep(1)).trace().fingerprint(), played(() -> sleep(1)).trace().fingerprint());
        assertNotEquals(played(() -> sleep(1)).trace().fingerprint(), played(() -> sleep(2)).trace().fingerprint());
    }

    @Test
    void runsThatDifferInWhatIsSentOnlyHaveDifferentFingerprints() {
        List<Long> fingerprints = Stream.of(1, 2, 1).map(n -> played(() -> send(n)).trace().fingerprint()).toList();

        assertEquals(fingerprints.get(0), fingerprints.get(2));
        assertNotEquals(fingerprints.get(0), fingerprints.get(1));
    }

    private static void send(int bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[bytes], bytes, InetAddress.getLoopbackAddress(), 9));
        }
    }
}
