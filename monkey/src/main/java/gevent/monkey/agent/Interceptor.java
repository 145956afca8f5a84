package gevent.monkey.agent;

import gevent.Gevent;
import gevent.event.AsyncResult;
import gevent.hub.Fiber;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.Strand;
import gevent.internal.KernelAccess;
import gevent.internal.jdk.NetInternals;
import gevent.internal.jdk.Pinned;
import gevent.io.DatagramEndpoint;
import gevent.os.Descriptor;
import gevent.socket.SocketImpls;
import gevent.testing.Clocks;
import gevent.threadpool.Pools;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.MulticastSocket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Answers the calls of the {@link JdkBridge}: replaces a JDK call that would block its thread by a cooperative wait, or
 * lets the JDK proceed. The JDK proceeds wherever waiting would be wrong: on threads without a hub, in callbacks, below
 * native frames and class initializers, and during class loading, whose locks the loop may need.
 */
final class Interceptor implements BiFunction<Integer, Object[], Object> {
    private static final JdkMethod[] POINTS = JdkMethod.values();
    private static final Duration NONE = null;
    /** What the JDK makes of a read(2) that returned nothing. */
    private static final int NOTHING_READ = -1;
    /** Instead of the result of an opening that may last forever. */
    private static final Object FOREVER = new Object();

    /** Set while a thread is in {@link #apply}: all that it reads meanwhile are gevent4j's own classes. */
    private static final ThreadLocal<Boolean> ANSWERING = new ThreadLocal<>();

    private final Originals originals = new Originals();
    private final Pipes pipes = new Pipes(originals);
    private volatile Set<JdkMethod.Patch> patched = EnumSet.noneOf(JdkMethod.Patch.class);
    private final Runnable earlySocket;
    private final Object pass = JdkBridge.install(this);

    /** @param earlySocket called when a socket is made before sockets are patched */
    Interceptor(Runnable earlySocket) {
        this.earlySocket = earlySocket;
        rehearse();
    }

    /**
     * Loads all classes that are needed to let the JDK proceed, before the first real call. A thread that is loading a
     * class is in the middle of reading a jar, and must not have to load another class from that jar.
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
            // Neither thread has a hub, so every answer is PASS. A virtual thread has its starter's hub.
            CompletableFuture<Thread> virtual = new CompletableFuture<>();
            // Named, because unnamed threads are numbered, and the numbers of the program's threads start with 0.
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

    /** Why file operations cannot be taken over; null if they can. */
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

    /**
     * Has the transport chosen, before the first call that depends on it. That call may hold a lock that the choice
     * needs: the first read of {@code /dev/random} holds the lock of all random numbers.
     */
    static void chooseTransport() {
        try {
            Descriptor.areSupported();
        } catch (IllegalArgumentException | UnsupportedOperationException wrongProperty) {
            // The first hub or socket reports it.
        }
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
                case NEW_THREAD -> daemon();
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
        Strand self = Strand.currentWithoutNewHub();
        return self.hub() == null ? pass : switch (point) {
            case CHANNEL_BEGIN -> begin(self);
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
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN -> open(point, arguments, new File((String) arguments[1]));
            case PATH_OPEN -> open(point, arguments, new File(arguments[0].toString()));
            case PATH_OPEN_AT -> offload(point, arguments, true, true);
            default -> offload(point, arguments);
        };
    }

    /**
     * Opens a file. This is part of what a library does with its files: a database may open the next one in the middle
     * of a change. Only what is no file may keep its opener waiting forever, as a FIFO does until its other end is open.
     */
    private Object open(JdkMethod point, Object[] arguments, File file) throws Throwable {
        if (!mayOffload(point)) {
            return pass;
        }
        Object opened = new Offload(() -> isOther(file) ? FOREVER : originals.call(point, arguments))
                .run(Strand.currentWithoutNewHub(), Pools.files());
        return opened == FOREVER ? offload(point, arguments, true, true) : opened;
    }

    private static boolean isOther(File file) {
        try {
            return Files.readAttributes(file.toPath(), BasicFileAttributes.class).isOther();
        } catch (IOException | InvalidPathException unknown) {
            // There is none yet, or the opening will tell the problem.
            return false;
        }
    }

