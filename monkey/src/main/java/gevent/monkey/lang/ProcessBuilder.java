package gevent.monkey.lang;

import gevent.threadpool.Offload;
import gevent.threadpool.Pools;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A drop-in for {@link java.lang.ProcessBuilder}: starting a process, its streams and its end let other greenlets run.
 *
 * <pre>{@code
 * import gevent.monkey.lang.Process;             // instead of those of java.lang, which nobody imports
 * import gevent.monkey.lang.ProcessBuilder;
 *
 * Process make = new ProcessBuilder("make").redirectErrorStream(true).start();
 * make.getInputStream().transferTo(log);
 * int status = make.waitFor();
 * }</pre>
 *
 * <p>Who waits at a stream of a process has a thread for it; {@link gevent.subprocess.Popen} makes do with the loop.
 */
public final class ProcessBuilder {
    private final java.lang.ProcessBuilder builder;

    /** One for a program and its arguments; the list is used as it is. */
    public ProcessBuilder(List<String> command) {
        builder = new java.lang.ProcessBuilder(command);
    }

    /** One for a program and its arguments. */
    public ProcessBuilder(String... command) {
        builder = new java.lang.ProcessBuilder(command);
    }

    /** Where a process reads from or writes to. */
    public static final class Redirect {
        /** A pipe, whose other end the {@link Process} has. */
        public static final Redirect PIPE = new Redirect(Type.PIPE, java.lang.ProcessBuilder.Redirect.PIPE);
        /** What this process has. */
        public static final Redirect INHERIT = new Redirect(Type.INHERIT, java.lang.ProcessBuilder.Redirect.INHERIT);
        /** What is written is dropped. */
        public static final Redirect DISCARD = new Redirect(Type.WRITE, java.lang.ProcessBuilder.Redirect.DISCARD);

        private final Type type;
        private final java.lang.ProcessBuilder.Redirect meant;

        /** The kinds. */
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

        /** Writes a file, which is made or emptied. */
        public static Redirect to(File file) {
            return of(java.lang.ProcessBuilder.Redirect.to(file));
        }

        /** Writes behind what a file holds. */
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

        /** Its kind. */
        public Type type() {
            return type;
        }

        /** Its file; null if it has none. */
        public File file() {
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

    // ---- what is to be run

    /** Sets the program and its arguments; the list is used as it is. */
    public ProcessBuilder command(List<String> command) {
        builder.command(command);
        return this;
    }

    /** Sets the program and its arguments. */
    public ProcessBuilder command(String... command) {
        builder.command(command);
        return this;
    }

    /** The program and its arguments, to be changed. */
    public List<String> command() {
        return builder.command();
    }

    /** Its variables, to be changed. */
    public Map<String, String> environment() {
        return builder.environment();
    }

    /** The directory that it begins in; null for that of this process. */
    public File directory() {
        return builder.directory();
    }

    /** Sets the directory that it begins in; null for that of this process. */
    public ProcessBuilder directory(File directory) {
        builder.directory(directory);
        return this;
    }

    // ---- its streams

    /** Sets where it reads from. */
    public ProcessBuilder redirectInput(Redirect source) {
        builder.redirectInput(source.meant);
        return this;
    }

    /** Sets where it writes to. */
    public ProcessBuilder redirectOutput(Redirect destination) {
        builder.redirectOutput(destination.meant);
        return this;
    }

    /** Sets where it writes errors to. */
    public ProcessBuilder redirectError(Redirect destination) {
        builder.redirectError(destination.meant);
        return this;
    }

    /** Sets the file that it reads. */
    public ProcessBuilder redirectInput(File file) {
        return redirectInput(Redirect.from(file));
    }

    /** Sets the file that it writes. */
    public ProcessBuilder redirectOutput(File file) {
        return redirectOutput(Redirect.to(file));
    }

    /** Sets the file that it writes errors to. */
    public ProcessBuilder redirectError(File file) {
        return redirectError(Redirect.to(file));
    }

    /** Where it reads from. */
    public Redirect redirectInput() {
        return Redirect.of(builder.redirectInput());
    }

    /** Where it writes to. */
    public Redirect redirectOutput() {
        return Redirect.of(builder.redirectOutput());
    }

    /** Where it writes errors to. */
    public Redirect redirectError() {
        return Redirect.of(builder.redirectError());
    }

    /** Has it use the streams of this process. */
    public ProcessBuilder inheritIO() {
        builder.inheritIO();
        return this;
    }

    /** Whether errors go where the output goes. */
    public boolean redirectErrorStream() {
        return builder.redirectErrorStream();
    }

    /** Sets whether errors go where the output goes. */
    public ProcessBuilder redirectErrorStream(boolean redirect) {
        builder.redirectErrorStream(redirect);
        return this;
    }

    // ---- running it

    /** Starts it. @throws IOException if it cannot be run */
    public Process start() throws IOException {
        return new Process(Offload.call(Pools.files(), builder::start));
    }

    /** Starts processes, each of which reads what the one before it writes. @throws IOException if one cannot be run */
    public static List<java.lang.Process> startPipeline(List<ProcessBuilder> builders) throws IOException {
        List<java.lang.ProcessBuilder> all = builders.stream().map(each -> each.builder).toList();
        return Offload.call(Pools.files(), () -> java.lang.ProcessBuilder.startPipeline(all)).stream()
                .<java.lang.Process>map(Process::new).toList();
    }
}
