package gevent.subprocess;

import java.io.IOException;

/**
 * Runs a program in one line, while other greenlets go on.
 *
 * <pre>{@code
 * import static gevent.subprocess.Subprocess.*;
 *
 * checkCall("mkdir", "-p", "out");
 * String head = checkOutput("git", "rev-parse", "HEAD").strip();
 * }</pre>
 *
 * <p>What needs more than a command is said by {@link Popen#of}. gevent: the functions of {@code gevent.subprocess}.
 */
public final class Subprocess {
    private Subprocess() {
    }

    /** Runs a program to its end, see {@link Command#run}. */
    public static CompletedProcess run(String... args) throws IOException {
        return Popen.of(args).run();
    }

    /** Runs a program to its end. @return what it exited with */
    public static int call(String... args) throws IOException {
        return Popen.of(args).call();
    }

    /** Runs a program to its end. @throws CalledProcessError if it fails */
    public static void checkCall(String... args) throws IOException {
        Popen.of(args).checkCall();
    }

    /** Runs a program to its end. @return its standard output, as text @throws CalledProcessError if it fails */
    public static String checkOutput(String... args) throws IOException {
        return Popen.of(args).checkOutput();
    }

    /** What a shell's line wrote, output and error together, without the last end of line. */
    public static String getoutput(String line) throws IOException {
        return getstatusoutput(line).output();
    }

    /** The same, and what it exited with. */
    public static StatusOutput getstatusoutput(String line) throws IOException {
        CompletedProcess ended = Popen.shell(line).stdout(Redirect.PIPE).stderr(Redirect.STDOUT).run();
        String text = ended.outText();
        return new StatusOutput(ended.returncode(),
                text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    }

    /**
     * What a shell's line came to.
     *
     * @param status what it exited with; the number of the signal that ended it, negated
     * @param output what it wrote
     */
    public record StatusOutput(int status, String output) {
    }
}