    /** Lets a call on a channel begin. An interrupt for a kill or a timeout would close the channel for all users. */
    private Object begin(Strand self) {
        self.putOffInterrupt();
        return pass;
    }

    /** Whether {@code self} runs on a hub as a virtual thread, and so can leave its carrier while it waits. */
    static boolean isGreenletOrGuest(Strand self) {
        return self.hub() != null && self != self.hub().mainStrand();
    }

    /** Whether the current code may wait on the hub: a greenlet or guest that can leave its carrier, or main. */
    private boolean mayWait(Strand self) {
        return isGreenletOrGuest(self) ? !Pinned.here() : self.hub() != null && !Hub.isInCallback();
    }

    /** Whether a thread that the current code makes is a daemon: in a greenlet, what the hub's thread would make. */
    private Object daemon() {
        return Thread.currentThread().isVirtual() && Strand.currentWithoutNewHub() instanceof Fiber fiber
                ? (Object) fiber.hub().thread().isDaemon() : pass;
    }

    /**
     * Makes the delegate of a UDP socket. JDK channel adaptors and gevent4j's own sockets need none; a program's own
     * factory makes its own.
     */
    private Object datagrams(SocketAddress at, Object type) throws IOException {
        return at == DatagramEndpoint.noSocketOfTheJdk() || NetInternals.hasDatagramFactory() ? pass
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

    /** Converts an interrupt of the thread to the JDK's exception; rethrows Ctrl-C and what was thrown in unchanged. */
    private static InterruptedException told(Interrupted interrupt) {
        if (Waits.isOfThread(Strand.currentWithoutNewHub(), interrupt)) {
            return interrupt.asChecked();
        }
        throw interrupt;
    }

    /** Times a park with the hub's timers instead of the JDK's threads; the carrier calls it after the unmount. */
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
        // Before areSupported, which itself reads devices.
        if (!mayWait(self)) {
            return pass;
        }
        if (!Descriptor.areSupported()) {
            // A caller that leaves a channel's read frees the memory that the read writes to.
            return offload(point, arguments, true, arguments[0] instanceof FileInputStream);
        }
        return pipes.awaitInput(self, fd) ? pass : point == JdkMethod.CHANNEL_READ_MANY ? (Object) (long) NOTHING_READ
                : (Object) NOTHING_READ;
    }

    /** Leaves {@code System.out} and {@code System.err} to the JDK, because all threads share their locks. */
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
     * Hands a call to a pool thread, if that is possible.
     *
     * @param forEver whether the call may last forever, and so gets a separate thread
     * @param leaves whether a greenlet that is thrown into leaves the call
     */
    private Object offload(JdkMethod point, Object[] arguments, boolean forEver, boolean leaves) throws Throwable {
        if (!mayOffload(point)) {
            return pass;
        }
        Callable<Object> original = () -> originals.call(point, arguments);
        Offload call = !leaves ? new Offload(original)
                : new Offload(original, made -> originals.undo(point, arguments, made));
        return call.run(Strand.currentWithoutNewHub(), forEver ? Pools.blocking() : Pools.files());
    }

    /**
     * Whether a call may go to a pool thread. A hub's main makes the call itself, because it may be loading a class that
     * greenlets wait for.
     */
    private static boolean mayOffload(JdkMethod point) {
        Strand self = Strand.currentWithoutNewHub();
        return isGreenletOrGuest(self) && mayPark(self, point) && !(point.isOfRemote() && !Mounts.mayStall())
                && !Pinned.here();
    }

    /**
     * Whether a greenlet or guest may leave its carrier in this call. Code that writes often holds the lock of a stream
     * or a logger. If main does more than drive the loop and waits for that lock, the hub is blocked forever. A
     * callback that prints may block the hub, too.
     */
    private static boolean mayPark(Strand self, JdkMethod point) {
        return self.hub().isOnlyGreenlets() || switch (point) {
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN, PATH_OPEN, IN_READ, IN_READ_ARRAY, IN_READ_PART, PROCESS_START -> true;
            default -> false;
        };
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
