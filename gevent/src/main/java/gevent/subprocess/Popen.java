package gevent.subprocess;

import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
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
 * <p>On Linux it is started by posix_spawn: it has our standard streams or those that it is given, no other descriptor
 * of ours, no signal that it ignores. With the nio loop it is a {@link Process} of the JDK's, whose streams wait on
 * threads, and whose end by a signal is known as such only if it was sent here.
 *
 * <p>It is taken from the system's table of processes when it has ended, whether or not anybody waits for it, its hub
 * is closed, or nobody refers to this any more; pipes that nobody refers to are closed. Only the program itself is awaited
 * and signalled, not its own children.
 *
 * <p>Any thread may use it. A child that runs keeps its hub from being done. gevent: {@code gevent.subprocess.Popen}.
 */
public final class Popen implements Waitable, AutoCloseable {
    private final Command command;
    private final Running running;
    private final ExitStatus exit = new ExitStatus();
    private final Thread home = Strand.ownerThread();
    private final PinnedLock lock = new PinnedLock();
    private Communication communication;                   // guarded by lock; null until asked for
    private BufferedReader reader;                         // guarded by lock; null until asked for

    Popen(Command command, Running running) {
        this.command = command;
        this.running = running;
        running.whenEnded(exit::set);
    }

    /** A program, looked for where {@code PATH} says unless it has a slash, and its arguments. */
    public static Command of(String... args) {
        return new Command(List.of(args));
    }

    /** The same. */
    public static Command of(List<String> args) {
        return new Command(args);
    }

    /** A line for {@code /bin/sh}. */
    public static Command shell(String line) {
        return of("/bin/sh", "-c", line);
    }

    // ---- its end

    /**
     * Looks whether it has ended.
     *
     * @return what it exited with, or the number of the signal that ended it, negated; null while it runs
     */
    public Integer poll() {
        if (exit.returncode() == null) {
            Integer now = running.poll();
            if (now != null) {
                exit.set(now);
            }
        }
        exit.settle();
        return exit.returncode();
    }

    /** What {@link #poll}, {@link #await} or the loop have last seen; null if that it runs. */
    public Integer returncode() {
        return exit.returncode();
    }

    /** Whether its end is known. */
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
     * Waits until it has ended. One that writes to a pipe which nobody reads may never do so: see {@link #communicate}.
     *
     * @return what it exited with; the number of the signal that ended it, negated
     */
    public int await() {
        awaitEnd(null);
        return returncode();
    }

    /**
     * Waits until it has ended, or the time is up.
     *
     * @param limit from now
     * @return what it exited with; the number of the signal that ended it, negated
     * @throws TimeoutExpired if the time is up first; it runs on
     */
    public int await(Duration limit) {
        Loop.nanos(limit, "limit");
        if (!awaitEnd(limit)) {
            throw new TimeoutExpired(args(), limit, new Output(null, null, command.encoding()));
        }
        return returncode();
    }

    private boolean awaitEnd(Duration limit) {
        if (poll() != null) {
            return true;
        }
        Waiter<Waitable> ended = new Waiter<>(this);
        rawlink(ended);
        // The hub that it was started on may have been closed since.
        try (KeepAlive _ = Hub.getIfExists() == exit.hub() ? null : KeepAlive.here()) {
            return ended.await(home, limit);
        } finally {
            unlink(ended);
        }
    }

    // ---- talking to it

    /** Its standard input, unbuffered; null if that is no pipe. Writing to one that has ended is an IOException. */
    public OutputStream stdin() {
        return running.stdin();
    }

    /** Its standard output, unbuffered; null if that is no pipe. */
    public InputStream stdout() {
        return running.stdout();
    }

    /** Its standard error, unbuffered; null if that is no pipe. */
    public InputStream stderr() {
        return running.stderr();
    }

    /**
     * The lines of its standard output, each as soon as it was written. Going through them again goes on where the last
     * time ended.
     *
     * @return throws {@link UncheckedIOException} if the output cannot be read
     * @throws IllegalStateException if the output is no pipe
     */
    public Iterable<String> lines() {
        BufferedReader from = reader();
        return () -> new Lines(from);
    }

    private BufferedReader reader() {
        if (stdout() == null) {
            throw new IllegalStateException("stdout of " + this + " is no pipe");
        }
        try (PinnedLock _ = lock.hold()) {
            if (reader == null) {
                reader = new BufferedReader(new InputStreamReader(stdout(), command.encoding()));
            }
            return reader;
        }
    }

    private static final class Lines implements Iterator<String> {
        private final BufferedReader from;
        private String next;

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
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            String line = next;
            next = null;
            return line;
        }
    }

    /** Reads all that it writes to its pipes, and waits for its end. */
    public Output communicate() throws IOException {
        return communicate(null);
    }

    /**
     * Writes to its standard input and closes that, reads all that it writes, and waits for its end.
     *
     * @param input null for none; what it does not read is dropped
     * @throws IOException if a pipe fails
     * @throws IllegalArgumentException if there is input, but no pipe for it, or it was asked for before
     */
    public Output communicate(byte[] input) throws IOException {
        return communicate(input, null);
    }

    /**
     * The same, or until the time is up. It can be asked for again then, or if the current greenlet was thrown into:
     * what was read is kept.
     *
     * @param limit from now; null for none
     * @throws TimeoutExpired if the time is up first, with what was read so far; the child runs on
     */
    public Output communicate(byte[] input, Duration limit) throws IOException {
        Loop.checkLimit(limit, "limit");
        Communication.Deadline deadline = Communication.Deadline.of(limit);
        Communication begun = begin(input);
        if (!begun.await(deadline) || !awaitEnd(deadline.left())) {
            throw new TimeoutExpired(args(), limit, outputOf(begun));
        }
        return outputOf(begun);
    }

    private Communication begin(byte[] input) {
        if (input != null && stdin() == null) {
            throw new IllegalArgumentException("input: stdin of " + this + " is no pipe");
        }
        try (PinnedLock _ = lock.hold()) {
            if (communication == null) {
                communication = new Communication(this, input);
            } else if (input != null) {
                throw new IllegalArgumentException("input: the communication has begun before");
            }
            return communication;
        }
    }

    private Output outputOf(Communication begun) {
        return new Output(begun.out(), begun.err(), command.encoding());
    }

    // ---- signals

    /**
     * Sends it a signal; nothing if it has ended.
     *
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if it is neither SIGTERM nor SIGKILL, and the C library cannot be called
     */
    public void sendSignal(int number) throws IOException {
        if (poll() == null) {
            running.signal(number);
        }
    }

    /** The same. @param name {@code "INT"} or {@code "SIGINT"} */
    public void sendSignal(String name) throws IOException {
        sendSignal(Signals.number(name));
    }

    /** Asks it to end: SIGTERM. */
    public void terminate() throws IOException {
        sendSignal("TERM");
    }

    /** Ends it: SIGKILL. */
    public void kill() throws IOException {
        sendSignal("KILL");
    }

    // ---- the rest

    /** The number of its process. */
    public int pid() {
        return running.pid();
    }

    /** The program and its arguments. */
    public List<String> args() {
        return command.args();
    }

    /** Closes its pipes and waits until it has ended; so one that reads or writes them is told, and others are not. */
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
            // In the reverse order.
        } catch (IOException e) {
            // The JDK's streams have buffers, and what is left there is of no use to a child that has ended.
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
