package gevent.server;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Spawner;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.pool.Group;
import gevent.pool.Pool;
import greenlet.GreenletExit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The common part of all servers. A server accepts connections or packets, handles each in a greenlet, and ends without
 * cutting off clients.
 *
 * <pre>
 *   new --- start ---&gt; accepting --- stopAccepting ---&gt; pausing --- stop, close ---&gt; closed
 *    |                     ^ +---------------------------- | ----------------^
 *    |                     +---------- startAccepting -----+                 |
 *    +---------------------------------------- stop, close ------------------+
 *                          ^----------------------- start -------------------+
 * </pre>
 *
 * <p>A server accepts, and runs handlers, on the hub of the caller that started it. What a handler throws is reported
 * there, and the server goes on. Set options before the start; everything else is thread-safe. gevent:
 * {@code gevent.baseserver.BaseServer}.
 *
 * @param <S> the server's own type, so that options can be chained
 */
public abstract sealed class BaseServer<S extends BaseServer<S>> implements AutoCloseable
        permits StreamServer, DatagramServer {
    private static final System.Logger LOG = System.getLogger("gevent.server");
    private static final Duration STOP_TIME = Duration.ofSeconds(1);
    /** How long killed handlers have to clean up. */
    private static final Duration KILL_TIME = Duration.ofSeconds(1);
    private static final int MOST_IN_A_ROW = 100;

    private final Group handlers = new Group();
    private final Event closed = new Event();
    private final PinnedLock lock = new PinnedLock();
    private boolean started;                                // guarded by lock
    private @Nullable Greenlet<?> acceptor;                 // null while nothing is accepted; guarded by lock

    // Options: written before the start.
    private Spawner spawner = handlers;
    private int maxAccept = MOST_IN_A_ROW;
    private Duration minDelay = Duration.ofMillis(10);
    private Duration maxDelay = Duration.ofSeconds(1);

    BaseServer() {
    }

    abstract S self();

    /** Opens the socket, unless it was given; called at each start. */
    abstract void open() throws IOException;

    /** Whether the socket can be opened again: it was not given. */
    abstract boolean canReopen();

    /** Waits for the next connection or packet, and returns it. */
    abstract Incoming next() throws IOException;

    /** Closes the socket; never waits. */
    abstract void closeSocket() throws IOException;

    /** The address to which the socket is bound; null if it is not. */
    abstract @Nullable SocketAddress boundTo();

    // ---- options

    /**
     * Runs the handlers as members of a pool, a group or any other spawner. While a pool is full, nothing is accepted.
     * Without this option or {@link #spawn(int)}, there is no limit. gevent: {@code spawn=pool}.
     *
     * @param by may be used for other things, too; stopping the server affects only its handlers
     */
    public final S spawn(Spawner by) {
        checkNotStarted();
        spawner = Objects.requireNonNull(by, "by");
        return self();
    }

    /** Limits the number of concurrent handlers to {@code most}. gevent: {@code spawn=n}. */
    public final S spawn(int most) {
        return spawn(new Pool(most));
    }

    /**
     * How many connections or packets to accept before other greenlets get their turn (default 100). gevent:
     * {@code max_accept}.
     *
     * @param most one or more
     */
    public final S maxAccept(int most) {
        checkNotStarted();
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " is less than one");
        }
        maxAccept = most;
        return self();
    }

    /**
     * The delay before a retry when the server cannot accept, for example for lack of descriptors. The delay doubles
     * each time (default from 10 milliseconds to one second). gevent: {@code min_delay}, {@code max_delay}.
     *
     * @param max not less than {@code min}
     */
    public final S backOff(Duration min, Duration max) {
        checkNotStarted();
        BackOff.check(min, max);
        minDelay = min;
        maxDelay = max;
        return self();
    }

    /** As {@link #backOff(Duration, Duration)}, in seconds. */
    public final S backOff(double min, double max) {
        return backOff(Loop.duration(min), Loop.duration(max));
    }

    final void checkNotStarted() {
        if (isStarted() || isClosed()) {
            throw new IllegalStateException(this + " was started already: options come before that");
        }
    }

    // ---- starting

    /**
     * Binds, unless a socket was given, and begins to accept. Returns at once. Does nothing if the server is started. A
     * server that was stopped binds and accepts again.
     *
     * @throws IOException for example if the address is in use; the server is then closed
     * @throws IllegalStateException if the server is closed, and its socket was given
     */
    public final S start() throws IOException {
        if (!isStarted()) {
            reopen();
            try {
                open();
            } catch (Throwable t) {
                closeListener();
                throw t;
            }
            beginAccepting();
        }
        return self();
    }

    private void reopen() {
        if (isClosed() && !canReopen()) {
            throw new IllegalStateException(this + " is closed, and so is the socket it was given: make another");
        }
        try (PinnedLock _ = lock.hold()) {
            if (closed.isSet()) {
                started = false;
                closed.clear();
            }
        }
    }

    private void checkNotClosed() {
        if (isClosed()) {
            throw new IllegalStateException(this + " is closed: start() opens it again");
        }
    }

    /**
     * Resumes accepting after {@link #stopAccepting}, on the hub of the caller. Does nothing if the server accepts
     * already.
     *
     * @throws IllegalStateException if the server was not started, or is closed
     */
    public final void startAccepting() {
        checkNotClosed();
        if (!isStarted()) {
            throw new IllegalStateException(this + " was not started");
        }
        beginAccepting();
    }

    private void beginAccepting() {
        prepareWarnings();
        Greenlet<?> made = new Greenlet<>(() -> {
            accept();
            return null;
        });
        made.setName("acceptor of " + this);
        made.rawlink(this::acceptorEnded);
        try (PinnedLock _ = lock.hold()) {
            if (acceptor != null) {
                return;
            }
            acceptor = made;
            started = true;
        }
        made.start();
    }

    /**
     * Stops accepting until {@link #startAccepting}. Clients that connect wait; handlers go on. gevent:
     * {@code stop_accepting}.
     */
    public final void stopAccepting() {
        endAcceptor();
    }

    /** Ends the acceptor, and returns it; null if there is none. */
    private @Nullable Greenlet<?> endAcceptor() {
        Greenlet<?> ending;
        try (PinnedLock _ = lock.hold()) {
            ending = acceptor;
            acceptor = null;
        }
        if (ending != null) {
            ending.kill(new GreenletExit(), false, null);
        }
        return ending;
    }

    /** Starts the server unless it is started, and waits until it is stopped; see {@link #serveForever(Duration)}. */
    public final void serveForever() throws IOException {
        serveForever(STOP_TIME);
    }

    /**
     * Starts the server unless it is started, and waits until it is stopped. A kill or an interrupt meanwhile stops the
     * server.
     *
     * @param stopTimeout how long handlers then have to finish; null for no limit
     * @throws IOException if the server cannot be started
     */
    public final void serveForever(@Nullable Duration stopTimeout) throws IOException {
        Loop.checkLimit(stopTimeout, "stopTimeout");
        start();
        try {
            closed.await();
        } finally {
            // In its own greenlet: a second kill ends this wait, but not the stop.
            Gevent.spawn(() -> stop(stopTimeout)).join();
        }
    }

    /** As {@link #serveForever(Duration)}, in seconds. */
    public final void serveForever(double seconds) throws IOException {
        serveForever(Loop.duration(seconds));
    }

    // ---- accepting; in the acceptor

    private void accept() {
        BackOff backOff = new BackOff(minDelay, maxDelay,
                failure -> warn("cannot accept now, and goes on trying: " + failure));
        for (int n = 1; isAcceptor(Strand.current()); n++) {
            acceptOne(backOff);
            if (n % maxAccept == 0) {
                Gevent.sleep();
            }
        }
    }

    /** Has the JDK read the time zones, which the date of a record needs: it never does after it has failed once. */
    private static void prepareWarnings() {
        if (LOG.isLoggable(System.Logger.Level.WARNING)) {
            Objects.requireNonNull(ZoneId.systemDefault().getRules());
        }
    }

    final void warn(String what) {
        LOG.log(System.Logger.Level.WARNING, this + " " + what);
    }

    /**
     * Closes the listener if the acceptor's hub was closed, for example, or other code killed the acceptor: nothing
     * would accept any more.
     */
    private void acceptorEnded(Waitable ended) {
        if (isAcceptor(ended)) {
            try {
                closeListener();
            } catch (IOException e) {
                // The listener is closed anyway.
            }
        }
    }

    private boolean isAcceptor(Object strand) {
        try (PinnedLock _ = lock.hold()) {
            return acceptor == strand;
        }
    }

    private void acceptOne(BackOff backOff) {
        if (spawner instanceof Group group) {
            group.waitAvailable(null);
        }
        try {
            handOver(next());
            backOff.succeeded();
        } catch (IOException | RuntimeException | LinkageError failure) {       // a class is a file, too
            if (!isClosed()) {
                backOff.failed(failure);
            }
        }
    }

    private void handOver(Incoming incoming) {
        boolean[] begun = {false};
        Greenlet<@Nullable Void> handler = new Greenlet<>(() -> {
            begun[0] = true;
            incoming.handle();
            return null;
        });
        handler.rawlink(_ -> {
            // Killed before its turn came.
            if (!begun[0]) {
                incoming.drop();
            }
        });
        try {
            if (spawner != handlers) {
                handlers.add(handler);
            }
            spawner.start(handler);
        } catch (Throwable t) {
            handlers.discard(handler);
            incoming.drop();
            throw t;
        }
    }

    // ---- ending

    /**
     * Ends accepting, and closes the socket, which frees its port. Handlers go on, and nothing waits. Does nothing if
     * the server is closed. gevent: {@code close()}.
     *
     * @throws IOException if closing the socket fails; it is closed anyway
     */
    public final void closeListener() throws IOException {
        try (PinnedLock _ = lock.hold()) {
            if (closed.isSet()) {
                return;
            }
            closed.set();
        }
        endAcceptor();
        closeSocket();
    }

    /** As {@link #stop(Duration)} with one second. gevent: {@code stop()}, and {@code with server: …}. */
    @Override
    public final void close() throws IOException {
        stop(STOP_TIME);
    }

    /** As {@link #stop(Duration)} with one second. */
    public final boolean stop() throws IOException {
        return stop(STOP_TIME);
    }

    /**
     * Ends accepting at once, waits for the handlers, and kills the handlers that have not finished in time. Their
     * connections are closed. A handler that calls this waits for the other handlers.
     *
     * @param timeout how long handlers have to finish; null for no limit, zero for no time
     * @return whether all handlers finished by themselves
     * @throws IOException if closing the socket fails; everything else is still done
     */
    public final boolean stop(@Nullable Duration timeout) throws IOException {
        Loop.checkLimit(timeout, "timeout");
        Greenlet<?> ending = endAcceptor();
        boolean finished;
        try {
            closeListener();
        } finally {
            if (ending != null && ending != Strand.current()) {
                // The acceptor may be about to hand over one more connection or packet.
                ending.join();
            }
            finished = endHandlers(timeout);
        }
        return finished;
    }

    /** As {@link #stop(Duration)}, in seconds. */
    public final boolean stop(double seconds) throws IOException {
        return stop(Loop.duration(seconds));
    }

    private boolean endHandlers(@Nullable Duration timeout) {
        List<Greenlet<?>> others = handlers.members().stream().filter(each -> each != Strand.current()).toList();
        if (Gevent.joinall(others, timeout).size() == others.size()) {
            return true;
        }
        GreenletExit exit = new GreenletExit("its server is stopped");
        others.forEach(each -> handlers.killone(each, exit, false, null));
        Gevent.joinall(others, KILL_TIME);
        return false;
    }

    // ---- what it is

    /** Whether the server was started and not closed since. gevent: {@code started}. */
    public final boolean isStarted() {
        try (PinnedLock _ = lock.hold()) {
            return started && !closed.isSet();
        }
    }

    /** Whether the server was closed. gevent: {@code closed}. */
    public final boolean isClosed() {
        return closed.isSet();
    }

    /**
     * Whether the server's pool has no room for another handler, so that nothing is accepted. gevent: {@code full()}.
     */
    public final boolean isFull() {
        return spawner instanceof Group group && group.isFull();
    }

    /** The number of running handlers. */
    public final int handling() {
        return handlers.size();
    }

    /** The address at which the server listens, with the port that the system chose; null before the start. */
    public final @Nullable SocketAddress address() {
        return boundTo();
    }

    /**
     * The port at which the server listens; -1 before the start, or if there is no port. gevent: {@code server_port}.
     */
    public final int port() {
        return address() instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    @Override
    public final String toString() {
        return "<" + getClass().getSimpleName() + " " + address() + (isClosed() ? ", closed>" : ">");
    }
}
