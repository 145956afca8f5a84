package samples.simulation;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import gevent.testing.Host;
import gevent.testing.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A client that retries with growing pauses. Its circuit breaker stops requests to a server that keeps failing. The
 * sample simulates a week, with the server down every night, in less than a second.
 */
public final class Breaker {
    private static final int FAILURES_TO_OPEN = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration OPEN_FOR = Duration.ofMinutes(10);
    private static final int PORT = 80;

    private final Host server;
    private int failures;
    private Instant openUntil = Instant.MIN;
    private int attempts;
    private int answers;

    Breaker(Host server) {
        this.server = server;
    }

    /** Asks the server repeatedly until it answers or the breaker opens. Returns whether it answered. */
    boolean ask() {
        if (Simulation.current().now().isBefore(openUntil)) {
            return false;
        }
        for (Duration pause = FIRST_PAUSE; failures < FAILURES_TO_OPEN; pause = pause.multipliedBy(2)) {
            attempts++;
            try (Socket socket = new Socket(server.address(), PORT)) {
                socket.setSoTimeout(1_000);
                socket.getOutputStream().write('?');
                if (socket.getInputStream().read() == '!') {
                    failures = 0;
                    answers++;
                    return true;
                }
            } catch (IOException down) {
                // Counted like a wrong answer.
            }
            failures++;
            sleep(pause);
        }
        openUntil = Simulation.current().now().plus(OPEN_FOR);
        failures = 0;
        return false;
    }

    int attempts() {
        return attempts;
    }

    int answers() {
        return answers;
    }

    /** Serves during the day only. */
    static void serveByDay() throws IOException {
        while (true) {
            try (ServerSocket listener = new ServerSocket(PORT)) {
                gevent.Greenlet<Void> server = spawn(() -> answer(listener));
                sleep(Duration.ofHours(16));
                server.kill();
            }
            sleep(Duration.ofHours(8));
        }
    }

    private static void answer(ServerSocket listener) throws IOException {
        while (true) {
            try (Socket socket = listener.accept()) {
                if (socket.getInputStream().read() == '?') {
                    socket.getOutputStream().write('!');
                }
            }
        }
    }

    /** Asks once a minute for a week. */
    static Breaker week() {
        Host server = Simulation.current().network().host("server");
        server.spawn(Breaker::serveByDay);
        Breaker breaker = new Breaker(server);
        while (Simulation.current().elapsed().toDays() < 7) {
            sleep(Duration.ofMinutes(1));
            breaker.ask();
        }
        return breaker;
    }

    /** Runs the simulation. */
    public static void main(String[] args) {
        long began = System.nanoTime();
        Breaker breaker = Simulation.run(1, Breaker::week);
        System.out.printf("a week in %d ms: %d attempts, %d answers%n",
                Duration.ofNanos(System.nanoTime() - began).toMillis(), breaker.attempts(), breaker.answers());
    }
}
