package gevent.monkey.client;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.monkey.FreshHub;
import gevent.monkey.Monkey;
import gevent.monkey.OtherThread;
import gevent.socket.ClosingSockets;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What holds of every client that is patched, though it has never heard of gevent. Each class has a JVM of its own: it
 * begins unpatched, and shows that what is checked does not hold then.
 */
@Tag("client")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FreshHub.class)
abstract class ClientContract {
    static final double DELAY = 0.05;
    static final double LONG = 60;
    /** It is for the server's greeting, too, which a busy machine makes wait. */
    private static final int READ_TIMEOUT_MILLIS = 1_000;
    static final Duration SOON = Duration.ofMillis(50);
    private static final String OURS = "gevent.socket.GeventSocketImpl";
    private static final String JDKS = "sun.nio.ch.NioSocketImpl";

    /** A conversation with the server, by means of the client. */
    interface Connection {
        /** Has the server give back what it is sent. */
        byte[] echo(byte[] sent) throws Exception;

        /** Has the server answer after a time. */
        void await(double seconds) throws Exception;

        /** What a program would call from another thread to end what goes on. */
        default void abort() throws Exception {
            close();
        }

        void close() throws Exception;
    }

    /**
     * How to connect.
     *
     * @param readTimeout how long to wait for the server, in milliseconds; 0 for ever
     */
    record Options(boolean tls, int readTimeout) {
        static final Options PLAIN = new Options(false, 0);
    }

    private final List<Connection> opened = new ArrayList<>();
    private Throwable manyUnpatched;
    private Throwable timeoutUnpatched;
    private Throwable fromBefore;
    private Resources before;

    /** Starts the server; skips the test if there is none on this machine. */
    abstract void startServer() throws Exception;

    /** Stops it, if it was started. */
    abstract void stopServer() throws Exception;

    abstract Connection connect(Options how) throws Exception;

    /** Whether who uses the client reads its socket; otherwise a thread or a selector of the client's does. */
    boolean readsSockets() {
        return true;
    }

    /** Whether a greenlet waits for the server's answer. */
    boolean isReading(Greenlet<?> greenlet) {
        return standsIn(greenlet, OURS);
    }

    /** How many greenlets wait at once. */
    int many() {
        return 200;
    }

    /** A time in which a wait for the server surely begins, and does not end. */
    Duration limit() {
        return SOON;
    }

    /** Closes what the client keeps for later, where closing a conversation does not. */
    void closeIdle() throws Exception {
    }

    /** Called again and again until what was held for a test is given back. */
    void letGo() {
    }

    /** Whether the client keeps this thread for later. */
    boolean keeps(Thread thread) {
        return false;
    }

    /** What a kill or a Timeout that ends a wait makes of a conversation. */
    enum AfterThrow {
        /** It goes on. */
        USABLE,
        /** The client has closed it. */
        CLOSED,
        /** The client knows nothing of it, and would take the answer that is due for the next one's: to be closed. */
        OUT_OF_STEP
    }

    abstract AfterThrow afterThrow();

    boolean isSocketTimeout(Exception thrown) {
        return isCausedBy(SocketTimeoutException.class, thrown);
    }

    // ---- around the tests

    @BeforeAll
    final void beginUnpatched() throws Exception {
        assertFalse(Monkey.isPatched("socket"), "each class needs a JVM of its own");
        SSLContext.setDefault(Tls.context());
        startServer();
        manyUnpatched = thrownBy(this::checkThatManyWaitTogether);
        closeAll();
        timeoutUnpatched = thrownBy(this::checkThatATimeoutEndsARead);
        closeAll();
        Connection connection = open(Options.PLAIN);
        echoes(connection, 1);
        Monkey.patchAll();
        // At once, as some clients keep a connection that is idle for a few seconds only.
        fromBefore = thrownBy(() -> checkThatItGoesOnUnpatched(connection));
        closeAll();
    }

    @AfterAll
    final void end() throws Exception {
        stopServer();
    }

    /** What a client makes once and keeps is made before the look. */
    @BeforeEach
    final void look() throws Exception {
        echoes(open(Options.PLAIN), 1);
        closeAll();
        before = Resources.held();
    }

