package gevent.os;

import gevent.hub.PinnedLock;
import gevent.hub.Waiter;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Calls of the operating system that let other greenlets run while they wait, on descriptors by their numbers: what a
 * library gives that is not Java's.
 *
 * <pre>{@code
 * Os.Pipe pipe = Os.pipe();
 * spawn(() -> Os.write(pipe.write(), "hello".getBytes()));
 * byte[] hello = Os.read(pipe.read(), 100);
 * }</pre>
 *
 * <p>Any thread may use it; several may use one descriptor. Epoll loop only: without it everything here throws
 * {@link UnsupportedOperationException}. gevent: {@code gevent.os}.
 */
public final class Os {
    /** For {@link #waitpid}: return at once if nobody has ended. */
    public static final int WNOHANG = 1;

    private static final byte[] NOTHING = {};
    private static final PinnedLock LOCK = new PinnedLock();
    private static final Map<Integer, Use> USES = new HashMap<>();      // by number; guarded by LOCK

    /** A descriptor that somebody reads or writes here now, or that was made here. */
    private static final class Use {
        final Descriptor descriptor;
        final boolean made;
        int users;                                                      // guarded by LOCK

        Use(Descriptor descriptor, boolean made) {
            this.descriptor = descriptor;
            this.made = made;
        }
    }

    /**
     * Two descriptors that are connected.
     *
     * @param read the one to read from
     * @param write the one to write to
     */
    public record Pipe(int read, int write) {
    }

    /**
     * What became of a child.
     *
     * @param pid its number; 0 if none has ended
     * @param returncode what it exited with; the number of the signal that ended it, negated
     */
    public record Ended(int pid, int returncode) {
    }

    private Os() {
    }

    // ---- descriptors

    /** Two that are connected, non-blocking, and not for children. @throws IOException if the system has none */
    public static Pipe pipe() throws IOException {
        Descriptor[] pipe = Descriptor.pipe();
        try (PinnedLock _ = LOCK.hold()) {
            for (Descriptor one : pipe) {
                USES.put(one.number(), new Use(one, true));
            }
        }
        return new Pipe(pipe[0].number(), pipe[1].number());
    }

    /**
     * Reads what there is, at least one byte. Waits. The descriptor becomes non-blocking, for all who share it. gevent:
     * {@code nb_read}.
     *
     * @param fd of a pipe, a FIFO, a terminal, a socket; of a file it blocks the hub for as long as the disk takes
     * @param most how many bytes at most
     * @return the bytes; none at the end
     * @throws IOException if there is no such descriptor, it is closed meanwhile, or the system's call fails
     */
    public static byte[] read(int fd, int most) throws IOException {
        byte[] bytes = new byte[checkMost(most)];
        int n = using(fd, descriptor -> descriptor.read(bytes, 0, most));
        return trimmed(bytes, n);
    }

    /**
     * Writes all bytes. Waits. The descriptor becomes non-blocking, for all who share it. gevent: {@code nb_write},
     * which may write less.
     *
     * @return how many
     * @throws IOException as {@link #read}
     */
    public static int write(int fd, byte[] bytes) throws IOException {
        return using(fd, descriptor -> {
            descriptor.write(bytes, 0, bytes.length);
            return bytes.length;
        });
    }

    private interface Call {
        int of(Descriptor descriptor) throws IOException;
    }

    private static int using(int fd, Call call) throws IOException {
        Use use = begin(fd);
        try {
            return call.of(use.descriptor);
        } finally {
            end(fd, use);
        }
    }

    private static Use begin(int fd) throws IOException {
        try (PinnedLock _ = LOCK.hold()) {
            Use use = USES.get(fd);
            if (use == null) {
                use = new Use(Descriptor.borrow(fd), false);
                USES.put(fd, use);
            }
            use.users++;
            return use;
        }
    }

    private static void end(int fd, Use use) throws IOException {
        try (PinnedLock _ = LOCK.hold()) {
            if (--use.users > 0 || use.made || !USES.remove(fd, use)) {
                return;
            }
        }
        use.descriptor.close();
    }

    /**
     * Closes a descriptor; who waits for it here is told.
     *
     * @throws IOException if there is none of that number
     */
    public static void close(int fd) throws IOException {
        Use use;
        try (PinnedLock _ = LOCK.hold()) {
            use = USES.remove(fd);
        }
        if (use != null) {
            use.descriptor.close();
        }
        if (use == null || !use.made) {
            Descriptor.of(fd).close();
        }
    }

