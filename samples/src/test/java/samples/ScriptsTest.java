package samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gevent.monkey.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samples.Child.Ended;

/** The scripts, as the launcher runs them. */
@Tag("io")
@Tag("jvm")
class ScriptsTest {
    @TempDir
    private Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
    private CyclicBarrier together = new CyclicBarrier(1);      // replies wait for each other
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            together.await();
            byte[] page = pages.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        } catch (IOException e) {
            throw e;
        } catch (Exception ended) {
            throw new IllegalStateException(ended);
        }
    }

    private String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private List<String> launch(String script, String... arguments) throws Exception {
        Path file = Path.of(Samples.class.getResource("Samples.class").toURI()).getParent()
                .resolve("../../../scripts").resolve(script).normalize();
        List<String> command = new ArrayList<>(List.of(Main.class.getName(), file.toString()));
        command.addAll(List.of(arguments));
        Ended ended = Child.run(new ProcessBuilder(Child.java(command.toArray(String[]::new))));
        assertEquals(List.of(), ended.err());
        assertEquals(0, ended.status());
        return ended.out();
    }

    @Test
    void theDownloadExampleFetchesAllAtOnce() throws Exception {
        together = new CyclicBarrier(3);
        List<String> urls = Stream.of("/a", "/b", "/c").map(this::url).toList();
        Stream.of("/a", "/b", "/c").forEach(path -> pages.put(path, new byte[1000]));

        List<String> out = launch("Download.java", urls.toArray(String[]::new));

        assertEquals(urls.stream().map(url -> "GET: " + url).toList(), out.subList(0, 3));
        assertEquals(urls.stream().map(url -> "1000 bytes received from " + url + ".").toList(),
                out.subList(3, out.size()).stream().sorted().toList());
    }

    @Test
    void videosAreInTheirFiles() throws Exception {
        together = new CyclicBarrier(2);
        byte[] one = new byte[3_000_000];
        new Random(1).nextBytes(one);
        byte[] two = Arrays.copyOf(one, 2_000_000);
        pages.putAll(Map.of("/one", one, "/two", two));
        Path first = temp.resolve("1.mp4");
        Path second = temp.resolve("2.mp4");

        List<String> out = launch("Videos.java", first.toString(), url("/one"), second.toString(), url("/two"));

        assertEquals(List.of("GET: " + url("/one"), "GET: " + url("/two")), out.subList(0, 2));
        assertEquals(List.of("2000000 bytes received from " + url("/two") + ".",
                "3000000 bytes received from " + url("/one") + "."), out.subList(2, 4).stream().sorted().toList());
        assertArrayEquals(one, Files.readAllBytes(first));
        assertArrayEquals(two, Files.readAllBytes(second));
    }

    @Test
    void workersInterleave() throws Exception {
        List<String> out = launch("Workers.java");

        for (String worker : List.of("work1", "work2")) {
            assertEquals(IntStream.range(0, 10).mapToObj(i -> worker + " " + i).toList(),
                    out.stream().filter(line -> line.startsWith(worker)).toList());
        }
        assertNotEquals(out.stream().sorted().toList(), out);
    }

    /** The script is two files; each page comes once, however many lead to it. */
    @Test
    void aCrawlVisitsEachPageOnce() throws Exception {
        Map.of("/", "<title>home</title><a href=\"/a\"><a href=\"/b\"><a href=\"http://elsewhere/\">",
                "/a", "<title>a</title><a href=\"/\"><a href=\"b\"><a href=\"c\">",
                "/b", "<title>b</title><a href=\"/a\">",
                "/c", "no title").forEach((path, page) -> pages.put(path, page.getBytes(StandardCharsets.UTF_8)));

        List<String> out = launch("Crawl.java", url("/"));

        assertEquals("home: 3 links", out.getFirst());
        assertEquals(List.of("a: 3 links", "b: 1 links", "home: 3 links", url("/c") + ": 0 links"),
                out.stream().sorted().toList());
    }
}
