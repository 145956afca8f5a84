package gevent.subprocess;

import gevent.hub.Loop;
import gevent.os.Child;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A program to run, with its arguments and all other settings. A command may be run many times.
 *
 * <pre>{@code
 * String log = Popen.of("git", "log", "--oneline").cwd(checkout).timeout(Duration.ofSeconds(10)).checkOutput();
 * }</pre>
 *
 * <p>By default, a child shares its input, output, directory and variables with this process. A command is for one
 * thread at a time. gevent: the arguments of {@code subprocess.Popen} and {@code run}.
 */
public final class Command {
    private final List<String> args;
    private @Nullable Path cwd;                               // null for this process's
    private @Nullable Map<String, String> environment;        // null for this process's
    private Redirect stdin = Redirect.INHERIT;
    private Redirect stdout = Redirect.INHERIT;
    private Redirect stderr = Redirect.INHERIT;
    private @Nullable Integer processGroup;                   // null for this process's
    private boolean newSession;
    private Charset encoding = Charset.forName(System.getProperty("native.encoding"), Charset.defaultCharset());
    private byte @Nullable [] input;                          // null for none
    private @Nullable Duration timeout;                       // null for none
    private boolean check;

    Command(List<String> args) {
        this.args = List.copyOf(args);
        if (args.isEmpty()) {
            throw new IllegalArgumentException("args: name no program");
        }
    }

    // ---- the child's settings

    /** Sets the child's working directory; {@code ./program} is looked up there. */
    public Command cwd(Path directory) {
        this.cwd = directory;
        return this;
    }

    /** Sets all environment variables of the child; null for those of this process. */
    public Command env(@Nullable Map<String, String> variables) {
        this.environment = variables == null ? null : new HashMap<>(variables);
        return this;
    }

    /** Sets one environment variable; a null value removes it. */
    public Command env(String name, @Nullable String value) {
        if (environment == null) {
            environment = new HashMap<>(System.getenv());
        }
        if (value == null) {
            environment.remove(name);
        } else {
            environment.put(name, value);
        }
        return this;
    }

    /** Sets the child's standard input. */
    public Command stdin(Redirect redirect) {
        this.stdin = Objects.requireNonNull(redirect, "redirect");
        return this;
    }

    /** Sets the child's standard output. */
    public Command stdout(Redirect redirect) {
        this.stdout = Objects.requireNonNull(redirect, "redirect");
        return this;
    }

    /** Sets the child's standard error; {@link Redirect#STDOUT} sends it where the output goes. */
    public Command stderr(Redirect redirect) {
        this.stderr = Objects.requireNonNull(redirect, "redirect");
        return this;
    }

    /** Gives the child pipes for its output and error. */
    public Command captureOutput() {
        return stdout(Redirect.PIPE).stderr(Redirect.PIPE);
    }

    /**
     * Sets the process group that the child joins, so that one signal can reach it and all its children. Epoll loop
     * only.
     *
     * @param group the number of the group; 0 for a new group, which has the child's number
     */
    public Command processGroup(int group) {
        if (group < 0) {
            throw new IllegalArgumentException("group: " + group + " is negative");
        }
        this.processGroup = group;
        return this;
    }

    /** Makes the child lead a new session, away from this terminal. Epoll loop only. */
    public Command startNewSession() {
        this.newSession = true;
        return this;
    }

    /** Sets the encoding of the child's text; the system's by default. */
    public Command encoding(Charset charset) {
        this.encoding = Objects.requireNonNull(charset, "charset");
        return this;
    }

    // ---- settings of run, call and checkOutput

    /** Sets the bytes that {@link #run} writes to the child's standard input, which becomes a pipe. */
    public Command input(byte[] bytes) {
        this.input = bytes.clone();
        return stdin(Redirect.PIPE);
    }

    /** Sets the text that {@link #run} writes to the child's standard input, which becomes a pipe. */
    public Command input(String text) {
        return input(text.getBytes(encoding));
    }

    /** As {@link #timeout(Duration)}, in seconds. */
    public Command timeout(double seconds) {
        return timeout(Loop.duration(seconds));
    }

    /** Sets how long {@link #run} and similar methods let the child run before they kill it; null for no limit. */
    public Command timeout(@Nullable Duration limit) {
        gevent.hub.Loop.checkLimit(limit, "limit");
        this.timeout = limit;
        return this;
    }

    /** Makes {@link #run} throw a {@link CalledProcessError} if the child fails. */
    public Command check() {
        this.check = true;
        return this;
    }

    // ---- running it

    /**
     * Starts the child. Blocks the thread until the program runs, perhaps for a millisecond.
     *
     * @throws IOException if the program cannot be run, as in the JDK's {@link ProcessBuilder#start}
     * @throws UnsupportedOperationException if a setting needs the epoll loop, and there is none
     */
    public Popen start() throws IOException {
        return new Popen(this, Child.areSupported() ? NativeRunning.start(this) : JdkRunning.start(this));
    }

    /**
     * Runs the child to its end, and reads what it writes to pipes. If that takes too long, or something is thrown into
     * the current greenlet, the child is killed first.
     *
     * @throws IOException if the program cannot be run, or its output cannot be read
     * @throws TimeoutExpired if the child was killed because its time was up
     * @throws CalledProcessError if the child failed and {@link #check()} was called
     */
    public CompletedProcess run() throws IOException {
        Popen child = start();
        try {
            Output output = child.communicate(input, timeout);
            CompletedProcess completed = new CompletedProcess(args, child.endedWith(), output);
            return check ? completed.checkReturncode() : completed;
        } catch (Throwable t) {
            child.kill();
            child.await();
            throw t;
        } finally {
            child.closePipes();
        }
    }

    /**
     * Runs the child to its end, as {@link #run} does.
     *
     * @return the exit status; the negated signal number if a signal ended the child
     */
    public int call() throws IOException {
        return run().returncode();
    }

    /**
     * Runs the child to its end, as {@link #run} does.
     *
     * @throws CalledProcessError if the child fails
     */
    public void checkCall() throws IOException {
        run().checkReturncode();
    }

    /**
     * Runs the child to its end, as {@link #run} does.
     *
     * @return the child's standard output, as text
     * @throws CalledProcessError if the child fails
     */
    public String checkOutput() throws IOException {
        return Objects.requireNonNull(stdout(Redirect.PIPE).run().checkReturncode().outText());
    }

    // ---- reading the settings

    /** The program and its arguments. */
    public List<String> args() {
        return args;
    }

    @Nullable Path cwd() {
        return cwd;
    }

    @Nullable Map<String, String> environment() {
        return environment;
    }

    Redirect stdin() {
        return stdin;
    }

    Redirect stdout() {
        return stdout;
    }

    Redirect stderr() {
        return stderr;
    }

    @Nullable Integer processGroup() {
        return processGroup;
    }

    boolean newSession() {
        return newSession;
    }

    Charset encoding() {
        return encoding;
    }

    @Override
    public String toString() {
        return "<Command " + args + ">";
    }
}
