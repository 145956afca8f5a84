package gevent.subprocess;

import java.util.List;

/** Thrown if a child fails and its exit status is checked. gevent: {@code subprocess.CalledProcessError}. */
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

    /** The exit status; the negated signal number if a signal ended the child. */
    public int returncode() {
        return returncode;
    }
}
