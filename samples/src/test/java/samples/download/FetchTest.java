package samples.download;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static samples.download.RawServer.head;
import static samples.download.RawServer.say;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Waiter;
import gevent.monkey.Monkey;
import gevent.testing.Simulation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samples.Child;

/** Fetch: one download, which either leaves the whole file or nothing. */
@Tag("io")
@ExtendWith(FreshHub.class)
class FetchTest {
    private static final String HALF = head(10) + "01234";

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("file");
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    private long fetch(String answer) throws IOException {
        try (RawServer server = RawServer.saying(answer)) {
            return Fetch.fetch(server.url("/file"), file());
        }
    }

    private <T extends Throwable> String assertFails(Class<T> type, String answer) throws IOException {
        T failure = assertThrows(type, () -> fetch(answer));
        assertEquals(List.of(), left());
        return failure.getMessage();
    }

    // ---- what arrives

    @Test
    void theFileHasTheBytesOfTheBody() throws IOException {
        fetch(head(10) + "0123456789");

        assertEquals("0123456789", Files.readString(file()));
    }

    @Test
    void itSaysHowManyBytesCame() throws IOException {
        assertEquals(10, fetch(head(10) + "0123456789"));
    }

    @Test
    void onlyTheFileIsLeft() throws IOException {
        fetch(head(10) + "0123456789");

        assertEquals(List.of(file()), left());
    }

    @Test
    void anEmptyBodyIsAnEmptyFile() throws IOException {
        assertEquals(0, fetch(head(0)));
        assertEquals(0, Files.size(file()));
    }

    @Test
    void aBodyOfUnknownLengthEndsWithTheConnection() throws IOException {
        fetch("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789");

        assertEquals("0123456789", Files.readString(file()));
    }

    @Test
    void aBodyMayComeInChunks() throws IOException {
        fetch("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n");

        assertEquals("0123456789", Files.readString(file()));
    }

    @Test
    void aRedirectionIsFollowed() throws IOException {
        try (RawServer server = new RawServer((path, connection) -> say(connection, path.equals("/new")
                ? head(3) + "new" : "HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n"))) {
            Fetch.fetch(server.url("/old"), file());
        }

        assertEquals("new", Files.readString(file()));
    }

    @Test
    void aFileThatExistsIsReplaced() throws IOException {
        Files.writeString(file(), "the old content, which is longer");

        fetch(head(3) + "new");

        assertEquals("new", Files.readString(file()));
    }

    @Test
    void aFileIsNotThereUnderItsNameBeforeItIsComplete() throws IOException {
        Waiter<Void> go = new Waiter<>();
        try (RawServer server = new RawServer((_, connection) -> {
            say(connection, HALF);
            go.get();
            say(connection, "56789");
        })) {
            Greenlet<Long> fetch = spawn(() -> Fetch.fetch(server.url("/file"), file()));
            awaitThePart();
            boolean early = Files.exists(file());
            go.switchTo(null);

            assertEquals(10, fetch.get());
            assertEquals(false, early);
        }
    }

    private void awaitThePart() {
        while (!Files.exists(Fetch.partOf(file()))) {
            sleep(0.001);
        }
    }

    // ---- what fails

    @Test
    void aBodyThatEndsEarlyFails() throws IOException {
        assertFails(IOException.class, HALF);
    }

