package gevent.subprocess;

import gevent.os.Child;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A program to be run, with its arguments and everything else that it is given. One may be run many times.
 *
 * <pre>{@code
 * String log = Popen.of("git", "log", "--oneline").cwd(checkout).timeout(Duration.ofSeconds(10)).checkOutput();
 * }</pre>
 *
 * <p>Without more being said a child shares its input, output, directory and variables with this process. It is for one
 * thread at a time. gevent: the arguments of {@code subprocess.Popen} and {@code run}.
 */
public final class Command {
    private final List<String> args;
    private Path cwd;                               // null for that of this process
    private Map<String, String> environment;        // null for that of this process
    private Redirect stdin = Redirect.INHERIT;
    private Redirect stdout = Redirect.INHERIT;
    private Redirect stderr = Redirect.INHERIT;
    private Integer processGroup;                   // null for that of this process
    private boolean newSession;
    private Charset encoding = Charset.forName(System.getProperty("native.encoding"), Charset.defaultCharset());
    private byte[] input;                           // null for none
    private Duration timeout;                       // null for none
    private boolean check;

    Command(List<String> args) {
        this.args = List.copyOf(args);
        if (args.isEmpty()) {
            throw new IllegalArgumentException("args: name no program");
        }
    }

    // ---- what it is given

    /** The directory that it begins in; {@code ./program} is looked for there. */
    public Command cwd(Path directory) {
        this.cwd = directory;
        return this;
    }

    /** All its variables, in place of those of this process; null for these. */
    public Command env(Map<String, String> variables) {
        this.environment = variables == null ? null : new HashMap<>(variables);
        return this;
    }

    /** One more variable; null for one less. */
    public Command env(String name, String value) {
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

    /** Its standard input. */
    public Command stdin(Redirect redirect) {
        this.stdin = Objects.requireNonNull(redirect, "redirect");
        return this;
    }

    /** Its standard output. */
    public Command stdout(Redirect redirect) {
        this.stdout = Objects.requireNonNull(redirect, "redirect");
        return this;
    }

    /** Its standard error; {@link Redirect#STDOUT} for wherever the output goes. */
    public Command stderr(Redirect redirect) {
        this.stderr = Objects.requireNonNull(redirect, "redirect");
        return this;
    }

    /** Pipes for its output and error. */
    public Command captureOutput() {
        return stdout(Redirect.PIPE).stderr(Redirect.PIPE);
    }

    /**
     * The process group that it joins, so that it and all its children can be sent a signal at once. Epoll loop only.
     *
     * @param group its number; 0 for a new one, which has the child's number
     */
    public Command processGroup(int group) {
        if (group < 0) {
            throw new IllegalArgumentException("group: " + group + " is negative");
        }
        this.processGroup = group;
        return this;
    }

    /** Has it lead a session of its own, away from this terminal. Epoll loop only. */
    public Command startNewSession() {
        this.newSession = true;
        return this;
    }

    /** The encoding of its text; that of the system if nothing is said. */
    public Command encoding(Charset charset) {
        this.encoding = Objects.requireNonNull(charset, "charset");
        return this;
    }

    // ---- how run, call and checkOutput go about it

    /** What {@link #run} writes to its standard input, which is a pipe then. */
    public Command input(byte[] bytes) {
        this.input = bytes.clone();
        return stdin(Redirect.PIPE);
    }

    /** The same, of text. */
    public Command input(String text) {
        return input(text.getBytes(encoding));
    }

    /** How long {@link #run} and the like let it run before they kill it; null for ever. */
    public Command timeout(Duration limit) {
        gevent.hub.Loop.checkLimit(limit, "limit");
        this.timeout = limit;
        return this;
    }

    /** Has {@link #run} throw a {@link CalledProcessError} if it fails. */
    public Command check() {
        this.check = true;
        return this;
    }

    // ---- running it

    /**
     * Starts it. Blocks the thread until the program runs, a millisecond perhaps.
     *
     * @throws IOException if it cannot be run, as the JDK's {@link ProcessBuilder#start}
     * @throws UnsupportedOperationException if something was asked for that takes the epoll loop, and there is none
     */
    public Popen start() throws IOException {
        return new Popen(this, Child.areSupported() ? NativeRunning.start(this) : JdkRunning.start(this));
    }

    /**
     * Runs it to its end, and reads what it writes to pipes. If that takes too long, or the current greenlet is thrown
     * into, it is killed first.
     *
     * @throws IOException if it cannot be run, or what it writes be read
     * @throws TimeoutExpired if it was killed since its time was up
     * @throws CalledProcessError if it failed and was to be checked
     */
    public CompletedProcess run() throws IOException {
        Popen child = start();
        try {
            Output output = child.communicate(input, timeout);
            CompletedProcess completed = new CompletedProcess(args, child.returncode(), output);
            return check ? completed.checkReturncode() : completed;
        } catch (Throwable t) {
            child.kill();
            child.await();
            throw t;
        } finally {
            child.closePipes();
        }
    }

    /** Runs it to its end. @return what it exited with; otherwise as {@link #run} */
    public int call() throws IOException {
        return run().returncode();
    }

    /** Runs it to its end. @throws CalledProcessError if it fails; otherwise as {@link #run} */
    public void checkCall() throws IOException {
        run().checkReturncode();
    }

    /**
     * Runs it to its end.
     *
     * @return what it writes to its standard output, as text
     * @throws CalledProcessError if it fails; otherwise as {@link #run}
     */
    public String checkOutput() throws IOException {
        return stdout(Redirect.PIPE).run().checkReturncode().outText();
    }

    // ---- asking

    /** The program and its arguments. */
    public List<String> args() {
        return args;
    }

    Path cwd() {
        return cwd;
    }

    Map<String, String> environment() {
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

    Integer processGroup() {
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
