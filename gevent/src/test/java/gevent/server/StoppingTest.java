package gevent.server;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.Hub;
import gevent.hub.StrandInfo;
import gevent.pool.Pool;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a server ends. */
class StoppingTest extends ScriptedServer {
    @Test
    void stoppingWaitsForTheHandlers() throws IOException {
        perHandler = SECOND;
        server.start();
        connect(3);
        sleep();
        sleep();

        assertTrue(server.stop(Duration.ofSeconds(5)));
        assertEquals(SECOND, time.passed());
        assertEquals(0, running);
    }

    @Test
    void stoppingKillsThoseThatTakeTooLong() throws IOException {
        perHandler = Duration.ofHours(1);
        server.start();
        Socket client = listener.connection();
        sleep();
        sleep();

        assertFalse(server.stop(SECOND));
        assertEquals(SECOND, time.passed());
        assertEquals(0, running);
        assertTrue(client.isClosed());
    }

    @Test
    void aSocketThatCannotBeClosedIsReportedAlthoughAHandlerHadToBeKilled() throws IOException {
        perHandler = Duration.ofHours(1);
        server.start();
        listener.failureAtClose("not closed");
        connect(1);
        sleep();
        sleep();

        assertEquals("not closed", assertThrows(IOException.class, () -> server.stop(SECOND)).getMessage());
        assertEquals(0, running);
    }

    @Test
    void stoppingUnlessItIsToldGivesThemASecond() throws IOException {
        perHandler = Duration.ofHours(1);
        server.start();
        connect(1);
        sleep();
        sleep();
        server.close();

        assertEquals(SECOND, time.passed());
    }

    @Test
    void stoppingDoesNotWaitForAHandlerThatWillNotExit() throws IOException {
        StreamServer stubborn = new StreamServer(listener, _ -> {
            long end = time.nanos() + Duration.ofSeconds(100).toNanos();
            while (time.nanos() < end) {
                try {
                    sleep(SECOND);
                } catch (greenlet.GreenletExit notNow) {
                    assertFalse(Thread.currentThread().isInterrupted());
                }
            }
        }).start();
        connect(1);
        sleep();
        sleep();

        assertFalse(stubborn.stop(Duration.ZERO));
        assertTrue(time.passed().compareTo(Duration.ofSeconds(50)) < 0);
        sleep(Duration.ofSeconds(200));
    }

    @Test
    void whoeverIsKilledBeforeItsTurnHasItsConnectionClosed() throws IOException {
        Pool pool = new Pool(1);
        server.spawn(pool).start();
        Socket client = listener.connection();
        spawn(() -> pool.kill());
        sleep();
        sleep();

        assertEquals(0, handled.size());
        assertTrue(client.isClosed());
    }

    @Test
    void aHandlerThatStopsItsServerWaitsForTheOthersOnly() throws IOException {
        boolean[] inTime = {false};
        StreamServer own = new StreamServer(listener, client -> {
            handled.add(client);
            if (handled.size() == 1) {
                sleep(SECOND);
            } else {
                StreamServer[] it = {server};
                inTime[0] = it[0].stop(Duration.ofSeconds(10));
            }
        });
        server = own;
        own.start();
        connect(2);
        sleep(Duration.ofSeconds(5));

        assertTrue(inTime[0]);
        assertTrue(own.isClosed());
    }

    @Test
    void stoppingTwiceIsStoppingOnce() throws IOException {
        perHandler = SECOND;
        server.start();
        connect(1);
        sleep();
        sleep();
        Greenlet<Boolean> first = spawn(() -> server.stop(Duration.ofSeconds(5)));
        Greenlet<Boolean> second = spawn(() -> server.stop(Duration.ofSeconds(5)));

        assertTrue(first.get() && second.get());
        assertTrue(server.stop());
    }

    @Test
    void closingItsListenerLeavesTheHandlersAlone() throws IOException {
        perHandler = SECOND;
        server.start();
        connect(1);
        sleep();
        sleep();
        server.closeListener();

        assertTrue(server.isClosed());
        assertEquals(1, running);
        assertTrue(server.stop(Duration.ofSeconds(5)));
    }

    @Test
    void servingForEverEndsWhenItIsStopped() throws IOException {
        Greenlet<Void> serving = spawn(() -> server.serveForever());
        sleep();
        assertTrue(server.isStarted());
        server.stop();

        serving.get();
    }

    @Test
    void whoIsKilledWhileServingForEverStopsTheServer() throws IOException {
        perHandler = Duration.ofHours(1);
        Greenlet<Void> serving = spawn(() -> server.serveForever(SECOND));
        connect(1);
        sleep();
        sleep();
        serving.kill();

        assertTrue(server.isClosed());
        assertEquals(0, running);
        assertEquals(SECOND, time.passed());
    }

    @Test
    void aServerWhoseAcceptorIsKilledByAStrangerIsClosed() throws IOException {
        server.start();
        sleep();
        for (StrandInfo each : Hub.get().inspect().greenlets()) {
            if (each.strand() instanceof Greenlet<?> greenlet && greenlet.name().startsWith("acceptor")) {
                greenlet.kill();
            }
        }
        sleep();

        assertTrue(server.isClosed());
    }
}