    @Test
    void aBodyInChunksThatEndsEarlyFails() throws IOException {
        String message = assertFails(IOException.class,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n45");

        assertEquals("Premature EOF", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 Not Found", "410 Gone", "500 Internal Server Error", "503 Busy"})
    void anErrorOfTheServerFails(String status) throws IOException {
        String message = assertFails(IOException.class,
                "HTTP/1.1 " + status + "\r\nContent-Length: 7\r\nConnection: close\r\n\r\nexcuses");

        assertEquals("HTTP " + status, message);
    }

    @Test
    void aRedirectionThatIsNotFollowedFails() throws IOException {
        // java.net follows none that changes the protocol; its page is not the file.
        String message = assertFails(IOException.class, "HTTP/1.1 301 Moved Permanently\r\n"
                + "Location: https://localhost/\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage");

        assertEquals("HTTP 301 Moved Permanently", message);
    }

    @Test
    void aServerThatHangsUpFails() throws IOException {
        assertFails(SocketException.class, "");
    }

    @Test
    void aConnectionThatIsResetFails() throws IOException {
        try (RawServer server = new RawServer((_, connection) -> {
            say(connection, HALF);
            awaitThePart();
            connection.setSoLinger(true, 0);
        })) {
            SocketException failure = assertThrows(SocketException.class,
                    () -> Fetch.fetch(server.url("/file"), file()));

            assertEquals("Connection reset", failure.getMessage());
            assertEquals(List.of(), left());
        }
    }

    @Test
    void anotherProtocolFailsInItsOwnWay() throws IOException {
        String url = directory.resolve("missing").toUri().toString();

        assertThrows(FileNotFoundException.class, () -> Fetch.fetch(url, file()));

        assertEquals(List.of(), left());
    }

    @Test
    void aFullDiskFails() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        Files.createSymbolicLink(Fetch.partOf(file()), Path.of("/dev/full"));

        String message = assertFails(IOException.class, head(10) + "0123456789");

        assertEquals("No space left on device", message);
    }

    @Test
    void aDirectoryInItsPlaceFails() throws IOException {
        Path inside = Files.createFile(Files.createDirectory(file()).resolve("inside"));

        assertThrows(FileSystemException.class, () -> fetch(head(3) + "new"));

        assertEquals(List.of(file()), left());
        assertTrue(Files.exists(inside));
    }

    @Test
    void aFileThatExistsStaysIfTheNewOneFails() throws IOException {
        Files.writeString(file(), "old");

        assertThrows(IOException.class, () -> fetch(HALF));

        assertEquals("old", Files.readString(file()));
        assertEquals(List.of(file()), left());
    }

    @Test
    void theConnectionOfOneThatFailsIsClosed() throws IOException {
        Waiter<Integer> end = new Waiter<>();
        try (RawServer server = new RawServer((_, connection) -> {
            say(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 1000000\r\n\r\nexcuses");
            end.switchTo(endOf(connection));
        })) {
            assertThrows(IOException.class, () -> Fetch.fetch(server.url("/file"), file()));

            assertEquals(-1, end.get());
        }
    }

    private static int endOf(Socket connection) throws IOException {
        connection.setSoTimeout(10_000);
        try {
            return connection.getInputStream().read();
        } catch (SocketException resetAsWeHadSentMore) {
            return -1;
        } catch (SocketTimeoutException stillOpen) {
            return 0;
        }
    }

    // ---- what is ended

    @Test
    void oneThatIsKilledInTheMiddleLeavesNothing() throws IOException {
        try (RawServer server = RawServer.stoppingAfter(HALF)) {
            Greenlet<Long> fetch = spawn(() -> Fetch.fetch(server.url("/file"), file()));
            awaitThePart();

            fetch.kill();

            assertEquals(List.of(), left());
        }
    }

    @Test
    void oneThatIsKilledHangsUp() throws IOException {
        Waiter<Integer> end = new Waiter<>();
        try (RawServer server = new RawServer((_, connection) -> {
            say(connection, head(1_000_000) + "01234");
            end.switchTo(endOf(connection));
        })) {
            Greenlet<Long> fetch = spawn(() -> Fetch.fetch(server.url("/file"), file()));
            awaitThePart();

            fetch.kill();

            assertEquals(-1, end.get());
        }
    }

    @Test
    void oneWhoseTimeIsUpLeavesNothing() throws IOException {
        Simulation.run(1, () -> {
            try (RawServer server = RawServer.stoppingAfter(HALF); Timeout limit = Timeout.start(Duration.ofHours(1))) {
                assertEquals(limit, assertThrows(Timeout.class, () -> Fetch.fetch(server.url("/file"), file())));
            }
        });
        assertEquals(List.of(), left());
    }

    // ---- its other file

    @Test
    void whatIsNotCompleteCannotBeTakenForAnotherDownload() throws IOException {
        Directory names = Directory.of(directory);
        Path film = names.fileOf("http://localhost/film");
        Path part = Fetch.partOf(film);

        assertNotEquals(part, names.fileOf("http://localhost/" + part.getFileName()));
        assertNotEquals(part, names.fileOf("http://localhost/film.part"));
    }

    // ---- big ones

    /** Run in a JVM of its own: downloads 256 MB. */
    static final class Big {
        private static final int PIECE = 1 << 20;
        private static final int PIECES = 256;

        static void main(String[] args) throws IOException {
            Monkey.patchAll();
            CRC32 sent = new CRC32();
            Path file = Path.of(args[0]);
            try (RawServer server = new RawServer((_, connection) -> send(connection, sent))) {
                System.out.println(Fetch.fetch(server.url("/big"), file) == (long) PIECE * PIECES);
            }
            CheckedInputStream written = new CheckedInputStream(Files.newInputStream(file), new CRC32());
            try (InputStream in = written) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            System.out.println(written.getChecksum().getValue() == sent.getValue());
            System.exit(0);
        }

        private static void send(Socket connection, CRC32 sum) throws IOException {
            say(connection, head((long) PIECE * PIECES));
            Random random = new Random(7);
            byte[] piece = new byte[PIECE];
            for (int i = 0; i < PIECES; i++) {
                random.nextBytes(piece);
                sum.update(piece);
                connection.getOutputStream().write(piece);
            }
        }
    }

    @Test
    void aFileMayBeBiggerThanTheMemory() throws Exception {
        assertEquals(new Child.Ended(0, List.of("true", "true"), List.of()), Child.run(new ProcessBuilder(
                Child.java("-Xmx32m", "-XX:MaxDirectMemorySize=8m", Big.class.getName(), file().toString()))));
    }
}
