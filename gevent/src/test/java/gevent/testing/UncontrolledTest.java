package gevent.testing;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Greenlet;
import gevent.event.Event;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import gevent.threadpool.ThreadPool;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What no seed decides is noticed and named. */
class UncontrolledTest {
    private static Set<String> uncontrolled(Action main) {
        Simulation simulation = new Simulation(0);
        simulation.play(main);
        return simulation.uncontrolled();
    }

    private static void assertNames(String what, Set<String> uncontrolled) {
        assertTrue(uncontrolled.stream().anyMatch(line -> line.contains(what)), uncontrolled::toString);
    }

    @Test
    void whatIsAllSimulatedHasNothingOfTheKind() {
        assertEquals(Set.of(), uncontrolled(() -> {
            Event event = new Event();
            Greenlet<Boolean> waiting = spawn(() -> event.await());
            try (ServerSocket listener = new ServerSocket(0);
                    Socket client = new Socket("localhost", listener.getLocalPort());
                    Socket server = listener.accept()) {
                client.getOutputStream().write(1);
                server.getInputStream().read();
            }
            sleep(3600);
            event.set();
            waiting.get();
        }));
    }

    @Test
    void aSleepOfTheJdkWithoutTheAgentIsNamed() {
        assertNames("Thread.sleep", uncontrolled(() -> Thread.sleep(20)));
    }

    @Test
    void offloadedWorkIsNamed() {
        assertNames("another thread woke", uncontrolled(() -> {
            try (ThreadPool pool = new ThreadPool(1)) {
                pool.apply(() -> 1);
            }
        }));
    }

    @Test
    void anotherThreadThatComesInWhileOthersRunIsNamed() {
        assertNames("another thread woke", uncontrolled(() -> {
            Event event = new Event();
            Greenlet<Boolean> waiting = spawn(() -> event.await());
            while (event.linkCount() == 0) {
                sleep();
            }
            Thread other = Thread.ofPlatform().start(event::set);
            while (!waiting.isReady()) {
                sleep();
            }
            other.join();
        }));
    }

    @Test
    void aMonitorThatIsContendedIsNamed() {
        assertNames("monitor", uncontrolled(() -> {
            Object monitor = new Object();
            Greenlet<Void> holder = spawn(() -> {
                synchronized (monitor) {
                    sleep(1);
                }
            });
            sleep();
            spawn(() -> {
                synchronized (monitor) { }
            }).get();
            holder.get();
        }));
    }

    @Test
    void theReportOfAFailureNamesIt() {
        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> Simulation.explore(1, () -> {
            Thread.sleep(20);
            throw new AssertionError("on purpose");
        }));

        assertTrue(failure.getMessage().matches("(?s).*\n  not controlled:\n.*\n?    Thread\\.sleep or another .*"),
                failure::getMessage);
    }
}
