package gevent.subprocess;

import java.time.Duration;
import java.util.List;

/** A child did not end in time; {@link #output} is what it wrote until then. gevent: {@code TimeoutExpired}. */
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

    /** The time limit. */
    public Duration timeout() {
        return timeout;
    }
}
