package gevent.pool;

import static gevent.Gevent.getHub;
import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.server.StreamServer;
import gevent.socket.Sockets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** E10 of the seeds: a hundred URLs by several cores, {@code await pool.map(get, urls)}; the server is main's hub. */
@ExtendWith(FreshHub.class)
class HubPoolUrlsTest {
    private static final Duration DELAY = Duration.ofMillis(100);

    private final Set<Thread> fetchedBy = ConcurrentHashMap.newKeySet();

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Answers each request with its path, late. */
    private static void serve(Socket connection) throws IOException {
        try (connection) {
            BufferedReader in = reader(connection);
            String path = in.readLine().split(" ")[1];
            while (!in.readLine().isEmpty()) { }
            sleep(DELAY);
            write(connection, "HTTP/1.0 200 OK\r\n\r\nthis is " + path + "\n");
        }
    }

    private String get(URI url) throws IOException {
        fetchedBy.add(getHub().mainStrand().thread());
        try (Socket socket = Sockets.createConnection(url.getHost(), url.getPort())) {
            write(socket, "GET " + url.getPath() + " HTTP/1.0\r\n\r\n");
            BufferedReader in = reader(socket);
            while (!in.readLine().isEmpty()) { }
            return in.readLine();
        }
    }

    @Test
    void aHundredUrlsAreFetchedByTwoHubsInOrder() throws IOException {
        try (StreamServer server = new StreamServer(0, HubPoolUrlsTest::serve); HubPool pool = new HubPool(2)) {
            server.start();
            List<URI> urls = IntStream.range(0, 100)
                    .mapToObj(i -> URI.create("http://127.0.0.1:" + server.port() + "/" + i)).toList();
            long start = System.nanoTime();

            List<String> pages = pool.map(this::get, urls);

            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertEquals(IntStream.range(0, 100).mapToObj(i -> "this is /" + i).toList(), pages);
            assertEquals(2, fetchedBy.size());
            assertTrue(took.compareTo(DELAY) >= 0, took::toString);
            assertTrue(took.compareTo(DELAY.multipliedBy(60)) < 0, took::toString);     // one by one: 100 of them
        }
    }
}
