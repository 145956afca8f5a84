package gevent.monkey.agent;

import gevent.Gevent;
import gevent.event.AsyncResult;
import gevent.hub.DatagramEndpoint;
import gevent.hub.Descriptor;
import gevent.hub.Fiber;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.Strand;
import gevent.socket.SocketImpls;
import gevent.socket.Sockets;
import gevent.testing.Clocks;
import gevent.threadpool.Pools;
import gevent.threadpool.ThreadPool;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.MulticastSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Answers at the {@link Gate}: does in a greenlet's way what the JDK would have blocked its thread with, or lets the JDK
 * go on. That it does wherever waiting would be wrong: on threads without a hub, in callbacks, below native frames and
 * class initializers, and while classes are loaded, whose locks the loop may need.
 */
final class Takeover implements BiFunction<Integer, Object[], Object> {
    private static final Point[] POINTS = Point.values();
    private static final Duration NONE = null;

    /** Set while a thread is in here: what it reads meanwhile are classes of ours. */
    private static final ThreadLocal<Boolean> ANSWERING = new ThreadLocal<>();

    private final Originals originals = new Originals();
    private volatile Set<Point.Patch> patched = EnumSet.noneOf(Point.Patch.class);
    private volatile Thread main;           // whose threads are no daemons; null for none
    private final Object pass = Gate.install(this);

    Takeover() {
        rehearse();
    }

    /**
     * Loads whatever it takes to let the JDK go on, before anybody asks: who reads a class from a jar is in the middle of
     * that file, and must not have to read another class from it.
     */
    private void rehearse() {
        patched = EnumSet.allOf(Point.Patch.class);
        Runnable ask = () -> {
            for (Point point : Point.Patch.FILE.points()) {
                apply(point.ordinal(), new Object[1]);
            }
        };
        try {
            // Neither has a hub of its own, so all they hear is "go on".
            Thread.ofPlatform().start(ask).join();
            Thread.ofVirtual().start(ask).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            patched = EnumSet.noneOf(Point.Patch.class);
        }
        Pinned.here();
        Hub.of(Thread.ofVirtual().unstarted(() -> { }));
    }

    void add(Point.Patch patch) {
        Set<Point.Patch> more = EnumSet.copyOf(patched);
        more.add(patch);
        patched = more;
        if (patch == Point.Patch.TIME) {
            Hub.bringTimedParks();
        }
    }

    void setMain(Thread thread) {
        main = thread;
    }

    @Override
    public Object apply(Integer ordinal, Object[] arguments) {
        Point point = POINTS[ordinal];
        if (!patched.contains(point.patch()) || ANSWERING.get() != null) {
            return pass;
        }
        ANSWERING.set(true);
        try {
            return switch (point) {
                case SLEEP -> sleep((Long) arguments[0]);
                case TIMED_PARK -> park((Thread) arguments[0], (Runnable) arguments[1], (Long) arguments[2],
                        (TimeUnit) arguments[3]);
                case PROCESS_WAIT -> awaitExit((Process) arguments[0], NONE);
                case PROCESS_WAIT_LIMITED -> awaitExit((Process) arguments[0],
                        Duration.of((Long) arguments[1], ((TimeUnit) arguments[2]).toChronoUnit()));
                case NEW_DATAGRAM_SOCKET -> datagrams((SocketAddress) arguments[0], arguments[1]);
                case NANO_TIME -> Clocks.areSimulated() ? Clocks.nanoTime() : pass;
                case NEW_THREAD -> arguments[0] == main ? Boolean.FALSE : pass;
                case IN_READ, IN_READ_ARRAY, IN_READ_PART -> read(point, arguments);
                default -> offload(point, arguments);
            };
        } catch (Throwable t) {
            throw Takeover.<RuntimeException>sneak(t);
        } finally {
            ANSWERING.remove();
        }
    }

    /** Whether the current code may wait in our way: a greenlet that can leave its carrier, or a hub's main. */
    private boolean mayWait(Strand self) {
        return self instanceof Fiber ? !Pinned.here()
                : self.hub() != null && self == self.hub().mainStrand() && !Hub.isInCallback();
    }

    /** Those that are made on the JDK's channels, and ours, want nothing to be made. */
    private Object datagrams(SocketAddress at, Object type) throws IOException {
        return at == DatagramEndpoint.noSocketOfTheJdk() ? pass
                : SocketImpls.datagrams(at, type == MulticastSocket.class);
    }

