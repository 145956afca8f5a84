package gevent.os;

import gevent.hub.IoWatcher;
import gevent.hub.Links;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Timer;
import gevent.internal.KernelAccess;
import gevent.internal.ServiceThread;
import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A child process, started by posix_spawn(3). The first call that asks notices its end; at the latest, a watch on its
 * pidfd in the background does. So a child never stays behind as a zombie, even if nothing refers to it any more. Linux
 * with the epoll loop only.
 *
 * <pre>{@code
 * Child child = Child.start(Child.Plan.of(List.of("sleep", "1")));
 * child.whenEnded(c -> System.out.println(c.poll()));
 * }</pre>
 *
 * <p>Any thread may use this class. It is the kernel's part of {@code gevent.subprocess.Popen}; gevent:
 * {@code loop.child}.
 */
public final class Child {
    private static final KernelAccess KERNEL = KernelAccess.get();

    /** The system call has this number on every machine; the C library has a function for it only since glibc 2.36. */
    private static final long PIDFD_OPEN = 434;
    private static final int P_PID = 1;
    private static final int SIGKILL = 9;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int SIGNAL_MASK = 0x7f;
    private static final int CODE_SHIFT = 8;
    private static final int CODE_MASK = 0xff;

    /**
     * What to start and how.
     *
     * @param command the program and its arguments; a program without a slash is searched in {@code PATH}
     * @param directory the child's working directory; null for the directory of this process
     * @param environment the child's variables; null for those of this process
     * @param in the child's standard input, which should block; null for that of this process
     * @param out the child's standard output; null likewise
     * @param err the child's standard error; null likewise
     * @param group the process group to join; 0 for a new group, null for that of this process
     * @param newSession whether the child leads a new session
     */
    public record Plan(List<String> command, @Nullable Path directory, @Nullable Map<String, String> environment,
            @Nullable Descriptor in, @Nullable Descriptor out, @Nullable Descriptor err, @Nullable Integer group,
            boolean newSession) {
        /** Copies what could be changed later. */
        public Plan {
            command = List.copyOf(command);
            environment = environment == null ? null : Map.copyOf(environment);
            if (command.isEmpty()) {
                throw new IllegalArgumentException("command: has no program");
            }
            if (environment != null) {
                environment.forEach(Plan::checkVariable);
            }
        }

        /** Refuses what the child would see as another variable, with the JDK's messages. */
        private static void checkVariable(String name, String value) {
            // A name may begin with it: such variables can be inherited.
            if (name.indexOf('=', 1) >= 0 || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("Invalid environment variable name: \"" + name + "\"");
            }
            if (value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("Invalid environment variable value: \"" + value + "\"");
            }
        }

        /** A plan for a command that shares everything with this process. */
        public static Plan of(List<String> command) {
            return new Plan(command, null, null, null, null, null, null, false);
        }

        void checkPossible() throws IOException {
            for (String word : command) {
                if (word.indexOf('\0') >= 0) {
                    throw new IOException("invalid null character in command");
                }
            }
            // The system reports a missing directory and a missing program by the same error.
            if (directory != null && !Files.isDirectory(directory)) {
                throw new IOException(failure("Failed to access working directory",
                        Files.exists(directory) ? Libc.ENOTDIR : Libc.ENOENT));
            }
        }

        /** The JDK's message for a program that cannot be run. */
        String failure(int errno) {
            return failure("Exec failed", errno);
        }

        private String failure(String what, int errno) {
            return "Cannot run program \"" + command.getFirst() + "\""
                    + (directory == null ? "" : " (in directory \"" + directory + "\")")
                    + ": " + what + ", error: " + errno + " (" + Libc.message(errno) + ")";
        }
    }

    /** How long an ended child is known by its number, as in gevent. */
    private static final Duration REMEMBERED = Duration.ofSeconds(60);
    private static final Map<Integer, Child> BY_PID = new ConcurrentHashMap<>();    // any thread

    private final int pid;
    private final PinnedLock lock = new PinnedLock();
    private final Links<Child> ended = new Links<>();
    private volatile @Nullable Integer returncode;             // null while it runs; written under lock

    private Child(int pid) {
        this.pid = pid;
    }

    /** Whether this JVM can start such children, which takes the epoll loop. */
    public static boolean areSupported() {
        return Descriptor.areSupported();
    }

    /**
     * Starts a child. Blocks the thread until the program runs, perhaps a millisecond.
     *
     * @throws IOException if the program cannot be run; the message is the JDK's
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Child start(Plan plan) throws IOException {
        return start(plan, true);
    }

    static Child start(Plan plan, boolean mayUsePidfd) throws IOException {
        Objects.requireNonNull(plan, "plan");
        if (!areSupported()) {
            throw new UnsupportedOperationException("Only the epoll loop can watch a child");
        }
        Child child = new Child(PosixSpawn.start(plan));
        try {
            BY_PID.put(child.pid, child);
            child.watch(mayUsePidfd);
            return child;
        } catch (Throwable noMemory) {
            child.end();
            throw noMemory;
        }
    }

    /** Ends a child that the caller does not get. */
    private void end() {
        try (NativeBuffer buffer = NativeBuffer.take(); PinnedLock _ = lock.hold()) {
            if (returncode == null) {
                Libc.C.kill(pid, SIGKILL);
                while (Libc.C.waitpid(pid, buffer.corner, 0) < 0 && Libc.errno() == Libc.EINTR) { }
                returncode = -SIGKILL;
            }
        }
        forget();
    }

