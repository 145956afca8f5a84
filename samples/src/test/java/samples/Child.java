package samples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program in a process of its own. */
public final class Child implements AutoCloseable {
    /**
     * Begins a command that ends with this JVM, even if that is killed, and that SIGINT and SIGHUP end, though this JVM
     * may ignore them, as it does under nohup. Empty where this system has no such commands. The thread that starts it
     * must not end before it.
     */
    private static final List<String> BOUND = bound(
            List.of("setpriv", "--pdeathsig=KILL", "env", "--default-signal=INT,HUP"));

    private static List<String> bound(List<String> prefix) {
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        try {
            return new ProcessBuilder(trial).start().waitFor() == 0 ? prefix : List.of();
        } catch (IOException noSuchCommand) {
            return List.of();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final Process process;
    private final BufferedReader out;
    private final Path err;

    /** How a program ended, and the lines that it has printed. */
    public record Ended(int status, List<String> out, List<String> err) {
    }

    private Child(ProcessBuilder program) throws IOException {
        err = Files.createTempFile("child", ".err");
        List<String> bound = new ArrayList<>(BOUND);
        bound.addAll(program.command());
        process = program.command(bound).redirectError(err.toFile()).start();
        out = process.inputReader();
    }

    /** Starts a program. */
    public static Child start(ProcessBuilder program) throws IOException {
        return new Child(program);
    }

    /** Runs a program to its end. */
    public static Ended run(ProcessBuilder program) throws IOException, InterruptedException {
        try (Child child = start(program)) {
            return child.end();
        }
    }

    /** The command for a JVM with our classes, access to the JDK and loop: options, a class, and what that takes. */
    public static List<String> java(String... arguments) throws IOException, URISyntaxException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
        String loop = System.getProperty("gevent.loop");
        if (loop != null) {
            command.add("-Dgevent.loop=" + loop);
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** What the samples are run from, and the tests. */
    static String classPath() throws IOException, URISyntaxException {
        Path classes = rootOf(Samples.class);
        return String.join(File.pathSeparator, classes.toString(), rootOf(Child.class).toString(),
                Files.readString(classes.resolveSibling("classpath")));
    }

    private static Path rootOf(Class<?> inThisPackage) throws URISyntaxException {
        return Path.of(inThisPackage.getResource(inThisPackage.getSimpleName() + ".class").toURI())
                .getParent().getParent();
    }

    /** Waits for the next line that it prints. @return null if it ends instead */
    public String nextLine() throws IOException {
        return out.readLine();
    }

    /** Sends a signal. @param name without {@code SIG} */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).inheritIO().start().waitFor();
    }

    /** Waits for its end. */
    public Ended end() throws IOException, InterruptedException {
        List<String> lines = out.lines().toList();
        return new Ended(process.waitFor(), lines, Files.readAllLines(err));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(err);
    }
}
