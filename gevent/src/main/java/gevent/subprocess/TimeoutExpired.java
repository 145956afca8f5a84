package gevent.subprocess;

import java.time.Duration;
import java.util.List;

/** A child did not end in time; {@link #output} is what it has written until then. gevent: the same. */
public final class TimeoutExpired extends SubprocessError {
    private final transient List<String> args;
    private final Duration timeout;

    TimeoutExpired(List<String> args, Duration timeout, Output output) {
        super("Command " + args + " timed out after " + timeout.toMillis() / 1e3 + " seconds", output);
        this.args = args;
        this.timeout = timeout;
    }

    /** The command. */
    public List<String> args() {
        return args;
    }

    /** How long it had. */
    public Duration timeout() {
        return timeout;
    }
}
