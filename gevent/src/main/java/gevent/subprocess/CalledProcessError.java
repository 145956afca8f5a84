package gevent.subprocess;

import java.util.List;

/** A child failed that was to be checked. gevent: {@code subprocess.CalledProcessError}. */
public final class CalledProcessError extends SubprocessError {
    private final transient List<String> args;
    private final int returncode;

    CalledProcessError(List<String> args, int returncode, Output output) {
        super("Command " + args + (returncode < 0 ? " died with signal " + -returncode
                : " returned non-zero exit status " + returncode), output);
        this.args = args;
        this.returncode = returncode;
    }

    /** The command. */
    public List<String> args() {
        return args;
    }

    /** What it exited with; the number of the signal that ended it, negated. */
    public int returncode() {
        return returncode;
    }
}
