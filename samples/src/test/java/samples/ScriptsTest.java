package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import gevent.monkey.Main;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import samples.Child.Ended;

/** The scripts, as the launcher runs them. */
class ScriptsTest {
    @Test
    void theDownloadExampleFetchesAllAtOnce() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[1000]);
            exchange.close();
        });
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.start();
        try {
            Path script = Path.of(Samples.class.getResource("Samples.class").toURI()).getParent()
                    .resolve("../../../scripts/Download.java").normalize();
            List<String> urls = IntStream.range(0, 3)
                    .mapToObj(i -> "http://localhost:" + server.getAddress().getPort() + "/" + i).toList();
            List<String> command = Child.java(Stream.concat(Stream.of(Main.class.getName(), script.toString()),
                    urls.stream()).toArray(String[]::new));

            Ended ended = Child.run(new ProcessBuilder(command));

            assertEquals(0, ended.status(), () -> ended.toString());
            assertEquals(urls.stream().map(url -> "GET: " + url).toList(), ended.out().subList(0, 3));
            assertTrue(ended.out().subList(3, 6).stream().allMatch(line -> line.startsWith("1000 bytes received from ")));
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
