package gevent.server;

import gevent.hub.ChildJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program in a JVM of its own, on the class path and the same loop, that is talked to by lines. */
final class Child implements AutoCloseable {
    private final Path err = Files.createTempFile("err", null);
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    /** @param descriptors how many it may have; 0 for as many as we */
    Child(int descriptors, Class<?> main, String... arguments) throws Exception {
        this(descriptors > 0 ? shell("ulimit -n " + descriptors) : List.of(), main, arguments);
    }

    /** A command that does something first, and then becomes what follows. */
    static List<String> shell(String first) {
        return List.of("sh", "-c", first + " && exec \"$0\" \"$@\"");
    }

    /** @param before a command that ends as {@link #shell}'s does */
    Child(List<String> before, Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.BOUND);
        command.addAll(before);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), ChildJvm.ACCESS,
                ChildJvm.NATIVE_ACCESS, "-cp", classPath()));
        String loop = System.getProperty("gevent.loop");
        if (loop != null) {
            command.add("-Dgevent.loop=" + loop);
        }
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        process = builder.start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream()));
        in = new OutputStreamWriter(process.getOutputStream());
    }

    private static String classPath() throws Exception {
        return Stream.concat(Stream.of(ChildJvm.greenletClasses(), ChildJvm.geventClasses(), ChildJvm.testClasses()),
                ChildJvm.libraries().stream().map(Path::of)).map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The next that it prints; blocks the thread. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("It has ended: " + err());
        }
        return line;
    }

    void tell(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    /** Ends it without letting it know. */
    void kill() throws IOException {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.delete(err);
    }
}