    /** Has calls of a descriptor return rather than block, for all who share it. @return whether that is a change */
    public static boolean makeNonblocking(int fd) throws IOException {
        return Descriptor.setNonBlocking(fd, true);
    }

    private static int checkMost(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most: " + most + " is negative");
        }
        return most;
    }

    private static byte[] trimmed(byte[] bytes, int n) {
        return n <= 0 ? NOTHING : n == bytes.length ? bytes : Arrays.copyOf(bytes, n);
    }

    // ---- descriptors, on threads

    /**
     * Reads what there is on a thread of {@link Pools#blocking}, and leaves the descriptor as it is. Who is killed
     * meanwhile leaves; what the thread then reads is lost. gevent: {@code tp_read}.
     *
     * @return the bytes; none at the end
     * @throws IOException if the system's call fails
     */
    public static byte[] tpRead(int fd, int most) throws IOException {
        byte[] bytes = new byte[checkMost(most)];
        Descriptor descriptor = Descriptor.asItIs(fd);
        return trimmed(bytes, onThread(() -> descriptor.readNowait(bytes, 0, most)));
    }

    /**
     * Writes what there is room for on a thread of {@link Pools#blocking}, and leaves the descriptor as it is. gevent:
     * {@code tp_write}.
     *
     * @return how many
     * @throws IOException if the system's call fails
     */
    public static int tpWrite(int fd, byte[] bytes) throws IOException {
        Descriptor descriptor = Descriptor.asItIs(fd);
        return onThread(() -> descriptor.writeNowait(bytes, 0, bytes.length));
    }

    private interface Blocking {
        int call() throws IOException;
    }

    private static int onThread(Blocking call) throws IOException {
        int n;
        try {
            n = Pools.blocking().apply(call::call);
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw e;
        }
        if (n == Descriptor.WOULD_BLOCK) {
            throw new IOException("Resource temporarily unavailable");
        }
        return n;
    }

    // ---- processes

    /**
     * Waits until a child has ended that was started here, by {@link gevent.subprocess.Popen} say, and forgets it. Of
     * those that ended the last minute's are known.
     *
     * @param pid its number; -1 for any
     * @param options {@link #WNOHANG} not to wait, or 0
     * @return its number and what it ended with; with {@link #WNOHANG} zeros if none has ended
     * @throws IOException if there is no such child
     */
    public static Ended waitpid(int pid, int options) throws IOException {
        if ((options & ~WNOHANG) != 0 || pid < -1 || pid == 0) {
            throw new IllegalArgumentException("pid: " + pid + ", options: " + options + " is not supported");
        }
        while (true) {
            List<Child> children = pid == -1 ? Child.all() : List.of(of(pid));
            if (children.isEmpty()) {
                throw noChild();
            }
            for (Child child : children) {
                Integer returncode = child.poll();
                if (returncode != null) {
                    child.forget();
                    return new Ended(child.pid(), returncode);
                }
            }
            if ((options & WNOHANG) != 0) {
                return new Ended(0, 0);
            }
            awaitAny(children);
        }
    }

    private static Child of(int pid) throws IOException {
        Child child = Child.of(pid);
        if (child == null) {
            throw noChild();
        }
        return child;
    }

    private static IOException noChild() {
        return new IOException("No child processes");
    }

    /** The hub does not see that they run, if they were started elsewhere. */
    private static void awaitAny(List<Child> children) {
        Waiter<Child> waiter = new Waiter<>("a child's end");
        children.forEach(child -> child.whenEnded(waiter));
        try {
            waiter.await((Thread) null, null);
        } finally {
            children.forEach(child -> child.unlink(waiter));
        }
    }

    /** Sends a signal to a process. @param signal {@code "TERM"} or {@code "SIGTERM"} @throws IOException if refused */
    public static void kill(int pid, String signal) throws IOException {
        Child.kill(pid, Signals.number(signal));
    }

    /** Sends a signal to a group of processes. @throws IOException if refused */
    public static void killpg(int group, String signal) throws IOException {
        if (group < 2) {
            throw new IllegalArgumentException("group: " + group + " is none to be signalled");
        }
        Child.kill(-group, Signals.number(signal));
    }
}
