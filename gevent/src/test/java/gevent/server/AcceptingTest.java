package gevent.server;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Reported;
import gevent.hub.StrandInfo;
import gevent.hub.VirtualTime;
import gevent.pool.Nursery;
import gevent.pool.Pool;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a server does with what comes in, by a clock and a socket that the test owns. */
@ExtendWith(FreshHub.class)
class AcceptingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Socket> handled = new ArrayList<>();
    private VirtualTime time;
    private ScriptedListener listener;
    private StreamServer server;
    private Duration perHandler = Duration.ZERO;
    private int running;
    private int most;

    @BeforeEach
    void serve() throws IOException {
        time = VirtualTime.onNewHub();
        listener = new ScriptedListener();
        server = new StreamServer(listener, this::handle);
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(Duration.ZERO);
        // Those that were killed are told in their turn.
        sleep();
    }

    private void handle(Socket client) {
        handled.add(client);
        most = Math.max(most, ++running);
        try {
            sleep(perHandler);
        } finally {
            running--;
        }
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            listener.connection();
        }
    }

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

    // ---- the end

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
