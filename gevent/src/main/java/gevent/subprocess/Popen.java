package gevent.subprocess;

import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.os.Descriptor;
import gevent.os.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A child process. Greenlets read and write its pipes and wait for its end without stopping the others.
 *
 * <pre>{@code
 * try (Popen grep = Popen.of("grep", "-n", "TODO", "-r", ".").cwd(checkout).stdout(PIPE).start()) {
 *     for (String line : grep.lines()) {          // as they come
 *         System.out.println(line);
 *     }
 * }
 * }</pre>
 *
 * <p>On Linux, posix_spawn starts the child. The child has the standard streams of this process or the streams it is
 * given, no other descriptor of this process, and ignores no signal. With the nio loop, the child is a JDK
 * {@link Process}. Its streams then wait on threads, and its end by a signal is recognized only if the signal was sent
 * through this object.
 *
 * <p>A child that has ended is reaped whether or not anything waits for it, even if its hub is closed or this object is
 * unreachable. Unreachable pipes are closed. Only the program itself is awaited and signalled, not its own children.
 *
 * <p>Any thread may use it. A running child counts as work of its hub. gevent: {@code gevent.subprocess.Popen}.
 */
public final class Popen implements Waitable, AutoCloseable {
    private final Command command;
    private final Running running;
    private final ExitStatus exit = new ExitStatus();
    private final Thread home = Strand.ownerThread();
    private final PinnedLock lock = new PinnedLock();
    private @Nullable Communication communication;                   // guarded by lock; null until asked for
    private @Nullable BufferedReader reader;                         // guarded by lock; null until asked for

    Popen(Command command, Running running) {
        this.command = command;
        this.running = running;
        running.whenEnded(exit::set);
    }

    /** A program and its arguments. The program is looked up in {@code PATH} unless it contains a slash. */
    public static Command of(String... args) {
        return new Command(List.of(args));
    }

    /** A program and its arguments; see {@link #of(String...)}. */
    public static Command of(List<String> args) {
        return new Command(args);
    }

    /** A line that {@code /bin/sh} runs. */
    public static Command shell(String line) {
        return of("/bin/sh", "-c", line);
    }

    // ---- its end

    /**
     * Checks whether the child has ended.
     *
     * @return the exit status, or the negated number of the signal that ended the child; null while it runs
     */
    public @Nullable Integer poll() {
        if (exit.returncode() == null) {
            Integer now = running.poll();
            if (now != null) {
                exit.set(now);
            }
        }
        exit.settle();
        return exit.returncode();
    }

    /** The result of the last check by {@link #poll}, {@link #await} or the loop; null if the child was running. */
    public @Nullable Integer returncode() {
        return exit.returncode();
    }

    /** Whether the child is known to have ended. */
    @Override
    public boolean isReady() {
        return returncode() != null;
    }

    @Override
    public void rawlink(Consumer<? super Waitable> callback) {
        exit.link(this, Objects.requireNonNull(callback, "callback"));
    }

    @Override
    public void unlink(Consumer<?> callback) {
        exit.unlink(callback);
    }

    @Override
    public Thread home() {
        return home;
    }

    /**
     * Waits until the child has ended. A child may never end if it writes to a pipe that nobody reads: see
     * {@link #communicate}.
     *
     * @return the exit status; the negated signal number if a signal ended the child
     */
    public int await() {
        awaitEnd(null);
        return endedWith();
    }

    /**
     * Waits until the child has ended, or the time is up.
     *
     * @param limit from now
     * @return the exit status; the negated signal number if a signal ended the child
     * @throws TimeoutExpired if the time is up first; the child runs on
     */
    public int await(Duration limit) {
        Loop.nanos(limit, "limit");
        if (!awaitEnd(limit)) {
            throw new TimeoutExpired(args(), limit, new Output(null, null, command.encoding()));
        }
        return endedWith();
    }

    /** As {@link #await(Duration)}, in seconds. */
    public int await(double seconds) {
        return await(Loop.duration(seconds));
    }

    /** The return code, once the child is known to have ended. */
    int endedWith() {
        return Objects.requireNonNull(returncode());
    }

    private boolean awaitEnd(@Nullable Duration limit) {
        if (poll() != null) {
            return true;
        }
        Waiter<Waitable> ended = new Waiter<>(this);
        rawlink(ended);
        // The hub that the child was started on may have been closed since.
        try (KeepAlive _ = Hub.getIfExists() == exit.hub() ? null : KeepAlive.here()) {
            return ended.await(home, limit);
        } finally {
            unlink(ended);
        }
    }

    // ---- input and output

    /**
     * The child's standard input, unbuffered; null if it is not a pipe. Writing to a child that has ended throws an
     * IOException.
     */
    public @Nullable OutputStream stdin() {
        return running.stdin();
    }

    /** The child's standard output, unbuffered; null if it is not a pipe. */
    public @Nullable InputStream stdout() {
        return running.stdout();
    }

    /** The descriptor of the child's output, which is about to move to another child. */
    Descriptor takeOutput() throws IOException {
        Descriptor output = running.output();
        if (output == null) {
            throw new IllegalArgumentException("stdin: stdout of " + this + " is no pipe of a descriptor");
        }
        output.checkOpen();
        return output;
    }

