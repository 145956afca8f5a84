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
import java.util.List;
import java.util.Objects;

/**
 * What all servers do: take what comes in, have a greenlet handle each, and end without cutting anybody off.
 *
 * <pre>
 *   new --- start ---&gt; accepting --- stopAccepting ---&gt; pausing --- stop, close ---&gt; closed
 *    |                     ^ +---------------------------- | ----------------^
 *    |                     +---------- startAccepting -----+                 |
 *    +-----------------------------------------------------------------------+
 * </pre>
 *
 * <p>It accepts, and handles, on the hub of whoever started it; a handler that throws is reported there, and the server
 * goes on. Options are for before the start; everything else may be used from any thread. gevent:
 * {@code gevent.baseserver.BaseServer}.
 *
 * @param <S> the server's own type, so that options can be chained
 */
public abstract sealed class BaseServer<S extends BaseServer<S>> implements AutoCloseable
        permits StreamServer, DatagramServer {
    private static final System.Logger LOG = System.getLogger("gevent.server");
    private static final Duration STOP_TIME = Duration.ofSeconds(1);
    /** How long handlers that were told to exit have to clean up. */
    private static final Duration KILL_TIME = Duration.ofSeconds(1);
    private static final int MOST_IN_A_ROW = 100;

    private final Group handlers = new Group();
    private final Event closed = new Event();
    private final PinnedLock lock = new PinnedLock();
    private boolean started;                                // guarded by lock
    private Greenlet<?> acceptor;                           // null while nothing is accepted; guarded by lock

    // Options: written before the start.
    private Spawner spawner = handlers;
    private int maxAccept = MOST_IN_A_ROW;
    private Duration minDelay = Duration.ofMillis(10);
    private Duration maxDelay = Duration.ofSeconds(1);

    BaseServer() {
    }

    abstract S self();

    /** Opens the socket, unless it was given; called once. */
    abstract void open() throws IOException;

    /** What comes in next; waits. */
    abstract Incoming next() throws IOException;

    /** Closes the socket; never waits. */
    abstract void closeSocket() throws IOException;

    /** Where the socket is bound. */
    abstract SocketAddress boundTo();

    // ---- options

    /**
     * Has the handlers run as members of a pool, a group or whatever else spawns: while a pool is full, nothing is
     * accepted. Without this, or {@link #spawn(int)}, there is no limit. gevent: {@code spawn=pool}.
     *
     * @param by may be used for other things, too; stopping the server concerns its handlers only
     */
    public final S spawn(Spawner by) {
        checkNotStarted();
        spawner = Objects.requireNonNull(by, "by");
        return self();
    }

    /** Lets no more than {@code most} handlers run at once. gevent: {@code spawn=n}. */
    public final S spawn(int most) {
        return spawn(new Pool(most));
    }

    /**
     * How many to accept before others get their turn; 100 unless this is said. gevent: {@code max_accept}.
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
     * How long it lets things be when it cannot accept, for want of descriptors, say: twice as long each time. From 10
     * milliseconds to a second unless this is said. gevent: {@code min_delay}, {@code max_delay}.
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

    final void checkNotStarted() {
        if (isStarted() || isClosed()) {
            throw new IllegalStateException(this + " was started already: options come before that");
        }
    }

    // ---- starting

    /**
     * Binds, unless a socket was given, and begins to accept; returns at once. Nothing if it was started before.
     *
     * @throws IOException if the address is taken, say; the server is closed then
     * @throws IllegalStateException if it is closed
     */
    public final S start() throws IOException {
        if (!isStarted()) {
            checkNotClosed();
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

    private void checkNotClosed() {
        if (isClosed()) {
            throw new IllegalStateException(this + " is closed, and cannot be started again: make another");
        }
    }

    /**
     * Goes on accepting after {@link #stopAccepting}, on the hub of the caller; nothing if it does accept.
     *
     * @throws IllegalStateException if it was not started, or is closed
     */
    public final void startAccepting() {
        checkNotClosed();
        if (!isStarted()) {
            throw new IllegalStateException(this + " was not started");
        }
        beginAccepting();
    }

    private void beginAccepting() {
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

    /** Accepts nothing until it is started: who connects waits, handlers go on. gevent: {@code stop_accepting}. */
    public final void stopAccepting() {
        endAcceptor();
    }

    /** @return who is ending; null if nobody is */
    private Greenlet<?> endAcceptor() {
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

    /** Starts it, unless it is, and waits until it is stopped; see {@link #serveForever(Duration)}. */
    public final void serveForever() throws IOException {
        serveForever(STOP_TIME);
    }

    /**
     * Starts it, unless it is, and waits until it is stopped. Who is killed meanwhile, or interrupted, stops it.
     *
     * @param stopTimeout how long handlers then have to finish; null for as long as they need
     * @throws IOException if it cannot be started
     */
    public final void serveForever(Duration stopTimeout) throws IOException {
        Loop.checkLimit(stopTimeout, "stopTimeout");
        start();
        try {
            closed.await();
        } finally {
            // In a greenlet of its own: a second kill ends our wait for it, and not its work.
            Gevent.spawn(() -> stop(stopTimeout)).join();
        }
    }

    // ---- accepting; in the acceptor

    private void accept() {
        BackOff backOff = new BackOff(minDelay, maxDelay, this::warn);
        for (int n = 1; isAcceptor(Strand.current()); n++) {
            acceptOne(backOff);
            if (n % maxAccept == 0) {
                Gevent.sleep();
            }
        }
    }

    private void warn(Exception failure) {
        LOG.log(System.Logger.Level.WARNING, this + " cannot accept now, and goes on trying: " + failure);
    }

    /** Its hub was closed, say, or it was killed by a stranger: nobody would take what comes. */
    private void acceptorEnded(Waitable ended) {
        if (isAcceptor(ended)) {
            try {
                closeListener();
            } catch (IOException e) {
                // It is closed all the same.
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
        } catch (IOException | RuntimeException failure) {
            if (!isClosed()) {
                backOff.failed(failure);
            }
        }
    }

    private void handOver(Incoming incoming) {
        boolean[] begun = {false};
        Greenlet<Void> handler = new Greenlet<>(() -> {
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
     * Ends accepting, and closes the socket: its port is free. Handlers go on, nobody waits. Nothing if it is closed.
     * gevent: {@code close()}.
     *
     * @throws IOException if closing the socket fails; it is closed all the same
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

    /** As {@link #stop(Duration)} with a second. gevent: {@code stop()}, and {@code with server: …}. */
    @Override
    public final void close() throws IOException {
        stop(STOP_TIME);
    }

    /** As {@link #stop(Duration)} with a second. */
    public final boolean stop() throws IOException {
        return stop(STOP_TIME);
    }

    /**
     * Ends accepting at once, waits for the handlers, and kills those that have not finished in time. Their connections
     * are closed. A handler that calls this waits for the others. Waits.
     *
     * @param timeout how long they have to finish; null for as long as they need, zero for no time
     * @return whether all finished by themselves
     * @throws IOException if closing the socket fails; all else is done all the same
     */
    public final boolean stop(Duration timeout) throws IOException {
        Loop.checkLimit(timeout, "timeout");
        Greenlet<?> ending = endAcceptor();
        try {
            closeListener();
        } finally {
            if (ending != null && ending != Strand.current()) {
                // It may be about to hand over one more.
                ending.join();
            }
            List<Greenlet<?>> others = handlers.members().stream().filter(each -> each != Strand.current()).toList();
            if (Gevent.joinall(others, timeout).size() < others.size()) {
                Gevent.killall(others, new GreenletExit("its server is stopped"), false, null);
                Gevent.joinall(others, KILL_TIME);
                return false;
            }
        }
        return true;
    }

    // ---- what it is

    /** Whether it was started and not closed since. gevent: {@code started}. */
    public final boolean isStarted() {
        try (PinnedLock _ = lock.hold()) {
            return started && !closed.isSet();
        }
    }

    /** Whether it was closed. gevent: {@code closed}. */
    public final boolean isClosed() {
        return closed.isSet();
    }

    /** Whether its pool has no room for another handler, so that nothing is accepted. gevent: {@code full()}. */
    public final boolean isFull() {
        return spawner instanceof Group group && group.isFull();
    }

    /** How many handlers run now. */
    public final int handling() {
        return handlers.size();
    }

    /** Where it listens, the port that the system chose included; null before the start. */
    public final SocketAddress address() {
        return boundTo();
    }

    /** The port at which it listens; -1 before the start and where there is none. gevent: {@code server_port}. */
    public final int port() {
        return address() instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    @Override
    public final String toString() {
        return "<" + getClass().getSimpleName() + " " + address() + (isClosed() ? ", closed>" : ">");
    }
}