    private Object sleep(long nanos) throws InterruptedException {
        if (nanos == 0 || !mayWait(Strand.currentWithoutNewHub())) {
            return pass;
        }
        try {
            Gevent.sleep(Duration.ofNanos(nanos));
            return null;
        } catch (Interrupted interrupt) {
            throw interrupt.asChecked();
        }
    }

    /** On the hub's own timers instead of the JDK's threads; called by the carrier when the greenlet has left it. */
    private Object park(Thread parked, Runnable wake, long delay, TimeUnit unit) {
        Hub hub = Hub.of(parked);
        return hub == null || hub.isClosed() || !hub.isCurrent() ? pass
                : LoopTimeout.start(hub.loop(), Duration.of(delay, unit.toChronoUnit()), wake);
    }

    private Object awaitExit(Process process, Duration limit) throws InterruptedException {
        if (!process.isAlive() || limit != null && !limit.isPositive() || !mayWait(Strand.currentWithoutNewHub())) {
            return pass;
        }
        try {
            boolean ended = AsyncResult.of(process.onExit()).await(limit) != null;
            return limit == null ? pass : (Object) ended;
        } catch (Interrupted interrupt) {
            throw interrupt.asChecked();
        }
    }

    /** A pipe, a terminal, standard input: waits until there is something, and lets the JDK read that. */
    private Object read(Point point, Object[] arguments) throws Throwable {
        FileInputStream in = (FileInputStream) arguments[0];
        if (originals.isRegularFile(in) || !Descriptor.areSupported()) {
            return offload(point, arguments);
        }
        Strand self = Strand.currentWithoutNewHub();
        if (mayWait(self)) {
            awaitReadable(self, originals.numberOf(in.getFD()));
        }
        return pass;
    }

    /** A read knows no interrupt, save that of the keyboard, which is for a main. */
    private static void awaitReadable(Strand self, int descriptor) throws IOException {
        boolean interrupted = false;
        for (boolean readable = false; !readable; ) {
            try {
                Sockets.waitRead(descriptor, null);
                readable = true;
            } catch (Interrupted interrupt) {
                if (!(self instanceof Fiber)) {
                    throw interrupt;
                }
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has a thread of a pool do it. A hub's main does it itself: it may be loading a class that others wait for. */
    private Object offload(Point point, Object[] arguments) throws Throwable {
        if (!(Strand.currentWithoutNewHub() instanceof Fiber fiber) || Pinned.here()
                || !mayPark(fiber, point, arguments[0])) {
            return pass;
        }
        AsyncResult<Object> result = poolFor(point, arguments[0]).spawnQuietly(
                () -> originals.call(point, arguments));
        Throwable thrownIn = null;
        while (!result.isReady()) {
            try {
                result.await();
            } catch (Throwable t) {
                if (mayWaitForEver(point, arguments[0])) {
                    throw t;
                }
                // Not before the caller's array is its own again.
                thrownIn = t;
            }
        }
        Throwable failure = thrownIn != null ? thrownIn : result.exception();
        if (failure != null) {
            throw failure;
        }
        return result.value();
    }

    /**
     * Whether a greenlet may leave its carrier here. Who writes often holds the lock of a stream or a logger, and a main
     * with code of its own that wanted it, too, would stop the hub for good. A callback may print as well.
     */
    private static boolean mayPark(Fiber fiber, Point point, Object subject) throws IOException {
        return switch (point) {
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN, PATH_OPEN, IN_READ, IN_READ_ARRAY, IN_READ_PART -> true;
            case OUT_WRITE, OUT_WRITE_ARRAY, OUT_WRITE_PART -> {
                FileDescriptor fd = ((FileOutputStream) subject).getFD();
                yield fiber.hub().isOnlyGreenlets() && fd != FileDescriptor.out && fd != FileDescriptor.err;
            }
            default -> fiber.hub().isOnlyGreenlets();
        };
    }

    private ThreadPool poolFor(Point point, Object subject) throws Throwable {
        return mayWaitForEver(point, subject) ? Pools.blocking() : Pools.files();
    }

    private boolean mayWaitForEver(Point point, Object subject) throws Throwable {
        return switch (point) {
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN, PATH_OPEN, CHANNEL_LOCK -> true;
            case IN_READ, IN_READ_ARRAY, IN_READ_PART -> !originals.isRegularFile((FileInputStream) subject);
            default -> false;
        };
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
