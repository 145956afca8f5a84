package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import greenlet.Greenlet;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a program in a JVM of its own: what is patched is so for a whole JVM, and its flags are for the whole of it. */
final class ChildJvm {
    static final List<String> ACCESS = List.of("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED");

    /** It does not live long. */
    private static final List<String> QUICKLY = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /**
     * Begins a command that ends with this JVM, even if that is killed, and that SIGINT and SIGHUP end, though this JVM
     * may ignore them, as it does under nohup. Empty where this system has no such commands. The thread that starts it
     * must not end before it.
     */
    static final List<String> BOUND = bound(
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

    /** What it printed, both ways, and how it ended. */
    record Ended(int code, List<String> out, String err) {
    }

    private ChildJvm() {
    }

    /** What {@code program} prints, on the class path, with the access that greenlets need. It must not fail. */
    static List<String> linesOf(Class<?> program) throws Exception {
        List<String> arguments = new ArrayList<>(ACCESS);
        arguments.addAll(List.of("-cp", classPath(), program.getName()));
        return succeeded(run(arguments));
    }

    /** The same with the agent, which is put into {@code directory}; the program is told of that. */
    static List<String> linesOf(Class<?> program, Path directory) throws Exception {
        return succeeded(run(withAgent(program, directory)));
    }

    /** Runs a program with the agent. */
    static List<String> withAgent(Class<?> program, Path directory) throws Exception {
        return List.of("-javaagent:" + AgentJar.in(directory, AgentJar.manifest()), "-cp", classPath(),
                program.getName(), directory.toString());
    }

    /** As {@code java} with these arguments. */
    static Ended run(List<String> arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", null);
        Path err = Files.createTempFile("err", null);
        try {
            Process process = java(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            try {
                return new Ended(process.waitFor(), Files.readAllLines(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** {@code java} with these arguments, not started. */
    static ProcessBuilder java(List<String> arguments) {
        List<String> command = new ArrayList<>(BOUND);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICKLY);
        command.addAll(arguments);
        ProcessBuilder child = new ProcessBuilder(command);
        child.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return child;
    }

    static List<String> succeeded(Ended ended) {
        assertEquals("", ended.err);
        assertEquals(0, ended.code);
        return ended.out;
    }

    /** Where the classes of the modules are, folders or jars: greenlet, gevent, gevent.monkey. */
    static List<Path> modules() throws URISyntaxException {
        return List.of(rootOf(Greenlet.class), rootOf(Gevent.class), rootOf(Monkey.class));
    }

    /** The jars that module gevent needs, wherever this JVM was given them. */
    static List<Path> libraries() {
        return Stream.of("surefire.test.class.path", "java.class.path", "jdk.module.path")
                .map(property -> System.getProperty(property, ""))
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(jar -> jar.contains("jnr") || jar.contains("jffi") || jar.contains("asm"))
                .distinct().map(Path::of).toList();
    }

    /** Where the classes of the tests are. */
    static Path tests() throws URISyntaxException {
        return rootOf(ChildJvm.class);
    }

    static String classPath() throws URISyntaxException {
        return path(Stream.of(modules(), libraries(), List.of(tests())).flatMap(List::stream).toArray(Path[]::new));
    }

    static String path(Path... elements) {
        return Arrays.stream(elements).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path rootOf(Class<?> type) throws URISyntaxException {
        String file = type.getName().replace('.', '/') + ".class";
        URL found = type.getResource('/' + file);
        if (found.getProtocol().equals("jar")) {
            return Path.of(new URI(found.getPath().substring(0, found.getPath().indexOf("!/"))));
        }
        String path = Path.of(found.toURI()).toString();
        return Path.of(path.substring(0, path.length() - file.length()));
    }
}
