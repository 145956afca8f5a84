package gevent.subprocess;

import gevent.fileobject.FileObject;
import gevent.os.Child;
import gevent.os.Signals;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A child that the JDK started, used without the epoll loop. Threads read and write its streams. */
final class JdkRunning implements Running {
    /** The JDK adds this to the number of the signal that ended a child, as shells do. */
    private static final int SIGNALLED = 128;
    private static final int TERM = Signals.number("TERM");
    private static final int KILL = Signals.number("KILL");

    private final Process process;
    private final Set<Integer> sent = ConcurrentHashMap.newKeySet(1);
    private final @Nullable OutputStream stdin;
    private final @Nullable InputStream stdout;
    private final @Nullable InputStream stderr;

    private JdkRunning(Process process, Command command) {
        this.process = process;
        this.stdin = command.stdin() != Redirect.PIPE ? null : FileObject.output(process.getOutputStream());
        this.stdout = command.stdout() != Redirect.PIPE ? null : FileObject.input(process.getInputStream());
        this.stderr = command.stderr() != Redirect.PIPE ? null : FileObject.input(process.getErrorStream());
    }

    static Running start(Command command) throws IOException {
        if (command.processGroup() != null || command.newSession()) {
            throw new UnsupportedOperationException("Only the epoll loop gives a child a group or session of its own");
        }
        ProcessBuilder builder = new ProcessBuilder(command.args());
        if (command.cwd() != null) {
            builder.directory(command.cwd().toFile());
        }
        if (command.environment() != null) {
            builder.environment().clear();
            builder.environment().putAll(command.environment());
        }
        builder.redirectInput(input(command.stdin()));
        builder.redirectOutput(output("stdout", command.stdout()));
        if (command.stderr() == Redirect.STDOUT) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(output("stderr", command.stderr()));
        }
        return new JdkRunning(builder.start(), command);
    }

    private static ProcessBuilder.Redirect input(Redirect redirect) {
        return switch (redirect) {
            case Redirect.Constant constant -> switch (constant) {
                case INHERIT -> ProcessBuilder.Redirect.INHERIT;
                case PIPE -> ProcessBuilder.Redirect.PIPE;
                case DEVNULL -> ProcessBuilder.Redirect.from(nowhere());
                case STDOUT -> throw new IllegalArgumentException("stdin: STDOUT is for stderr");
            };
            case Redirect.From(Path path) -> ProcessBuilder.Redirect.from(path.toFile());
            case Redirect.To to -> throw new IllegalArgumentException("stdin: " + to + " is for output");
            case Redirect.Open _, Redirect.OutputOf _ -> throw noDescriptors();
        };
    }

    private static File nowhere() {
        return new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    private static ProcessBuilder.Redirect output(String name, Redirect redirect) {
        return switch (redirect) {
            case Redirect.Constant constant -> switch (constant) {
                case INHERIT -> ProcessBuilder.Redirect.INHERIT;
                case PIPE -> ProcessBuilder.Redirect.PIPE;
                case DEVNULL -> ProcessBuilder.Redirect.DISCARD;
                case STDOUT -> throw new IllegalArgumentException(name + ": STDOUT is for stderr");
            };
            case Redirect.To(Path path, boolean append) -> append
                    ? ProcessBuilder.Redirect.appendTo(path.toFile()) : ProcessBuilder.Redirect.to(path.toFile());
            case Redirect.From from -> throw new IllegalArgumentException(name + ": " + from + " is for stdin");
            case Redirect.Open _, Redirect.OutputOf _ -> throw noDescriptors();
        };
    }

    private static UnsupportedOperationException noDescriptors() {
        return new UnsupportedOperationException("Only the epoll loop gives a descriptor to a child");
    }

    @Override
    public int pid() {
        return Math.toIntExact(process.pid());
    }

    @Override
    public @Nullable OutputStream stdin() {
        return stdin;
    }

    @Override
    public @Nullable InputStream stdout() {
        return stdout;
    }

    @Override
    public @Nullable InputStream stderr() {
        return stderr;
    }

    @Override
    public @Nullable Integer poll() {
        return process.isAlive() ? null : decode(process.exitValue());
    }

    /** Decodes the signals that this object sent; other signals look like an exit with that number. */
    private int decode(int code) {
        return sent.contains(code - SIGNALLED) ? SIGNALLED - code : code;
    }

    @Override
    public void signal(int number) throws IOException {
        if (!process.isAlive()) {
            return;
        }
        sent.add(number);
        if (number == TERM) {
            // Process.destroy() would also close the streams.
            process.toHandle().destroy();
        } else if (number == KILL) {
            process.toHandle().destroyForcibly();
        } else {
            Child.kill(pid(), number);
        }
    }

    @Override
    public void whenEnded(IntConsumer callback) {
        var _ = process.onExit().thenAccept(ended -> callback.accept(decode(ended.exitValue())));
    }
}
