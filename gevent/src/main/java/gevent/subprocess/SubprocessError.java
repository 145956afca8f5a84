package gevent.subprocess;

/** A child did not end as requested. gevent: {@code subprocess.SubprocessError}. */
public sealed class SubprocessError extends RuntimeException permits CalledProcessError, TimeoutExpired {
    private final transient Output output;

    SubprocessError(String message, Output output) {
        super(message);
        this.output = output;
    }

    /** What the child wrote, as far as it was piped and read; both parts may be null. */
    public final Output output() {
        return output;
    }
}
