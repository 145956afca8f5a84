package gevent.subprocess;

/** What became of a child is not what was asked for. gevent: {@code subprocess.SubprocessError}. */
public sealed class SubprocessError extends RuntimeException permits CalledProcessError, TimeoutExpired {
    private final transient Output output;

    SubprocessError(String message, Output output) {
        super(message);
        this.output = output;
    }

    /** What the child has written, as far as it was piped and read; both parts may be null. */
    public final Output output() {
        return output;
    }
}
