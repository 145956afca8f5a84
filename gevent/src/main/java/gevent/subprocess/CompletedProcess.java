package gevent.subprocess;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A child that has ended. gevent: {@code subprocess.CompletedProcess}.
 *
 * @param args the command
 * @param returncode the exit status; the negated signal number if a signal ended the child
 * @param output what the child wrote to pipes
 */
public record CompletedProcess(List<String> args, int returncode, Output output) {
    /** The child's standard output; null if it was not a pipe. */
    public byte @Nullable [] stdout() {
        return output.out();
    }

    /** The child's standard error; null if it was not a pipe. */
    public byte @Nullable [] stderr() {
        return output.err();
    }

    /** The child's standard output as text; null if it was not a pipe. */
    public @Nullable String outText() {
        return output.outText();
    }

    /** The child's standard error as text; null if it was not a pipe. */
    public @Nullable String errText() {
        return output.errText();
    }

    /**
     * Checks that the child has succeeded.
     *
     * @return this object
     * @throws CalledProcessError if {@code returncode} is not 0
     */
    public CompletedProcess checkReturncode() {
        if (returncode != 0) {
            throw new CalledProcessError(args, returncode, output);
        }
        return this;
    }
}