    /** All children that run, or have ended in the last minute and were not {@linkplain #forget forgotten}. */
    public static List<Child> all() {
        return List.copyOf(BY_PID.values());
    }

    /** The child in {@link #all} with this number; null if there is none. */
    public static @Nullable Child of(int pid) {
        return BY_PID.get(pid);
    }

    /** Removes this child from {@link #all}. */
    public void forget() {
        BY_PID.remove(pid, this);
    }

    // ---- watching

    private void watch(boolean mayUsePidfd) {
        int pidfd = mayUsePidfd ? (int) Libc.C.syscall(PIDFD_OPEN, pid, 0) : -1;
        if (pidfd >= 0) {
            Loop loop = KERNEL.background().loop();
            loop.offer(() -> watch(loop, pidfd));
        } else {
            // Linux before 5.3, a sandbox, or no descriptors left.
            watchOnThread();
        }
    }

    private void watch(Loop loop, int pidfd) {
        Descriptor made = null;
        try {
            Descriptor descriptor = Descriptor.of(pidfd);
            made = descriptor;
            IoWatcher watcher = loop.io(descriptor, IoWatcher.READ);
            watcher.start(() -> pollOnce(watcher, descriptor));
        } catch (Throwable refused) {
            watchOnThread();
            if (made != null) {
                close(made);        // and so nothing that was begun closes the number again
            } else {
                Libc.C.close(pidfd);
            }
        }
    }

    private void pollOnce(IoWatcher watcher, Descriptor descriptor) {
        boolean runs = false;
        try {
            runs = poll() == null;
        } catch (Throwable noMemory) {
            watchOnThread();        // epoll does not report the end again
            throw noMemory;
        } finally {
            if (!runs) {
                watcher.close();
                close(descriptor);
            }
        }
    }

    private static void close(Descriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void watchOnThread() {
        new ServiceThread("gevent-child-" + pid, () -> true, () -> {
            try (NativeBuffer buffer = NativeBuffer.take()) {
                // WNOWAIT leaves the child in the system's table. Only poll reaps it, under the lock that excludes
                // signals.
                while (Libc.C.waitid(P_PID, pid, buffer.corner, WEXITED | WNOWAIT) < 0
                        && Libc.errno() == Libc.EINTR) { }
            }
            poll();
        }).start();
    }

    // ---- asking

    /** The process number. */
    public int pid() {
        return pid;
    }

    /**
     * Checks whether the child has ended.
     *
     * @return the exit status, or the number of the signal that ended the child, negated; null while it runs. 0 if the
     *         system was set to forget how children end.
     */
    public @Nullable Integer poll() {
        if (returncode == null && reap()) {
            ended.notifyAll(null, this);
            Loop loop = KERNEL.background().loop();
            loop.offer(() -> {
                Timer timer = loop.timer(REMEMBERED);
                timer.unref();
                timer.start(this::forget);
            });
        }
        return returncode;
    }

    private boolean reap() {
        try (NativeBuffer buffer = NativeBuffer.take(); PinnedLock _ = lock.hold()) {
            if (returncode != null) {
                return false;
            }
            int result;
            do {
                result = Libc.resultOrErrno(Libc.C.waitpid(pid, buffer.corner, WNOHANG));
            } while (result == -Libc.EINTR);
            if (result == 0) {
                return false;
            }
            returncode = result < 0 ? 0 : decode(buffer.cornerInt(0));
            return true;
        }
    }

    private static int decode(int status) {
        int signal = status & SIGNAL_MASK;
        return signal != 0 ? -signal : status >> CODE_SHIFT & CODE_MASK;
    }

    /**
     * Calls {@code callback} once when the child has ended; at once if it has ended already.
     *
     * @param callback runs on the thread that notices the end, so it must not block
     */
    public void whenEnded(Consumer<? super Child> callback) {
        ended.add(Objects.requireNonNull(callback, "callback"));
        if (returncode != null) {
            ended.notifyAll(null, this);
        }
    }

    /** Removes a callback given to {@link #whenEnded}; does nothing if it was called. */
    public void unlink(Consumer<? super Child> callback) {
        ended.remove(callback);
    }

    /**
     * Sends the child a signal; does nothing if it is known to have ended, because its number may belong to another
     * process.
     *
     * @param number of the signal
     * @throws IOException if the system refuses
     */
    public void signal(int number) throws IOException {
        try (PinnedLock _ = lock.hold()) {
            if (returncode == null && Libc.C.kill(pid, number) < 0) {
                throw Libc.failure(Libc.errno());
            }
        }
    }

    /**
     * Sends a signal to any process, or to a group of processes.
     *
     * @param pid the number of a process; the number of a group, negated; 0 for the group of this process
     * @param number of the signal; 0 only to check whether there is a process to send it to
     * @throws IOException if the system refuses, for example because there is no such process
     * @throws UnsupportedOperationException if the C library cannot be called
     */
    public static void kill(int pid, int number) throws IOException {
        if (Libc.missing() != null) {
            throw new UnsupportedOperationException("Cannot send a signal: " + Libc.missing());
        }
        if (Libc.C.kill(pid, number) < 0) {
            throw Libc.failure(Libc.errno());
        }
    }

    @Override
    public String toString() {
        Integer code = returncode;
        return "<Child " + pid + (code == null ? ">" : ", ended with " + code + ">");
    }
}
