package gevent.subprocess;

import java.util.List;

/**
 * A child that has ended. gevent: {@code subprocess.CompletedProcess}.
 *
 * @param args the command
 * @param returncode the exit status; the negated signal number if a signal ended the child
 * @param output what the child wrote to pipes
 */
public record CompletedProcess(List<String> args, int returncode, Output output) {
    /** The child's standard output; null if it was not a pipe. */
    public byte[] stdout() {
        return output.out();
    }

    /** The child's standard error; null if it was not a pipe. */
    public byte[] stderr() {
        return output.err();
    }

    /** The child's standard output as text; null if it was not a pipe. */
    public String outText() {
        return output.outText();
    }

    /** The child's standard error as text; null if it was not a pipe. */
    public String errText() {
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
