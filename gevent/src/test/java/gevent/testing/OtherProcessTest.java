package gevent.testing;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import gevent.hub.ChildJvm;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same seed in another process. */
class OtherProcessTest {
    /** Prints how the simulation of a seed went. */
    static final class Main {
        private Main() {
        }

        public static void main(String[] args) {
            System.out.println(fingerprintOf(Long.getLong("seed")));
        }
    }

    @TempDir
    private Path temp;

    private String inAnotherProcess(long seed) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(temp, ChildJvm.libraries(), Main.class, ChildJvm.ACCESS,
                ChildJvm.NATIVE_ACCESS, "-Dseed=" + seed);
        assertEquals("", ended.err());
        return ended.out().strip();
    }

    private static long fingerprintOf(long seed) {
        Simulation simulation = new Simulation(seed);
        simulation.play(() -> {
            Host server = simulation.network().host("server");
            server.spawn(() -> {
                ServerSocket listener = new ServerSocket(80);
                while (true) {
                    Socket socket = listener.accept();
                    spawn(() -> socket.getInputStream().transferTo(socket.getOutputStream()));
                }
            });
            for (int i = 0; i < 20; i++) {
                spawn(() -> {
                    sleep(simulation.random().nextDouble());
                    try (Socket socket = new Socket("server", 80)) {
                        socket.getOutputStream().write(new byte[1_000]);
                        socket.getInputStream().readNBytes(1_000);
                    }
                });
            }
            sleep(60);
        });
        return simulation.trace().fingerprint();
    }

    @Test
    void theRunIsTheSameStepByStep() throws Exception {
        for (long seed : List.of(0L, 1L, 2L)) {
            assertEquals(Long.toString(fingerprintOf(seed)), inAnotherProcess(seed));
        }
        assertNotEquals(fingerprintOf(1), fingerprintOf(2));
    }
}
