package samples.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import samples.Child.Ended;
import samples.Child;
import samples.Printed;

/** Download: the command, its options, its exit status, and what a signal does to it. */
@ExtendWith(FreshHub.class)
class DownloadTest {
    /** For a run that takes less than a second; one file after the other would take half a minute. */
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path temp;

    private final Printed printed = new Printed();
    private Path output;
    private Path temporaries;

    @BeforeEach
    void makeDirectories() throws IOException {
        output = Files.createDirectory(temp.resolve("output"));
        temporaries = Files.createDirectory(temp.resolve("temporaries"));
    }

    @AfterEach
    void printAgain() {
        printed.close();
    }

    private int execute(String... arguments) {
        return new CommandLine(new Download()).execute(arguments);
    }

    private String here(String name) throws IOException {
        return Files.writeString(temp.resolve(name), "content of " + name).toUri().toString();
    }

    private ProcessBuilder command(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("-Djava.io.tmpdir=" + temporaries, Download.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(Child.java(command.toArray(String[]::new)));
    }

    private static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> !path.getFileName().toString().startsWith("hsperfdata")).sorted().toList();
        }
    }

    private static long count(List<String> lines, String words) {
        return lines.stream().filter(line -> line.contains(words)).count();
    }

    // ---- arguments

    @Test
    void aDownloadedFileIsInTheOutputDirectory() throws IOException {
        assertEquals(0, execute(here("a"), "--output", output.toString()));

        assertEquals("content of a", Files.readString(output.resolve("a")));
    }

    @Test
    void theOutputDirectoryIsMade() throws IOException {
        assertEquals(0, execute(here("a"), "-o", output.resolve("x/y").toString()));

        assertTrue(Files.exists(output.resolve("x/y/a")));
    }

    @Test
    void theStatusIsOneIfAFileIsNotThere() throws IOException {
        assertEquals(1, execute(temp.resolve("missing").toUri().toString(), here("a"), "-o", output.toString()));

        assertTrue(Files.exists(output.resolve("a")));
    }

    @Test
    void theLastLineIsTheTotal() throws IOException {
        execute(here("a"), here("b"), "-o", output.toString());

        assertTrue(printed.out().getLast().startsWith("2 files, 24 bytes, "), printed.out()::toString);
    }

    @Test
    void sequentialIsOneAfterTheOther() throws IOException {
        execute(here("a"), here("b"), "-o", output.toString(), "--sequential");

        assertEquals(List.of("GET:", "12", "GET:", "12", "2"),
                printed.out().stream().map(line -> line.split(" ")[0]).toList());
    }

    @Test
    void theConcurrencyIsTheNumberOfGreenlets() throws IOException {
        execute(here("a"), here("b"), here("c"), "-o", output.toString(), "--concurrency", "2");

        assertTrue(printed.out().getLast().contains(", 3 greenlets, "), printed.out()::toString);
    }

    @Test
    void theHelpNamesTheOptions() {
        assertEquals(0, execute("--help"));

        for (String option : List.of("--output", "--concurrency", "--timeout", "--sequential", "--help")) {
            assertEquals(1, count(printed.out(), option), option);
        }
    }

    @ParameterizedTest
    @CsvSource({"--concurrency,0", "--concurrency,-1", "--concurrency,many", "--timeout,0", "--timeout,-1",
        "--timeout,NaN", "--timeout,soon"})
    void aWrongValueIsSaidSo(String option, String value) {
        assertEquals(2, execute(option, value));

        assertTrue(printed.err().getFirst().contains("'" + option), printed.err()::toString);
        assertEquals(List.of(), printed.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nosuch", "--output", "--timeout"})
    void wrongOptionsAreSaidSo(String option) {
        assertEquals(2, execute(option));

        assertTrue(printed.err().getFirst().contains("'" + option), printed.err()::toString);
    }

    @Test
    void anOutputThatIsNoDirectoryIsSaidSo() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertEquals(1, execute(here("a"), "--output", file.toString()));
        assertEquals(1, count(printed.err(), file.toString()), printed.err()::toString);
    }

    // ---- without URLs

    @Test
    @Tag("io")
    void withoutUrlsAHundredFilesComeOnOneThread() throws Exception {
        long start = System.nanoTime();
        Ended ended = Child.run(command());

        assertEquals(List.of(), ended.err());
        assertEquals(0, ended.status());
        assertEquals(100, count(ended.out().subList(0, 100), "GET: "));
        assertEquals(100, count(ended.out().subList(100, 200), " bytes received from "));
        assertTrue(ended.out().getLast().matches("100 files, .* bytes, .* seconds, 202 greenlets, 1 thread"),
                ended.out().getLast());
        assertTrue(System.nanoTime() - start < SOON.toNanos());
    }

    @Test
    void withoutUrlsNothingIsLeft() throws Exception {
        Child.run(command());

        assertEquals(List.of(), in(temporaries));
    }

    @Test
    @Tag("io")
    void withoutUrlsTheFilesStayInAnOutputThatIsGiven() throws Exception {
        Child.run(command("--output", output.toString()));

        List<Path> files = in(output);
        assertEquals(100, files.size());
        assertEquals(16 << 10, Files.size(files.getFirst()));
        assertEquals(8 << 20, Files.size(files.getLast()));
        for (Path file : files) {
            assertEquals(checksumOfServed(file.getFileName().toString()), checksum(Files.readAllBytes(file)));
        }
    }

    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    /** The server of its own sends 64 KB again and again, at another start for each file. */
    private static long checksumOfServed(String name) {
        String[] parts = name.split("[-.]");
        byte[] content = new byte[128 << 10];
        new Random(1).nextBytes(content);
        byte[] served = new byte[Integer.parseInt(parts[1])];
        int start = Integer.parseInt(parts[0]);
        for (int i = 0; i < served.length; i++) {
            served[i] = content[start + i % (64 << 10)];
        }
        return checksum(served);
    }

    // ---- what goes wrong

    @Test
    void anUnknownHostIsReported() throws Exception {
        Path hosts = Files.createFile(temp.resolve("hosts"));
        ProcessBuilder command = command("-o", output.toString(), "http://nosuch.invalid/a");
        command.command().add(1, "-Djdk.net.hosts.file=" + hosts);
        Ended ended = Child.run(command);

        assertEquals(1, ended.status());
        assertEquals(List.of("FAILED: http://nosuch.invalid/a: unknown host nosuch.invalid"), ended.err());
    }

    @Test
    void whatIsTooBigForTheDiskIsReportedAndTheOthersFinish() throws Exception {
        ProcessBuilder command = command("--output", output.toString());
        // In blocks of 512 bytes: 1 MB is the most that a file may have.
        command.command().addAll(0, List.of("sh", "-c", "ulimit -f 2048 && exec \"$@\"", "sh"));
        Ended ended = Child.run(command);

        assertEquals(1, ended.status());
        assertEquals(ended.err().size(), count(ended.err(), ": File too large"), ended.err()::toString);
        assertEquals(100, count(ended.out(), " bytes received from ") + ended.err().size());
        assertEquals(count(ended.out(), " bytes received from "), in(output).size());
    }

    // ---- signals

    /** Whether a shell had us started in the background, which our children inherit. */
    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status) && Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << 1) != 0);
    }

    private static void assertEndsBy(String signal, int status, Child child) throws Exception {
        assumeTrue(!interruptsAreIgnored(), "SIGINT is ignored here");
        long sent = System.nanoTime();
        child.signal(signal);
        Ended ended = child.end();

        assertEquals(status, ended.status(), ended::toString);
        assertEquals(List.of("Interrupted: what was not complete is removed."), ended.err());
        assertTrue(System.nanoTime() - sent < SOON.toNanos());
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void aSignalRemovesTheTemporaryDirectory(String signal, int status) throws Exception {
        // One after the other they take half a minute, so we are in the middle when the first is there.
        try (Child child = Child.start(command("--sequential"))) {
            child.nextLine();
            child.nextLine();
            assertEquals(1, in(temporaries).size());

            assertEndsBy(signal, status, child);
        }
        assertEquals(List.of(), in(temporaries));
    }

    @Test
    void aSignalLeavesWhatIsComplete() throws Exception {
        try (Child child = Child.start(command("--sequential", "-o", output.toString()))) {
            child.nextLine();
            child.nextLine();

            assertEndsBy("INT", 130, child);
        }
        assertEquals(16 << 10, Files.size(in(output).getFirst()));
    }

    @Test
    void aSignalRemovesWhatIsNotComplete() throws Exception {
        byte[] moreThanAnyBufferHolds = new byte[64 << 20];
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child child = Child.start(command(
                        "-o", output.toString(), "http://localhost:" + server.getLocalPort() + "/a"));
                Socket connection = server.accept()) {
            RawServer.pathOfRequest(connection);
            OutputStream out = connection.getOutputStream();
            out.write(RawServer.head(1L << 30).getBytes(StandardCharsets.US_ASCII));
            out.write(moreThanAnyBufferHolds);
            assertEquals(1, in(output).size());

            assertEndsBy("INT", 130, child);
        }
        assertEquals(List.of(), in(output));
    }

    // ---- on a terminal

    @Test
    void onATerminalABarShowsTheProgress() throws Exception {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "a terminal takes script, of util-linux");
        String command = String.join(" ", command(here("a"), "-o", output.toString()).command());
        Ended ended = Child.run(new ProcessBuilder(script.toString(), "-qec", command, "/dev/null"));

        assertEquals(0, ended.status());
        assertTrue(count(ended.out(), "1/1 files") > 0, ended.out()::toString);
        assertEquals(1, count(ended.out(), "12 bytes received from "));
    }
}
