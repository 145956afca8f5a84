package gevent.monkey.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A server in a process and a directory of its own, on a free port of the loopback. Nothing is left of it once it is
 * closed, or this JVM has ended.
 */
final class ServerProcess implements AutoCloseable {
    /** Whom servers of the system run as if root starts them. PostgreSQL refuses to be root; OpenSSH needs a shell. */
    private static final String USER = "postgres";
    private static final boolean REQUIRED = "required".equals(System.getenv("GEVENT_TEST_SERVERS"));

    private final Path directory = Files.createTempDirectory("gevent-server-");
    private final int port = freePort();
    private final Thread atExit = new Thread(this::stop);
    private final boolean asUser;
    private Process process;

    private ServerProcess(boolean asUser) throws IOException {
        this.asUser = asUser && "root".equals(System.getProperty("user.name"));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** One of the system's; not started. The test is skipped if there is no such program, unless all are required. */
    static ServerProcess ofSystem(String program, String debianPackage) throws IOException {
        if (executables(program).findAny().isEmpty()) {
            String missing = "no " + program + " on this machine: install Debian's " + debianPackage;
            Assumptions.assumeTrue(REQUIRED, missing);
            fail(missing);
        }
        return new ServerProcess(true);
    }

    /** For a class of the tests; not started. */
    static ServerProcess ofJava() throws IOException {
        return new ServerProcess(false);
    }

    /** Starts it. @return the line in which it says that it is ready */
    String startJava(Class<?> main) throws IOException {
        return start("ready", Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dgevent.test.keys=" + Tls.store(), main.getName());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where programs of that name are, the newest PostgreSQL's first. */
    static Stream<String> executables(String program) {
        List<Path> directories = new ArrayList<>();
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            versions.sorted(Comparator.comparing((Path path) -> Integer.parseInt(path.getFileName().toString()))
                    .reversed()).map(version -> version.resolve("bin")).forEach(directories::add);
        } catch (IOException | NumberFormatException e) {
            // There is none.
        }
        Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).forEach(directories::add);
        directories.add(Path.of("/usr/sbin"));
        return directories.stream().map(directory -> directory.resolve(program)).filter(Files::isExecutable)
                .map(Path::toString);
    }

    Path directory() {
        return directory;
    }

    int port() {
        return port;
    }

    /** Whom the server runs as. */
    String user() {
        return asUser ? USER : System.getProperty("user.name");
    }

    /** A file of the server's, which nobody else may read. */
    Path file(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    /** Runs something to its end, as the server's user; it must succeed. */
    void run(String... command) throws IOException, InterruptedException {
        Process run = begin(command);
        String output = new String(run.getInputStream().readAllBytes());
        assertEquals(0, run.waitFor(), output);
    }

    /** Starts it. @return the first line of its output that contains {@code ready} */
    String start(String ready, String... command) throws IOException {
        process = begin(command);
        BufferedReader output = process.inputReader();
        StringBuilder before = new StringBuilder();
        String line;
        while ((line = output.readLine()) != null && !line.contains(ready)) {
            before.append(line).append('\n');
        }
        if (line == null) {
            close();
            fail(String.join(" ", command) + " has ended:\n" + before);
        }
        Thread.ofPlatform().daemon().name("output of " + command[0]).start(() -> drain(output));
        return line;
    }

    private static void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // It was stopped.
        }
    }

    private Process begin(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        all.set(0, executables(command[0]).findFirst().orElse(command[0]));
        if (asUser) {
            all.addAll(0, List.of("--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
            giveToUser();
        }
        if (asUser || executables("setpriv").findAny().isPresent()) {
            // It is told when this JVM ends without having stopped it.
            all.addAll(0, List.of("setpriv", "--pdeathsig=TERM"));
        }
        return new ProcessBuilder(all).directory(directory.toFile()).redirectErrorStream(true).start();
    }

    private void giveToUser() throws IOException {
        UserPrincipal user = directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setOwner(file, user);
            }
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stop() {
        try {
            if (process != null) {
                process.destroy();
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
