package gevent.hub;

import greenlet.GreenletExit;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own for a test that needs one, started as the tests' own is, but with no flags save those given. */
public final class ChildJvm {
    /** The flag that gives a hub on the class path the access that it needs. */
    public static final String ACCESS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** The flag that lets it call the C library. */
    public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /**
     * Begins a command that ends with this JVM, even if that is killed, and that SIGINT and SIGHUP end, though this JVM
     * may ignore them, as it does under nohup. Empty where this system has no such commands. The thread that starts it
     * must not end before it.
     */
    public static final List<String> BOUND = bound(
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

    private static final long PATIENCE_SECONDS = 60;

    /** What became of it. */
    public record Ended(int code, String out, String err) {
    }

    private ChildJvm() {
    }

    /** The classes of module greenlet. */
    public static Path greenletClasses() throws URISyntaxException {
        return codeOf(GreenletExit.class);
    }

    /** The classes of module gevent. */
    public static Path geventClasses() throws URISyntaxException {
        return codeOf(Hub.class);
    }

    private static Path codeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** The classes of the tests, which on the module path pass for a part of gevent. */
    public static Path testClasses() throws URISyntaxException {
        return Path.of(ChildJvm.class.getResource("ChildJvm.class").toURI()).getParent().getParent().getParent();
    }

    /** What gevent calls the C library with. */
    public static List<String> libraries() {
        return Stream.of("java.class.path", "jdk.module.path").map(name -> System.getProperty(name, ""))
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(jar -> jar.matches(".*/(jnr-|jffi|asm)[^/]*\\.jar")).distinct().toList();
    }

    /** gevent, and what it needs. */
    public static String modulePath() throws URISyntaxException {
        List<String> path = new ArrayList<>(libraries());
        path.addAll(List.of(greenletClasses().toString(), geventClasses().toString()));
        return String.join(File.pathSeparator, path);
    }

    /** Runs {@code main} on the class path, without the {@link #libraries}. */
    public static Ended run(Path temp, Class<?> main, String... flags) throws Exception {
        return run(temp, List.of(), main, flags);
    }

    /** Runs {@code main} on the class path, with {@code more} on it. */
    public static Ended run(Path temp, List<String> more, Class<?> main, String... flags) throws Exception {
        List<String> path = new ArrayList<>(
                List.of(greenletClasses().toString(), geventClasses().toString(), testClasses().toString()));
        path.addAll(more);
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("-cp", String.join(File.pathSeparator, path), main.getName()));
        return java(temp, arguments);
    }

    /** The command that runs {@code main} on the class path, for who runs it otherwise. */
    public static List<String> command(Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(java(), ACCESS, "-cp", String.join(File.pathSeparator,
                greenletClasses().toString(), geventClasses().toString(), testClasses().toString()), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs {@code java} with exactly these arguments. */
    public static Ended java(Path temp, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst(java());
        return command(temp, command);
    }

    /** The same, with room for that many descriptors. */
    public static Ended javaWithLimit(Path temp, int descriptors, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$0\" \"$@\"",
                java()));
        command.addAll(arguments);
        return command(temp, command);
    }

    /** Runs a command that ends in such arguments. */
    private static Ended command(Path temp, List<String> command) throws IOException, InterruptedException {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        List<String> bound = new ArrayList<>(BOUND);
        bound.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(bound).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
