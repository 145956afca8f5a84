package samples.download;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static samples.download.RawServer.head;
import static samples.download.RawServer.say;

import gevent.Action;
import gevent.Greenlet;
import gevent.testing.Simulation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import samples.Printed;

/** Session: what one run of the downloader prints, how many it has under way, and that no failure stops the others. */
@Tag("io")
@ExtendWith(FreshHub.class)
class SessionTest {
    private static final int ALL = 1000;

    @TempDir
    private Path temp;

    private final Printed printed = new Printed();
    private Session session;
    private int now;
    private int most;

    @AfterEach
    void printAgain() {
        printed.close();
    }

    /** In virtual time, for what waits. */
    private static void simulated(Action test) {
        Simulation.run(1, test);
    }

    private void run(List<String> urls, int atOnce, Duration timeout) throws IOException {
        try (Directory directory = Directory.of(temp); Progress progress = Progress.of(urls.size())) {
            session = new Session(urls, directory, timeout, progress);
            session.run(Math.min(atOnce, urls.size()));
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(temp)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Replies to each request after a while, and counts how many wait for that. */
    private RawServer counting() throws IOException {
        return new RawServer((_, connection) -> {
            most = Math.max(most, ++now);
            sleep(1);
            now--;
            say(connection, head(2) + "ok");
        });
    }

    private static List<String> urls(RawServer server, int count) {
        return IntStream.range(0, count).mapToObj(i -> server.url("/" + i)).toList();
    }

    private static List<String> gets(List<String> urls) {
        return urls.stream().map("GET: "::concat).toList();
    }

    // ---- lines

    @Test
    void allAreAskedForBeforeTheFirstArrives() throws IOException {
        try (RawServer server = RawServer.saying(head(2) + "ok")) {
            List<String> urls = urls(server, 20);
            run(urls, ALL, null);

            assertEquals(gets(urls), printed.out().subList(0, 20));
        }
    }

    @Test
    void aLineSaysHowManyBytesCameFromWhere() throws IOException {
        try (RawServer server = RawServer.saying(head(10) + "0123456789")) {
            run(List.of(server.url("/file")), ALL, null);

            assertEquals("10 bytes received from " + server.url("/file") + ".", printed.out().getLast());
        }
    }

    @Test
    void theyArriveAsTheyAreReady() {
        simulated(() -> {
            try (RawServer server = new RawServer((path, connection) -> {
                sleep(Integer.parseInt(path.substring(1)));
                say(connection, head(0));
            })) {
                run(List.of(server.url("/300"), server.url("/1"), server.url("/150")), ALL, null);

                assertEquals(Stream.of("/1", "/150", "/300")
                        .map(path -> "0 bytes received from " + server.url(path) + ".").toList(),
                        printed.out().subList(3, 6));
            }
        });
    }

    @Test
    void oneAtOnceIsOneAfterTheOther() throws IOException {
        try (RawServer server = RawServer.saying(head(2) + "ok")) {
            List<String> urls = urls(server, 3);
            run(urls, 1, null);

            assertEquals(urls.stream().flatMap(url -> Stream.of("GET: " + url, "2 bytes received from " + url + "."))
                    .toList(), printed.out());
        }
    }

    // ---- how many at once

    @Test
    void allAreUnderWayAtOnce() {
        simulated(() -> {
            try (RawServer server = counting()) {
                run(urls(server, 10), ALL, null);

                assertEquals(10, most);
            }
        });
    }

    @Test
    void asManyAreUnderWayAsMayBe() {
        simulated(() -> {
            try (RawServer server = counting()) {
                run(urls(server, 10), 3, null);

                assertEquals(3, most);
            }
        });
    }

    @Test
    void oneThatFailsMakesRoomForTheNext() throws IOException {
        try (RawServer server = counting()) {
            List<String> urls = new ArrayList<>(List.of("nonsense", "nonsense"));
            urls.addAll(urls(server, 3));
            run(urls, 2, null);

            assertEquals(3 * 2, totalOf("bytes received"));
            assertEquals(2, most);
        }
    }

    private int totalOf(String words) {
        return printed.out().stream().filter(line -> line.contains(words))
                .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' ')))).sum();
    }

    // ---- failures

    private void assertOnlyFails(String bad, String reason) throws IOException {
        try (RawServer good = RawServer.saying(head(2) + "ok")) {
            run(List.of(bad, good.url("/a"), good.url("/b")), ALL, null);

            assertEquals(1, printed.err().size(), printed.err()::toString);
            assertTrue(printed.err().getFirst().matches(Pattern.quote("FAILED: " + bad + ": ") + "(" + reason + ")"),
                    printed.err()::toString);
            assertEquals(List.of("a", "b"), left());
            assertEquals(1, session.failures());
        }
    }

    @Test
    void aUrlWithoutProtocolIsReported() throws IOException {
        assertOnlyFails("nonsense", "bad URL: URI is not absolute");
    }

    @Test
    void aUrlWithABlankIsReported() throws IOException {
        assertOnlyFails("http://localhost/a b", "bad URL: Illegal character in path at index 18: http://localhost/a b");
    }

    @Test
    void aUrlOfAnUnknownProtocolIsReported() throws IOException {
        assertOnlyFails("nosuch://localhost/c", "bad URL: unknown protocol: nosuch");
    }

    @Test
    void aRefusedConnectionIsReported() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertOnlyFails("http://127.0.0.1:" + port + "/c", "Connection refused");
    }

    @Test
    void aMissingFileIsReported() throws IOException {
        try (SlowServer server = new SlowServer(Duration.ZERO)) {
            String url = server.urls(1, 1, 1).getFirst().replaceFirst("/[^/]*$", "/c");

            assertOnlyFails(url, "HTTP 404 Not Found");
        }
    }

    @Test
    void aBodyThatEndsEarlyIsReported() throws IOException {
        try (RawServer server = RawServer.saying(head(100) + "only this")) {
            // The JDK may notice before we do.
            assertOnlyFails(server.url("/c"), "Premature EOF|the body ended after 9 of 100 bytes");
        }
    }

    @Test
    void aServerThatHangsUpIsReported() throws IOException {
        try (RawServer server = RawServer.saying("")) {
            assertOnlyFails(server.url("/c"), "Unexpected end of file from server");
        }
    }

    @Test
    void aFullDiskIsReported() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        Files.createSymbolicLink(Fetch.partOf(temp.resolve("c")), Path.of("/dev/full"));
        try (RawServer server = RawServer.saying(head(2) + "ok")) {
            assertOnlyFails(server.url("/c"), "No space left on device");
        }
    }

    @Test
    void aNameThatIsTooLongIsReported() throws IOException {
        String name = "x".repeat(300);
        try (RawServer server = RawServer.saying(head(2) + "ok")) {
            assertOnlyFails(server.url("/" + name), Fetch.partOf(temp.resolve(name)) + ": File name too long");
        }
    }

    @Test
    void oneThatTakesTooLongIsReported() {
        simulated(() -> {
            try (RawServer silent = RawServer.stoppingAfter(head(100) + "only this");
                    RawServer good = RawServer.saying(head(2) + "ok")) {
                run(List.of(silent.url("/c"), good.url("/a"), good.url("/b")), ALL, Duration.ofHours(1));

                String failure = "FAILED: " + silent.url("/c") + ": not complete after 3600 seconds";
                assertEquals(List.of(failure), printed.err());
                assertEquals(List.of("a", "b"), left());
            }
        });
    }

    @Test
    void theTimeOfEachBeginsWhenItIsAskedFor() {
        simulated(() -> {
            try (SlowServer server = new SlowServer(Duration.ofMinutes(4))) {
                run(server.urls(4, 1, 1), 1, Duration.ofMinutes(15));

                assertEquals(List.of(), printed.err());
            }
        });
    }

    @Test
    void allMayFail() throws IOException {
        run(List.of("nonsense", "nonsense", "nonsense"), 2, null);

        assertEquals(3, session.failures());
        assertEquals(List.of(), left());
    }

    // ---- its end

    @Test
    void oneThatIsKilledLeavesNothing() throws IOException {
        try (RawServer server = RawServer.stoppingAfter(head(100) + "only this")) {
            Greenlet<Void> all = spawn(() -> run(urls(server, 5), ALL, null));
            while (left().size() < 5) {
                sleep(0.001);
            }

            all.kill();

            assertEquals(List.of(), left());
        }
    }

    @Test
    void theSummaryCountsFilesBytesGreenletsAndThreads() throws IOException {
        try (RawServer server = RawServer.saying(head(1000) + "x".repeat(1000))) {
            run(urls(server, 3), 2, null);

            String summary = session.summary(null);
            assertTrue(summary.matches("3 files, 3.000 bytes, \\d+.\\d\\d seconds, 3 greenlets, 1 thread"), summary);
        }
    }

    @Test
    void theSummaryCountsTheGreenletsOfTheServer() throws IOException {
        try (SlowServer server = new SlowServer(Duration.ZERO)) {
            run(server.urls(5, 1, 1), ALL, null);

            assertTrue(session.summary(server).contains(", 12 greenlets, "), session.summary(server));
        }
    }

    @Test
    void theSummaryCountsFailures() throws IOException {
        run(List.of("nonsense"), ALL, null);

        assertTrue(session.summary(null).endsWith("; 1 file failed"), session.summary(null));
    }
}
