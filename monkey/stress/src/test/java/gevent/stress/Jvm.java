package gevent.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** JVMs of their own, with the class path of this one and access to the JDK. */
final class Jvm {
    private Jvm() {
    }

    /**
     * Runs a program to its end, and deletes what it leaves in its folder for temporary files.
     *
     * @param log gets what the program prints; its folder is the program's
     * @param most after which the program is killed
     * @param program options of the JVM, the main class and its arguments
     * @return the exit status
     * @throws IllegalStateException if the program was killed
     */
    static int run(Path log, Duration most, List<String> program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("stress.access").split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        Path temporary = Files.createTempDirectory("stress");
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(program);
        Path folder = Files.createDirectories(log.toAbsolutePath().getParent());
        Process child = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        Thread stop = new Thread(() -> kill(child));
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            child.getOutputStream().close();
            if (!child.waitFor(most)) {
                throw new IllegalStateException("it hangs; see " + log);
            }
            return child.exitValue();
        } finally {
            kill(child);
            Runtime.getRuntime().removeShutdownHook(stop);
            delete(temporary);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** Ends a program and what it has started. */
    private static void kill(Process child) {
        child.descendants().forEach(ProcessHandle::destroyForcibly);
        child.destroyForcibly();
    }
}
