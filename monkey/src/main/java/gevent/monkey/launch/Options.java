package gevent.monkey.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The command line of the launcher: its own options, then the program, then the program's arguments.
 *
 * @param patches what to patch; empty for nothing
 * @param loop {@code epoll} or {@code nio}; null for the best available
 * @param monitor seconds after which a greenlet that blocks the hub is reported; null for never
 * @param verbose whether to report what is patched
 * @param classPath where the main class is searched, and what scripts may use; null for none
 * @param program a source file, a jar or a class; null if no program runs
 * @param arguments the program's arguments
 * @param answer the text to print instead of running a program; null to run the program
 */
record Options(List<String> patches, String loop, String monitor, boolean verbose, String classPath,
        String program, List<String> arguments, String answer) {
    /** The default of {@code --patch}: everything. */
    static final List<String> ALL = List.of("all");

    static final String USAGE = """
            java -jar gevent-monkey.jar [options] Script.java|app.jar|MainClass [arguments…]

            Runs the program with its main as a greenlet, and everything that blocks patched to let others run.

              --patch NAME,…     patch only these: %s
              --no-patch         patch nothing
              --loop epoll|nio   how to wait for the system; without it epoll, where there is one
              --monitor SECONDS  report who keeps the others from running for longer
              -cp, --class-path PATH   where to look for the main class, and what scripts may use
              --verbose          tell what is patched, on standard error
              --help             this
              --version          which version this is, and of Java

            An option's value may also follow a "=". What begins with "-" after the program is the program's. Options of
            Java itself come before -jar.
            """.formatted(String.join(", ", Patches.names()));

    /** An invalid command line. */
    static final class Wrong extends Exception {
        Wrong(String message) {
            super(message);
        }
    }

    static Options parse(String[] commandLine) throws Wrong {
        Deque<String> left = new ArrayDeque<>(List.of(commandLine));
        List<String> patches = ALL;
        String loop = null;
        String monitor = null;
        String classPath = null;
        boolean verbose = false;
        while (!left.isEmpty() && left.peek().startsWith("-")) {
            int words = left.size();
            String option = split(left);
            boolean hasValue = left.size() == words;
            switch (option) {
                case "--patch" -> patches = Patches.parse(value(option, left));
                case "--no-patch" -> patches = List.of();
                case "--loop" -> loop = oneOf(option, value(option, left), "epoll", "nio");
                case "--monitor" -> monitor = seconds(option, value(option, left));
                case "-cp", "-classpath", "--class-path" -> classPath = value(option, left);
                case "--verbose" -> verbose = true;
                case "--help", "-h" -> {
                    return answering(USAGE);
                }
                case "--version" -> {
                    return answering(Version.describe());
                }
                default -> throw new Wrong("there is no option " + option);
            }
            if (hasValue && left.size() == words) {
                throw new Wrong(option + " takes no value");
            }
        }
        if (left.isEmpty()) {
            throw new Wrong("nothing to run was named");
        }
        String program = left.poll();
        return new Options(patches, loop, monitor, verbose, classPath, program, List.copyOf(left), null);
    }

    private static Options answering(String answer) {
        return new Options(ALL, null, null, false, null, null, List.of(), answer);
    }

    /** Takes the next option. A value after "=" is left as if it were the next word. */
    private static String split(Deque<String> left) {
        String option = left.poll();
        int equals = option.indexOf('=');
        if (equals < 0 || !option.startsWith("--")) {
            return option;
        }
        left.push(option.substring(equals + 1));
        return option.substring(0, equals);
    }

    private static String value(String option, Deque<String> left) throws Wrong {
        if (left.isEmpty()) {
            throw new Wrong(option + " needs a value");
        }
        return left.poll();
    }

    private static String oneOf(String option, String value, String... possible) throws Wrong {
        if (!List.of(possible).contains(value)) {
            throw new Wrong(option + " " + value + ": there are " + String.join(" and ", possible));
        }
        return value;
    }

    private static String seconds(String option, String value) throws Wrong {
        try {
            if (Double.parseDouble(value) > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new Wrong(option + " " + value + ": that is no number of seconds above 0");
    }
}
