package gevent.monkey.lang;

import gevent.threadpool.Offload;
import gevent.threadpool.Pools;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for {@link java.lang.ProcessBuilder}: other greenlets run while one starts a process, uses its streams or
 * waits for its end.
 *
 * <pre>{@code
 * import gevent.monkey.lang.Process;             // instead of the classes of java.lang, which are imported implicitly
 * import gevent.monkey.lang.ProcessBuilder;
 *
 * Process make = new ProcessBuilder("make").redirectErrorStream(true).start();
 * make.getInputStream().transferTo(log);
 * int status = make.waitFor();
 * }</pre>
 *
 * <p>Each wait on a stream of a process occupies a thread; {@link gevent.subprocess.Popen} uses only the loop.
 */
public final class ProcessBuilder {
    private final java.lang.ProcessBuilder builder;

    /** Makes a builder for a program and its arguments; the list is not copied. */
    public ProcessBuilder(List<String> command) {
        builder = new java.lang.ProcessBuilder(command);
    }

    /** Makes a builder for a program and its arguments. */
    public ProcessBuilder(String... command) {
        builder = new java.lang.ProcessBuilder(command);
    }

    /** Where a process reads from or writes to. */
    public static final class Redirect {
        /** A pipe to the {@link Process} object. */
        public static final Redirect PIPE = new Redirect(Type.PIPE, java.lang.ProcessBuilder.Redirect.PIPE);
        /** The stream of this process. */
        public static final Redirect INHERIT = new Redirect(Type.INHERIT, java.lang.ProcessBuilder.Redirect.INHERIT);
        /** Discards the output. */
        public static final Redirect DISCARD = new Redirect(Type.WRITE, java.lang.ProcessBuilder.Redirect.DISCARD);

        private final Type type;
        private final java.lang.ProcessBuilder.Redirect meant;

        /** The kinds of redirects. */
        public enum Type {
            /** Of {@link Redirect#PIPE}. */
            PIPE,
            /** Of {@link Redirect#INHERIT}. */
            INHERIT,
            /** Of {@link Redirect#from}. */
            READ,
            /** Of {@link Redirect#to}. */
            WRITE,
            /** Of {@link Redirect#appendTo}. */
            APPEND
        }

        private Redirect(Type type, java.lang.ProcessBuilder.Redirect meant) {
            this.type = type;
            this.meant = meant;
        }

        /** Reads a file. */
        public static Redirect from(File file) {
            return of(java.lang.ProcessBuilder.Redirect.from(file));
        }

        /** Writes a file, which is created or truncated. */
        public static Redirect to(File file) {
            return of(java.lang.ProcessBuilder.Redirect.to(file));
        }

        /** Appends to a file. */
        public static Redirect appendTo(File file) {
            return of(java.lang.ProcessBuilder.Redirect.appendTo(file));
        }

        private static Redirect of(java.lang.ProcessBuilder.Redirect meant) {
            for (Redirect known : List.of(PIPE, INHERIT, DISCARD)) {
                if (known.meant == meant) {
                    return known;
                }
            }
            return new Redirect(Type.valueOf(meant.type().name()), meant);
        }

        /** The kind of this redirect. */
        public Type type() {
            return type;
        }

        /** The file of this redirect; null if there is none. */
        public @Nullable File file() {
            return meant.file();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Redirect that && meant.equals(that.meant);
        }

        @Override
        public int hashCode() {
            return meant.hashCode();
        }

        @Override
        public String toString() {
            return meant.toString();
        }
    }

    // ---- the program

    /** Sets the program and its arguments; the list is not copied. */
    public ProcessBuilder command(List<String> command) {
        builder.command(command);
        return this;
    }

    /** Sets the program and its arguments. */
    public ProcessBuilder command(String... command) {
        builder.command(command);
        return this;
    }

    /** The program and its arguments; a modifiable list. */
    public List<String> command() {
        return builder.command();
    }

    /** The environment variables of the process; a modifiable map. */
    public Map<String, String> environment() {
        return builder.environment();
    }

    /** The working directory of the process; null for that of this process. */
    public @Nullable File directory() {
        return builder.directory();
    }

    /** Sets the working directory of the process; null for that of this process. */
    public ProcessBuilder directory(@Nullable File directory) {
        builder.directory(directory);
        return this;
    }

    // ---- the streams

    /** Sets the standard input. */
    public ProcessBuilder redirectInput(Redirect source) {
        builder.redirectInput(source.meant);
        return this;
    }

    /** Sets the standard output. */
    public ProcessBuilder redirectOutput(Redirect destination) {
        builder.redirectOutput(destination.meant);
        return this;
    }

    /** Sets the standard error. */
    public ProcessBuilder redirectError(Redirect destination) {
        builder.redirectError(destination.meant);
        return this;
    }

    /** Sets the file to read the standard input from. */
    public ProcessBuilder redirectInput(File file) {
        return redirectInput(Redirect.from(file));
    }

    /** Sets the file to write the standard output to. */
    public ProcessBuilder redirectOutput(File file) {
        return redirectOutput(Redirect.to(file));
    }

    /** Sets the file to write the standard error to. */
    public ProcessBuilder redirectError(File file) {
        return redirectError(Redirect.to(file));
    }

    /** The standard input. */
    public Redirect redirectInput() {
        return Redirect.of(builder.redirectInput());
    }

    /** The standard output. */
    public Redirect redirectOutput() {
        return Redirect.of(builder.redirectOutput());
    }

    /** The standard error. */
    public Redirect redirectError() {
        return Redirect.of(builder.redirectError());
    }

    /** Makes the process use the streams of this process. */
    public ProcessBuilder inheritIO() {
        builder.inheritIO();
        return this;
    }

    /** Whether the standard error goes to the standard output. */
    public boolean redirectErrorStream() {
        return builder.redirectErrorStream();
    }

    /** Sets whether the standard error goes to the standard output. */
    public ProcessBuilder redirectErrorStream(boolean redirect) {
        builder.redirectErrorStream(redirect);
        return this;
    }

    // ---- starting

    /**
     * Starts the process.
     *
     * @throws IOException if the program cannot be run
     */
    public Process start() throws IOException {
        return new Process(Offload.call(Pools.files(), builder::start));
    }

    /**
     * Starts a pipeline: each process reads the output of the process before it.
     *
     * @throws IOException if one of the programs cannot be run
     */
    public static List<java.lang.Process> startPipeline(List<ProcessBuilder> builders) throws IOException {
        List<java.lang.ProcessBuilder> all = builders.stream().map(each -> each.builder).toList();
        return Offload.call(Pools.files(), () -> java.lang.ProcessBuilder.startPipeline(all)).stream()
                .<java.lang.Process>map(Process::new).toList();
    }
}
