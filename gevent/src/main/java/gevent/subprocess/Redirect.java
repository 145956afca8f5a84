package gevent.subprocess;

import gevent.os.Descriptor;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a child gets as its standard input, output or error: one of the constants, a file, or an open descriptor.
 *
 * <pre>{@code
 * Popen.of("make").stdout(Redirect.to(Path.of("make.log"))).stderr(STDOUT).start();
 * Popen log = Popen.of("git", "log").stdout(PIPE).start();
 * Popen.of("sort").stdin(Redirect.from(log)).start();                 // git log | sort
 * }</pre>
 */
public sealed interface Redirect {
    /** Inherited from this process. */
    Redirect INHERIT = Constant.INHERIT;
    /** A pipe; the {@link Popen} has the other end. */
    Redirect PIPE = Constant.PIPE;
    /** For the standard error: wherever the standard output goes. */
    Redirect STDOUT = Constant.STDOUT;
    /** Nothing to read; what is written is dropped. */
    Redirect DEVNULL = Constant.DEVNULL;

    /** The constants. */
    enum Constant implements Redirect {
        /** See {@link Redirect#INHERIT}. */
        INHERIT,
        /** See {@link Redirect#PIPE}. */
        PIPE,
        /** See {@link Redirect#STDOUT}. */
        STDOUT,
        /** See {@link Redirect#DEVNULL}. */
        DEVNULL
    }

    /** A file to read from. */
    record From(Path path) implements Redirect {
        /** Null is refused. */
        public From {
            Objects.requireNonNull(path, "path");
        }
    }

    /** A file to write to. */
    record To(Path path, boolean append) implements Redirect {
        /** Null is refused. */
        public To {
            Objects.requireNonNull(path, "path");
        }
    }

    /** An open descriptor, which stays open in this process. */
    record Open(Descriptor descriptor) implements Redirect {
        /** Null is refused. */
        public Open {
            Objects.requireNonNull(descriptor, "descriptor");
        }
    }

    /** The output of another child, for an input. */
    record OutputOf(Popen child) implements Redirect {
        /** Null is refused. */
        public OutputOf {
            Objects.requireNonNull(child, "child");
        }
    }

    /**
     * Reads the standard output of another child, which must be a pipe. The pipe moves from this process to the child
     * that is started, so {@link Popen#stdout} of the other one is closed. Epoll loop only.
     */
    static Redirect from(Popen child) {
        return new OutputOf(child);
    }

    /** Reads a file. */
    static Redirect from(Path path) {
        return new From(path);
    }

    /** Writes a file, creating or truncating it. */
    static Redirect to(Path path) {
        return new To(path, false);
    }

    /** Appends to a file, creating it if there is none. */
    static Redirect appendTo(Path path) {
        return new To(path, true);
    }

    /**
     * Uses an open descriptor. It becomes blocking, as programs expect, for everything that shares it. Epoll loop only.
     */
    static Redirect of(Descriptor descriptor) {
        return new Open(descriptor);
    }
}
