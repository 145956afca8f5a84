package gevent.subprocess;

import java.util.List;

/**
 * A child that has ended. gevent: {@code subprocess.CompletedProcess}.
 *
 * @param args the command
 * @param returncode what it exited with; the number of the signal that ended it, negated
 * @param output what it has written, as far as that was piped
 */
public record CompletedProcess(List<String> args, int returncode, Output output) {
    /** Its standard output; null if that was no pipe. */
    public byte[] stdout() {
        return output.out();
    }

    /** Its standard error; null if that was no pipe. */
    public byte[] stderr() {
        return output.err();
    }

    /** Its standard output as text; null if that was no pipe. */
    public String outText() {
        return output.outText();
    }

    /** Its standard error as text; null if that was no pipe. */
    public String errText() {
        return output.errText();
    }

    /** Throws unless it has succeeded. @return this @throws CalledProcessError if {@code returncode} is not 0 */
    public CompletedProcess checkReturncode() {
        if (returncode != 0) {
            throw new CalledProcessError(args, returncode, output);
        }
        return this;
    }
}
