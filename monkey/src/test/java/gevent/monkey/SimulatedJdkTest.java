package gevent.monkey;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Action;
import gevent.Greenlet;
import gevent.testing.Host;
import gevent.testing.Network;
import gevent.testing.Simulation;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulations of programs that use nothing but the JDK, each in a JVM of its own, patched by the agent. */
class SimulatedJdkTest {
    @TempDir
    private Path temp;

    private List<String> lines(Class<?> program) throws Exception {
        return ChildJvm.succeeded(ChildJvm.run(List.of("-javaagent:" + AgentJar.in(temp, AgentJar.manifest()),
                "-cp", ChildJvm.classPath(), program.getName())));
    }

    private static void simulated(Action program) {
        Monkey.patchAll();
        Monkey.patchClock();
        Simulation simulation = new Simulation(42);
        simulation.play(program);
        System.out.println(simulation.uncontrolled());
    }

    static final class Waits {
        static void main() {
            simulated(() -> {
                long began = System.nanoTime();
                Thread.sleep(Duration.ofDays(1));
                LockSupport.parkNanos(Duration.ofHours(1).toNanos());
                new LinkedBlockingQueue<String>().poll(1, TimeUnit.HOURS);
                System.out.println(Duration.ofNanos(System.nanoTime() - began).toHours());
            });
        }
    }

    @Test
    void waitsOfTheJdkTakeNoTime() throws Exception {
        assertEquals(List.of("26", "[]"), lines(Waits.class));
    }

    static final class Dates {
        static void main() {
            simulated(() -> {
                Thread.sleep(Duration.ofDays(1));
                System.out.println(Instant.now() + " " + System.currentTimeMillis() + " " + Clock.systemUTC().millis());
                System.out.println(LocalDate.now().getYear() + " "
                        + ZonedDateTime.now().withZoneSameInstant(ZoneOffset.UTC));
            });
            System.out.println(Instant.now().isAfter(Instant.parse("2025-01-01T00:00:00Z")));
        }
    }

    @Test
    void datesAreTheSimulationsWithinIt() throws Exception {
        assertEquals(List.of("2000-01-02T00:00:00Z 946771200000 946771200000", "2000 2000-01-02T00:00Z", "[]", "true"),
                lines(Dates.class));
    }

    static final class Http {
        static void main() {
            simulated(() -> {
                Network network = Simulation.current().network();
                network.latency(Duration.ofSeconds(5), Duration.ofSeconds(5));
                Host host = network.host("example.test");
                host.spawn(() -> {
                    ServerSocket listener = new ServerSocket(80);
                    while (true) {
                        Socket socket = listener.accept();
                        spawn(() -> answer(socket));
                    }
                });
                Greenlet<String> client = spawn(() -> new String(
                        URI.create("http://example.test/").toURL().openStream().readAllBytes()));
                String answer = client.get();
                long seconds = (System.currentTimeMillis() - 946684800000L) / 1000;
                System.out.println(answer + " after " + seconds + " s");
            });
        }

        private static void answer(Socket socket) throws Exception {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            while (!in.readLine().isEmpty()) { }
            new PrintStream(socket.getOutputStream(), true).print("HTTP/1.0 200 OK\r\n\r\nhello");
            socket.close();
        }
    }

    @Test
    void anUnmodifiedClientTalksToAnUnmodifiedServerThroughMemory() throws Exception {
        assertEquals(List.of("hello after 20 s", "[]"), lines(Http.class));
    }
}