    /** The child's standard error, unbuffered; null if it is not a pipe. */
    public @Nullable InputStream stderr() {
        return running.stderr();
    }

    /**
     * The lines of the child's standard output, each as soon as it is written. A second iteration continues where the
     * last ended.
     *
     * @return the lines; iterating throws {@link UncheckedIOException} if the output cannot be read
     * @throws IllegalStateException if the output is not a pipe
     */
    public Iterable<String> lines() {
        BufferedReader from = reader();
        return () -> new Lines(from);
    }

    private BufferedReader reader() {
        InputStream from = stdout();
        if (from == null) {
            throw new IllegalStateException("stdout of " + this + " is no pipe");
        }
        try (PinnedLock _ = lock.hold()) {
            if (reader == null) {
                reader = new BufferedReader(new InputStreamReader(from, command.encoding()));
            }
            return reader;
        }
    }

    private static final class Lines implements Iterator<String> {
        private final BufferedReader from;
        private @Nullable String next;

        Lines(BufferedReader from) {
            this.from = from;
        }

        @Override
        public boolean hasNext() {
            try {
                return next != null || (next = from.readLine()) != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String next() {
            String line = hasNext() ? next : null;
            if (line == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return line;
        }
    }

    /** Reads everything that the child writes to its pipes, and waits for its end. */
    public Output communicate() throws IOException {
        return communicate(null);
    }

    /**
     * Writes to the child's standard input and closes it, reads everything that the child writes, and waits for its
     * end.
     *
     * @param input null for none; bytes that the child does not read are dropped
     * @throws IOException if a pipe fails
     * @throws IllegalArgumentException if there is input, but no pipe for it, or the communication has already begun
     */
    public Output communicate(byte @Nullable [] input) throws IOException {
        return communicate(input, null);
    }

    /**
     * Writes, reads and waits as {@link #communicate(byte[])} does, until the time is up. After a timeout, or if
     * something was thrown into the current greenlet, you can call this method again: what was read is kept.
     *
     * @param limit from now; null for none
     * @throws TimeoutExpired if the time is up first, with what was read so far; the child runs on
     */
    public Output communicate(byte @Nullable [] input, @Nullable Duration limit) throws IOException {
        Loop.checkLimit(limit, "limit");
        Communication.Deadline deadline = Communication.Deadline.of(limit);
        Communication begun = begin(input);
        if (!begun.await(deadline) || !awaitEnd(deadline.left())) {
            throw new TimeoutExpired(args(), Objects.requireNonNull(limit), outputOf(begun));
        }
        return outputOf(begun);
    }

    /** As {@link #communicate(byte[], Duration)}, with the limit in seconds. */
    public Output communicate(byte @Nullable [] input, double seconds) throws IOException {
        return communicate(input, Loop.duration(seconds));
    }

    private Communication begin(byte @Nullable [] input) {
        if (input != null && stdin() == null) {
            throw new IllegalArgumentException("input: stdin of " + this + " is no pipe");
        }
        Communication made = new Communication(this, input);
        Communication before;
        try (PinnedLock _ = lock.hold()) {
            before = communication;
            if (before == null) {
                communication = made;
            }
        }
        if (before == null) {
            made.begin();
            return made;
        }
        if (input != null) {
            throw new IllegalArgumentException("input: the communication has begun before");
        }
        return before;
    }

    private Output outputOf(Communication begun) {
        return new Output(begun.out(), begun.err(), command.encoding());
    }

    // ---- signals

    /**
     * Sends the child a signal; does nothing if it has ended.
     *
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the signal is neither SIGTERM nor SIGKILL, and the C library cannot be
     *        called
     */
    public void sendSignal(int number) throws IOException {
        if (poll() == null) {
            running.signal(number);
        }
    }

    /**
     * Sends the child a signal; does nothing if it has ended.
     *
     * @param name for example {@code "INT"} or {@code "SIGINT"}
     */
    public void sendSignal(String name) throws IOException {
        sendSignal(Signals.number(name));
    }

    /** Asks the child to end: sends SIGTERM. */
    public void terminate() throws IOException {
        sendSignal("TERM");
    }

    /** Ends the child: sends SIGKILL. */
    public void kill() throws IOException {
        sendSignal("KILL");
    }

    // ---- the rest

    /** The child's process ID. */
    public int pid() {
        return running.pid();
    }

    /** The program and its arguments. */
    public List<String> args() {
        return command.args();
    }

    /**
     * Closes the pipes and waits until the child has ended. A child that reads or writes the pipes notices the close;
     * any other child does not.
     */
    @Override
    public void close() throws IOException {
        try {
            closePipes();
        } finally {
            await();
        }
    }

    void closePipes() throws IOException {
        try (InputStream _ = stdout(); InputStream _ = stderr(); OutputStream _ = stdin()) {
            // Closes them in reverse order.
        } catch (IOException e) {
            // The JDK's streams have buffers; what is left in them is of no use to a child that has ended.
            if (poll() == null) {
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        Integer code = returncode();
        return "<Popen " + args() + ", pid " + pid() + (code == null ? ">" : ", returncode " + code + ">");
    }
}