    @AfterEach
    final void nothingIsLeaked() throws Exception {
        closeAll();
        before.awaitNoneBeyond(this::keeps, this::letGo);
    }

    private Connection open(Options how) throws Exception {
        Connection connection = connect(how);
        opened.add(connection);
        return connection;
    }

    private void closeAll() throws Exception {
        for (Connection connection : opened) {
            connection.close();
        }
        opened.clear();
        closeIdle();
    }

    private static Throwable thrownBy(Action action) {
        try {
            action.run();
            return null;
        } catch (Throwable t) {
            return t;
        }
    }

    private static void echoes(Connection connection, int length) throws Exception {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);
        assertArrayEquals(sent, connection.echo(sent));
    }

    static boolean standsIn(Greenlet<?> greenlet, String type) {
        return Arrays.stream(greenlet.stackTrace())
                .anyMatch(frame -> frame.getClassName().equals(type) && frame.getMethodName().equals("read"));
    }

    private static <V> Greenlet<V> begun(Callable<V> body, Predicate<Greenlet<V>> waits) {
        Greenlet<V> greenlet = spawn(body);
        OtherThread.awaitThat(() -> {
            sleep();
            return greenlet.isReady() || waits.test(greenlet);
        });
        assertFalse(greenlet.isReady(), () -> greenlet + " does not wait");
        return greenlet;
    }

    /** A greenlet that waits for a server's answer, which takes long. */
    final <V> Greenlet<V> reading(Callable<V> body) {
        return begun(body, this::isReading);
    }

    /** Waits until a query has a row: until a statement has begun, say, as a server cancels nothing before. */
    static void awaitRow(java.sql.Connection other, String query) throws SQLException {
        try (other; Statement ask = other.createStatement()) {
            while (!ask.executeQuery(query).next()) { }
        }
    }

    private Greenlet<Exception> failing(Connection connection) {
        return reading(() -> assertThrows(Exception.class, () -> connection.await(LONG)));
    }

    static boolean isCausedBy(Class<?> type, Throwable t) {
        return Stream.iterate(t, cause -> cause != null, Throwable::getCause).anyMatch(type::isInstance);
    }

    // ---- works

    @Test
    final void oneMegabyteGoesBothWays() throws Exception {
        echoes(open(Options.PLAIN), 1 << 20);
    }

    @Test
    final void oneMegabyteGoesBothWaysInAGreenlet() throws Exception {
        spawn(() -> echoes(open(Options.PLAIN), 1 << 20)).get();
    }

    @Test
    final void oneMegabyteGoesBothWaysOverTls() throws Exception {
        spawn(() -> echoes(open(new Options(true, 0)), 1 << 20)).get();
    }

    // ---- many at once

    /** The main of the hub is one of them, so unpatched it keeps the others from even beginning. */
    private void checkThatManyWaitTogether() throws Exception {
        Connection ofMain = open(Options.PLAIN);
        List<Greenlet<Connection>> openers = new ArrayList<>();
        for (int i = 0; i < many(); i++) {
            openers.add(spawn(() -> open(Options.PLAIN)));
        }
        joinall(openers, true);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        List<Greenlet<Void>> waiting = new ArrayList<>();
        for (Greenlet<Connection> opener : openers) {
            waiting.add(spawn(() -> {
                mostAtOnce.accumulateAndGet(begun.incrementAndGet() - ended.get(), Math::max);
                opener.value().await(DELAY);
                ended.incrementAndGet();
            }));
        }
        Throwable failure = readsSockets() ? thrownBy(() -> ofMain.await(DELAY)) : null;
        int begunMeanwhile = begun.get();
        joinall(waiting, true);
        assertNull(failure);
        assertTrue(begunMeanwhile > 0 || !readsSockets(), "while main waited nobody ran");
        assertTrue(mostAtOnce.get() > 1, "they wait one after the other");
    }

    @Test
    final void manyWaitTogether() throws Exception {
        checkThatManyWaitTogether();
    }

    @Test
    final void unpatchedMainKeepsTheOthersFromRunning() {
        if (readsSockets()) {
            assertNotNull(manyUnpatched, "it works without a patch, too: what is checked?");
            assertEquals("while main waited nobody ran ==> expected: <true> but was: <false>",
                    manyUnpatched.getMessage());
        } else {
            assertNull(manyUnpatched, "main takes no part in this");
        }
    }

    // ---- what cuts a read short

    @Test
    void theSocketTimeoutEndsARead() throws Exception {
        Connection connection = open(new Options(false, READ_TIMEOUT_MILLIS));
        Exception thrown = spawn(() -> assertThrows(Exception.class, () -> connection.await(LONG))).get();

        assertTrue(isSocketTimeout(thrown), thrown::toString);
    }

    private Connection checkThatATimeoutEndsARead() throws Exception {
        Connection connection = open(Options.PLAIN);
        Throwable thrown = spawn(() -> thrownBy(() -> withTimeout(limit(), () -> {
            connection.await(LONG);
            return null;
        }))).get();
        assertEquals(limit(), assertInstanceOf(Timeout.class, thrown).duration());
        return connection;
    }

    @Test
    final void aTimeoutEndsARead() throws Exception {
        checkAfterThrow(checkThatATimeoutEndsARead());
    }

    /** The JDK's sockets let a greenlet wait, too, but to end that means to interrupt it, which closes them. */
    @Test
    final void unpatchedATimeoutDoesNotSurface() {
        if (readsSockets()) {
            assertNotNull(timeoutUnpatched, "it works without a patch, too: what is checked?");
            assertFalse(isCausedBy(Timeout.class, timeoutUnpatched), timeoutUnpatched::toString);
        } else {
            assertNull(timeoutUnpatched, "a wait that is none in a socket is the same");
        }
    }

    @Test
    final void aKillEndsARead() throws Exception {
        Connection connection = open(Options.PLAIN);
        Greenlet<?> reader = reading(() -> {
            connection.await(LONG);
            return null;
        });
        reader.kill();

        assertTrue(reader.isSuccessful());
        checkAfterThrow(connection);
    }

    /** What every pool needs: the next user of the connection gets its own answer, or an exception at once. */
    @Test
    final void aTimeoutInAClosingSocketLeavesNoAnswerBehind() throws Exception {
        Connection connection = open(Options.PLAIN);
        Throwable thrown = spawn(() -> thrownBy(() -> withTimeout(limit(), () -> ClosingSockets.call(() -> {
            connection.await(LONG);
            return null;
        })))).get();

        assertEquals(limit(), assertInstanceOf(Timeout.class, thrown).duration());
        if (afterThrow() == AfterThrow.OUT_OF_STEP) {
            Throwable next = spawn(() -> thrownBy(() -> echoes(connection, 1000))).get();
            assertFalse(next instanceof Error, () -> next.toString());
        }
    }

    @Test
    final void aKillInAClosingSocketEndsARead() throws Exception {
        Connection connection = open(Options.PLAIN);
        Greenlet<?> reader = reading(() -> ClosingSockets.call(() -> {
            connection.await(LONG);
            return null;
        }));
        reader.kill();

        assertTrue(reader.isSuccessful(), () -> String.valueOf(reader.exception()));
    }

    private void checkAfterThrow(Connection connection) throws Exception {
        switch (afterThrow()) {
            case USABLE -> echoes(connection, 1000);
            case CLOSED -> assertThrows(Exception.class, () -> connection.echo(new byte[1]));
            case OUT_OF_STEP -> assertNotNull(thrownBy(() -> withTimeout(SOON, () -> connection.echo(new byte[1]))));
        }
    }

    @Test
    void aCloseFromAPlatformThreadEndsARead() throws Exception {
        Connection connection = open(Options.PLAIN);
        Greenlet<Exception> reader = failing(connection);
        OtherThread closer = OtherThread.start(() -> {
            connection.abort();
            return null;
        });

        assertTrue(isCausedBy(IOException.class, reader.get()), () -> reader.value().toString());
        closer.result();
    }

    // ---- what was there before

    private void checkThatItGoesOnUnpatched(Connection connection) {
        Greenlet<?> reader = begun(() -> {
            connection.await(DELAY);
            echoes(connection, 1000);
            return null;
        }, greenlet -> readsSockets() ? standsIn(greenlet, JDKS) : isReading(greenlet));
        reader.get();
    }

    @Test
    final void aConnectionFromBeforeGoesOnAsItWas() throws Throwable {
        if (fromBefore != null) {
            throw fromBefore;
        }
    }
}
