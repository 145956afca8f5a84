package gevent.monkey.launch;

import gevent.monkey.Agent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Adds to the class path of the running JVM, so that the program's classes are where {@code java} would have put them:
 * in the system class loader.
 */
final class ClassPath {
    private ClassPath() {
    }

    /** @param path a class path, with {@code lib/*} for all jars of a directory; null for none */
    static void add(String path) throws IOException, Program.Unusable {
        if (path == null) {
            return;
        }
        for (String element : path.split(File.pathSeparator, -1)) {
            for (Path each : paths(element)) {
                if (Files.exists(each)) {
                    add(each);
                }
            }
        }
    }

    private static void add(Path element) throws Program.Unusable {
        try {
            Agent.addToClassPath(element);
        } catch (IllegalStateException noAgent) {
            throw new Program.Unusable(noAgent.getMessage());
        }
    }

    /** The paths of an element; as for {@code java}, one that cannot be a path stands for none. */
    private static List<Path> paths(String element) throws IOException {
        try {
            return expand(element);
        } catch (InvalidPathException unmappable) {
            return List.of();
        }
    }

    private static List<Path> expand(String element) throws IOException {
        if (!element.equals("*") && !element.endsWith(File.separator + "*")) {
            return List.of(Path.of(element.isEmpty() ? "." : element));
        }
        Path directory = Path.of(element.equals("*") ? "." : element.substring(0, element.length() - 2));
        if (!Files.isDirectory(directory) || !Files.isReadable(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".jar")).toList();
        }
    }
}
