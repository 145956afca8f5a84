package gevent.subprocess;

import java.io.IOException;
import java.util.Objects;

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
 * <p>To set more than the command, use {@link Popen#of}. gevent: the functions of {@code gevent.subprocess}.
 */
public final class Subprocess {
    private Subprocess() {
    }

    /** Runs a program to its end; see {@link Command#run}. */
    public static CompletedProcess run(String... args) throws IOException {
        return Popen.of(args).run();
    }

    /**
     * Runs a program to its end.
     *
     * @return the exit status; the negated signal number if a signal ended the program
     */
    public static int call(String... args) throws IOException {
        return Popen.of(args).call();
    }

    /**
     * Runs a program to its end.
     *
     * @throws CalledProcessError if the program fails
     */
    public static void checkCall(String... args) throws IOException {
        Popen.of(args).checkCall();
    }

    /**
     * Runs a program to its end.
     *
     * @return its standard output, as text
     * @throws CalledProcessError if the program fails
     */
    public static String checkOutput(String... args) throws IOException {
        return Popen.of(args).checkOutput();
    }

    /** Runs a shell line and returns what it writes, output and error together, without the last line break. */
    public static String getoutput(String line) throws IOException {
        return getstatusoutput(line).output();
    }

    /** Runs a shell line as {@link #getoutput} does, and returns its exit status and its output. */
    public static StatusOutput getstatusoutput(String line) throws IOException {
        CompletedProcess ended = Popen.shell(line).stdout(Redirect.PIPE).stderr(Redirect.STDOUT).run();
        String text = Objects.requireNonNull(ended.outText());
        return new StatusOutput(ended.returncode(),
                text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    }

    /**
     * The result of a shell line.
     *
     * @param status the exit status; the negated signal number if a signal ended the shell
     * @param output what the line wrote
     */
    public record StatusOutput(int status, String output) {
    }
}
