package gevent.server;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.Reported;
import gevent.pool.Nursery;
import gevent.pool.Pool;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server does with what comes in. */
class AcceptingTest extends ScriptedServer {
    // ---- failures

    @Test
    void goesOnAfterAFailureToAccept() throws IOException {
        server.start();
        listener.failure("Too many open files");
        listener.failure("Too many open files");
        connect(1);
        sleep(SECOND);

        assertEquals(1, handled.size());
    }

    @Test
    void waitsLongerAfterEachFailureInARow() throws IOException {
        server.backOff(Duration.ofMillis(100), Duration.ofMillis(300)).start();
        for (int i = 0; i < 4; i++) {
            listener.failure("Too many open files");
        }
        connect(1);
        sleep(Duration.ofMillis(100 + 200 + 300 + 299));
        assertEquals(0, handled.size());

        sleep(Duration.ofMillis(2));
        assertEquals(1, handled.size());
    }

    @Test
    void stopsWhileItWaitsAfterAFailure() throws IOException {
        server.backOff(Duration.ofHours(1), Duration.ofHours(1)).start();
        listener.failure("Too many open files");
        sleep();

        assertTrue(server.stop());
        assertTrue(time.passed().compareTo(SECOND) < 0);
    }

    @Test
    void aHandlerThatFailsIsReportedAndTheServerGoesOn() throws IOException {
        Reported reported = Reported.here();
        IllegalStateException failure = new IllegalStateException("on purpose");
        StreamServer failing = new StreamServer(listener, _ -> {
            throw failure;
        }).start();
        Socket first = listener.connection();
        Socket second = listener.connection();
        sleep(SECOND);

        assertEquals(List.of(failure, failure), reported.errors());
        assertTrue(first.isClosed() && second.isClosed());
        failing.stop();
    }

    @Test
    void whatNobodyCanHandleIsClosedAndTheServerGoesOn() throws IOException {
        Nursery closed = Nursery.open();
        closed.close();
        server.spawn(closed).start();
        Socket client = listener.connection();
        sleep(SECOND);

        assertTrue(client.isClosed());
        assertTrue(server.isStarted());
        assertEquals(0, server.handling());
    }

    // ---- pools

    @Test
    void withoutALimitAllAreHandledAtOnce() throws IOException {
        perHandler = SECOND;
        server.start();
        connect(500);
        sleep(Duration.ofMillis(500));

        assertEquals(500, most);
        assertFalse(server.isFull());
    }

    @Test
    void noMoreAreHandledAtOnceThanItIsTold() throws IOException {
        perHandler = SECOND;
        server.spawn(3).start();
        connect(10);
        sleep(Duration.ofSeconds(10));

        assertEquals(10, handled.size());
        assertEquals(3, most);
    }

    @Test
    void aFullPoolAcceptsNothing() throws IOException {
        perHandler = SECOND;
        server.spawn(2).start();
        connect(5);
        sleep(Duration.ofMillis(500));

        assertTrue(server.isFull());
        assertEquals(2, listener.calls);
    }

    @Test
    void stopsWhileItsPoolIsFull() throws IOException {
        perHandler = SECOND;
        server.spawn(1).start();
        connect(2);
        sleep();
        sleep();
        assertTrue(server.isFull());

        assertTrue(server.stop(Duration.ofSeconds(10)));
        assertEquals(1, handled.size());
    }

    @Test
    void othersOfItsPoolAreNotKilledWithIt() throws IOException {
        Pool pool = new Pool(10);
        Greenlet<?> other = pool.spawn(() -> sleep(SECOND));
        perHandler = Duration.ofHours(1);
        server.spawn(pool).start();
        connect(1);
        sleep();
        sleep();
        assertFalse(server.stop(Duration.ZERO));

        assertEquals(List.of(other), pool.members());
        other.get();
    }

    @Test
    void aPoolThatFillsUpMeanwhileMakesTheNextWait() throws IOException {
        Pool pool = new Pool(1);
        server.spawn(pool).start();
        sleep();
        pool.spawn(() -> sleep(SECOND));
        connect(1);
        sleep(Duration.ofMillis(500));
        assertEquals(0, handled.size());

        sleep(SECOND);
        assertEquals(1, handled.size());
    }

    // ---- pausing

    @Test
    void acceptsNothingWhileItPauses() throws IOException {
        server.start();
        sleep();
        server.stopAccepting();
        connect(1);
        sleep();
        assertEquals(0, handled.size());

        server.startAccepting();
        sleep();
        sleep();
        assertEquals(1, handled.size());
    }

    @Test
    void letsOthersRunBetweenConnectionsThatKeepComing() throws IOException {
        server.maxAccept(10).start();
        connect(100);
        sleep();

        assertEquals(10, listener.calls);
    }

    // ---- wrong use

    @Test
    void cannotBeStartedAgain() throws IOException {
        server.start();
        server.stop();

        assertThrows(IllegalStateException.class, server::start);
        assertThrows(IllegalStateException.class, server::startAccepting);
    }

    @Test
    void optionsComeBeforeTheStart() throws IOException {
        server.start();

        assertThrows(IllegalStateException.class, () -> server.spawn(3));
        assertThrows(IllegalStateException.class, () -> server.maxAccept(3));
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> server.maxAccept(0));
        assertThrows(IllegalArgumentException.class, () -> server.spawn(-1));
        assertThrows(IllegalArgumentException.class, () -> server.stop(Duration.ofSeconds(-1)));
        assertThrows(NullPointerException.class, () -> new StreamServer(0, null));
    }

    @Test
    void aSocketThatWasGivenHasItsBacklogAlready() {
        assertThrows(IllegalStateException.class, () -> server.backlog(5));
        assertThrows(IllegalStateException.class, () -> server.reusePort(true));
    }

    @Test
    void acceptingBeginsWithTheStart() {
        assertThrows(IllegalStateException.class, server::startAccepting);
    }
}
