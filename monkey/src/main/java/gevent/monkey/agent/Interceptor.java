package gevent.monkey.agent;

import gevent.Gevent;
import gevent.event.AsyncResult;
import gevent.hub.Fiber;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.IoWatcher;
import gevent.hub.Strand;
import gevent.internal.KernelAccess;
import gevent.io.DatagramEndpoint;
import gevent.os.Descriptor;
import gevent.socket.SocketImpls;
import gevent.testing.Clocks;
import gevent.threadpool.Pools;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.MulticastSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Answers at the {@link JdkBridge}: does in a greenlet's way what the JDK would have blocked its thread with, or lets the JDK
 * go on. That it does wherever waiting would be wrong: on threads without a hub, in callbacks, below native frames and
 * class initializers, and while classes are loaded, whose locks the loop may need.
 */
final class Interceptor implements BiFunction<Integer, Object[], Object> {
    private static final JdkMethod[] POINTS = JdkMethod.values();
    private static final Duration NONE = null;

    /** Set while a thread is in here: what it reads meanwhile are classes of ours. */
    private static final ThreadLocal<Boolean> ANSWERING = new ThreadLocal<>();

    private final Originals originals = new Originals();
    private final Pipes pipes = new Pipes(originals);
    private volatile Set<JdkMethod.Patch> patched = EnumSet.noneOf(JdkMethod.Patch.class);
    private volatile Thread main;           // whose threads are no daemons; null for none
    private final Runnable earlySocket;
    private final Object pass = JdkBridge.install(this);

    /** @param earlySocket is told of a socket that is made before they are patched */
    Interceptor(Runnable earlySocket) {
        this.earlySocket = earlySocket;
        rehearse();
    }

    /**
     * Loads whatever it takes to let the JDK go on, before anybody asks: who reads a class from a jar is in the middle of
     * that file, and must not have to read another class from it.
     */
    private void rehearse() {
        if (unknownOfFiles() != null) {
            return;
        }
        patched = EnumSet.allOf(JdkMethod.Patch.class);
        Runnable ask = () -> {
            for (JdkMethod point : JdkMethod.Patch.FILE.points()) {
                apply(point.ordinal(), new Object[] {new FileDescriptor()});
            }
        };
        try {
            // Neither has a hub of its own, so all they hear is "go on". A virtual one has that of who makes it.
            CompletableFuture<Thread> virtual = new CompletableFuture<>();
            // Named, as the others are numbered, and the program's begin with 0.
            Thread.ofPlatform().name("gevent-rehearsal").start(() -> {
                ask.run();
                virtual.complete(Thread.startVirtualThread(ask));
            }).join();
            virtual.join().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            patched = EnumSet.noneOf(JdkMethod.Patch.class);
        }
        Pinned.here();
        Mounts.mayStall();
        Hub.of(Thread.ofVirtual().unstarted(() -> { }));
    }

    /** Why this cannot take files over; null if it can. */
    Throwable unknownOfFiles() {
        return originals.unknown();
    }

    void add(JdkMethod.Patch patch) {
        Set<JdkMethod.Patch> more = EnumSet.copyOf(patched);
        more.add(patch);
        patched = more;
        if (patch == JdkMethod.Patch.TIME) {
            KernelAccess.get().enableTimedParks();
        }
    }

    void setMain(Thread thread) {
        main = thread;
    }

