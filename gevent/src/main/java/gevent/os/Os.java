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
 * System calls on descriptors by number, such as those from a library that is not Java's. Other greenlets run while a
 * call waits.
 *
 * <pre>{@code
 * Os.Pipe pipe = Os.pipe();
 * spawn(() -> Os.write(pipe.write(), "hello".getBytes()));
 * byte[] hello = Os.read(pipe.read(), 100);
 * }</pre>
 *
 * <p>Any thread may use this class, and several threads may use one descriptor. Epoll loop only: without it all methods
 * throw {@link UnsupportedOperationException}. gevent: {@code gevent.os}.
 */
public final class Os {
    /** For {@link #waitpid}: return at once if no child has ended. */
    public static final int WNOHANG = 1;

    private static final byte[] NOTHING = {};
    private static final PinnedLock LOCK = new PinnedLock();
    private static final Map<Integer, Use> USES = new HashMap<>();      // by number; guarded by LOCK

    /** A descriptor that this class is reading or writing now, or that this class made. */
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
     * The two ends of a pipe.
     *
     * @param read the descriptor to read from
     * @param write the descriptor to write to
     */
    public record Pipe(int read, int write) {
    }

    /**
     * How a child ended.
     *
     * @param pid the number of the child; 0 if no child has ended
     * @param returncode the exit status, or the number of the signal that ended the child, negated
     */
    public record Ended(int pid, int returncode) {
    }

    private Os() {
    }

    // ---- descriptors

    /**
     * Makes a pipe. Its descriptors are non-blocking, and children do not inherit them.
     *
     * @throws IOException if the system has no more descriptors
     */
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
     * Reads what is available, at least one byte. Waits. The descriptor becomes non-blocking for all that share it.
     * gevent: {@code nb_read}.
     *
     * @param fd of a pipe, a FIFO, a terminal, a socket; a read of a file blocks the hub for as long as the disk takes
     * @param most how many bytes at most
     * @return the bytes; none at the end
     * @throws IOException if there is no such descriptor, it is closed meanwhile, or the system call fails
     */
    public static byte[] read(int fd, int most) throws IOException {
        byte[] bytes = new byte[checkMost(most)];
        int n = using(fd, descriptor -> descriptor.read(bytes, 0, most));
        return trimmed(bytes, n);
    }

    /**
     * Writes all bytes. Waits. The descriptor becomes non-blocking for all that share it. gevent: {@code nb_write},
     * which may write less.
     *
     * @return how many bytes
     * @throws IOException as {@link #read} does
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
     * Closes a descriptor. Waits for it in this class end with an {@link IOException}.
     *
     * @throws IOException if there is no such descriptor
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

    /**
     * Makes a descriptor non-blocking, for all that share it.
     *
     * @return whether that is a change
     */
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
     * Reads what is available on a thread of {@link Pools#blocking}, and leaves the descriptor as it is. A greenlet
     * that is killed meanwhile leaves; what the thread then reads is lost. gevent: {@code tp_read}.
     *
     * @return the bytes; none at the end
     * @throws IOException if the system call fails
     */
    public static byte[] tpRead(int fd, int most) throws IOException {
        byte[] bytes = new byte[checkMost(most)];
        Descriptor descriptor = Descriptor.asItIs(fd);
        return trimmed(bytes, onThread(() -> descriptor.readNowait(bytes, 0, most)));
    }

    /**
     * Writes as much as there is room for on a thread of {@link Pools#blocking}, and leaves the descriptor as it is.
     * gevent: {@code tp_write}.
     *
     * @return how many bytes
     * @throws IOException if the system call fails
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
     * Waits until a child that gevent4j started has ended, for example by {@link gevent.subprocess.Popen}, and forgets
     * the child. Of ended children, only those of the last minute are known.
     *
     * @param pid the number of the child; -1 for any
     * @param options {@link #WNOHANG} not to wait, or 0
     * @return the child's number and return code; zeros with {@link #WNOHANG} if no child has ended
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

    /**
     * Waits for any of these children, and keeps the hub alive: it does not see children that were started elsewhere.
     */
    private static void awaitAny(List<Child> children) {
        Waiter<Child> waiter = new Waiter<>("a child's end");
        children.forEach(child -> child.whenEnded(waiter));
        try {
            waiter.await((Thread) null, null);
        } finally {
            children.forEach(child -> child.unlink(waiter));
        }
    }

    /**
     * Sends a signal to a process.
     *
     * @param signal {@code "TERM"} or {@code "SIGTERM"}
     * @throws IOException if the system refuses
     */
    public static void kill(int pid, String signal) throws IOException {
        Child.kill(pid, Signals.number(signal));
    }

    /**
     * Sends a signal to a group of processes.
     *
     * @param signal {@code "TERM"} or {@code "SIGTERM"}
     * @throws IOException if the system refuses
     */
    public static void killpg(int group, String signal) throws IOException {
        if (group < 2) {
            throw new IllegalArgumentException("group: " + group + " is none to be signalled");
        }
        Child.kill(-group, Signals.number(signal));
    }
}
