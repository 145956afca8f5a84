package gevent.foreign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a suite runs. The launcher makes the suite's main a greenlet and patches everything; the suite is unchanged. */
enum Configuration {
    /** On a thread, without gevent4j: the control. */
    PLAIN,
    EPOLL,
    NIO;

    private static final Path LAUNCHER = Path.of("..", "target", "gevent-monkey-all.jar");

    /** Whether an expectation's word, such as {@code greenlets}, is about this configuration. */
    boolean isMeantBy(String word) {
        return switch (word) {
            case "everywhere" -> true;
            case "greenlets" -> this != PLAIN;
            default -> this == valueOf(word.toUpperCase(Locale.ROOT));
        };
    }

    /** The command that runs a suite in a JVM of its own. */
    List<String> command(Suite suite, Path outcomes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(suite.options());
        if (this != PLAIN) {
            if (!Files.exists(LAUNCHER)) {
                throw new IllegalStateException(LAUNCHER + " is missing: run mvn -Pforeign package");
            }
            command.addAll(List.of("-jar", LAUNCHER.toString(), "--loop", name().toLowerCase(Locale.ROOT)));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Runner.class.getName(),
                suite.file().toString(), outcomes.toString()));
        return command;
    }
}