    @Override
    public Object apply(Integer ordinal, Object[] arguments) {
        JdkMethod point = POINTS[ordinal];
        if (point == JdkMethod.EARLY_SOCKET) {
            earlySocket.run();
            return pass;
        }
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
                case PROXY_SOCKET -> SocketImpls.direct();
                case NEW_THREAD -> arguments[0] == main ? Boolean.FALSE : pass;
                default -> file(point, arguments);
            };
        } catch (Throwable t) {
            throw Interceptor.<RuntimeException>sneak(t);
        } finally {
            ANSWERING.remove();
        }
    }

    private Object file(JdkMethod point, Object[] arguments) throws Throwable {
        if (point == JdkMethod.DESCRIPTOR_CLOSE) {
            return close((FileDescriptor) arguments[0], arguments);
        }
        return Strand.currentWithoutNewHub().hub() == null ? pass : switch (point) {
            case IN_READ, IN_READ_ARRAY, IN_READ_PART ->
                    read(point, arguments, ((FileInputStream) arguments[0]).getFD());
            case CHANNEL_READ, CHANNEL_READ_MANY -> read(point, arguments, (FileDescriptor) arguments[1]);
            case OUT_WRITE, OUT_WRITE_ARRAY, OUT_WRITE_PART -> write(point, arguments);
            case CHANNEL_WRITE -> writeChannel(arguments);
            case CHANNEL_WRITE_MANY, CHANNEL_TRANSFER_FROM ->
                    offload(point, arguments, !originals.isFile((FileDescriptor) arguments[1]), false);
            case CHANNEL_TRANSFER_TO ->
                    offload(point, arguments, !originals.isFile((FileDescriptor) arguments[4]), false);
            case CHANNEL_LOCK -> offload(point, arguments, true, true);
            // The other end of a FIFO may never be opened.
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN, PATH_OPEN, PATH_OPEN_AT ->
                    offload(point, arguments, true, true);
            default -> offload(point, arguments);
        };
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
            throw told(interrupt);
        }
    }

    /** What interrupts the thread is told in the JDK's way; what was thrown in, and Ctrl-C, as they are. */
    private static InterruptedException told(Interrupted interrupt) {
        if (Waits.isOfThread(Strand.currentWithoutNewHub(), interrupt)) {
            return interrupt.asChecked();
        }
        throw interrupt;
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
            throw told(interrupt);
        }
    }

    private Object close(FileDescriptor fd, Object[] arguments) throws Throwable {
        if (originals.numberOf(fd) < 0) {
            return pass;
        }
        if (!originals.isFile(fd)) {
            pipes.closing(fd);
            return pass;
        }
        originals.unregister(fd);
        return offload(JdkMethod.DESCRIPTOR_CLOSE, arguments);
    }

    private Object read(JdkMethod point, Object[] arguments, FileDescriptor fd) throws Throwable {
        if (originals.isFile(fd)) {
            return offload(point, arguments);
        }
        Strand self = Strand.currentWithoutNewHub();
        // In this order: what looks for the loop's means reads devices itself.
        if (!mayWait(self)) {
            return pass;
        }
        if (!Descriptor.areSupported()) {
            // Who leaves a channel's read gives back the memory that it reads into.
            return offload(point, arguments, true, arguments[0] instanceof FileInputStream);
        }
        pipes.await(self, fd, IoWatcher.READ);
        return pass;
    }

    /** {@code System.out} and {@code System.err} are written as ever: their locks are everybody's. */
    private Object write(JdkMethod point, Object[] arguments) throws Throwable {
        FileOutputStream out = (FileOutputStream) arguments[0];
        FileDescriptor fd = out.getFD();
        if (fd == FileDescriptor.out || fd == FileDescriptor.err) {
            return pass;
        }
        if (originals.isFile(fd)) {
            return offload(point, arguments);
        }
        Strand self = Strand.currentWithoutNewHub();
        if (!mayWait(self)) {
            return pass;
        }
        if (!Descriptor.areSupported()) {
            return offload(point, arguments, true, false);
        }
        byte[] bytes = point == JdkMethod.OUT_WRITE ? new byte[] {((Integer) arguments[1]).byteValue()}
                : (byte[]) arguments[1];
        boolean part = point == JdkMethod.OUT_WRITE_PART;
        int offset = part ? (Integer) arguments[2] : 0;
        int length = part ? (Integer) arguments[3] : bytes.length;
        Objects.checkFromIndexSize(offset, length, bytes.length);
        pipes.write(self, out, bytes, offset, length);
        return null;
    }

    private Object writeChannel(Object[] arguments) throws Throwable {
        FileDescriptor fd = (FileDescriptor) arguments[1];
        if (originals.isFile(fd)) {
            return offload(JdkMethod.CHANNEL_WRITE, arguments);
        }
        Strand self = Strand.currentWithoutNewHub();
        if (!mayWait(self)) {
            return pass;
        }
        return !Descriptor.areSupported() ? offload(JdkMethod.CHANNEL_WRITE, arguments, true, false)
                : (Object) pipes.write(self, arguments[0], fd, (Long) arguments[2], (Integer) arguments[3]);
    }

    private Object offload(JdkMethod point, Object[] arguments) throws Throwable {
        return offload(point, arguments, false, false);
    }

    /**
     * Has a thread of a pool do it. A hub's main does it itself: it may be loading a class that others wait for.
     *
     * @param forEver whether it may last, and thus has a thread for itself
     * @param leaves whether who is thrown into leaves it
     */
    private Object offload(JdkMethod point, Object[] arguments, boolean forEver, boolean leaves) throws Throwable {
        if (!(Strand.currentWithoutNewHub() instanceof Fiber fiber) || !mayPark(fiber, point)
                || point.isOfRemote() && !Mounts.mayStall() || Pinned.here()) {
            return pass;
        }
        return new Offload(originals, point, arguments, leaves)
                .run(fiber, forEver ? Pools.blocking() : Pools.files());
    }

    /**
     * Whether a greenlet may leave its carrier here. Who writes often holds the lock of a stream or a logger, and a main
     * with code of its own that wanted it, too, would stop the hub for good. A callback may print as well.
     */
    private static boolean mayPark(Fiber fiber, JdkMethod point) {
        return fiber.hub().isOnlyGreenlets() || switch (point) {
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN, PATH_OPEN, IN_READ, IN_READ_ARRAY, IN_READ_PART, PROCESS_START -> true;
            default -> false;
        };
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
