package samples.download;

import static gevent.Gevent.gather;
import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.testing.Simulation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SlowServer: the files that it has, and that no client can do it or another one any harm. */
@Tag("io")
@ExtendWith(FreshHub.class)
class SlowServerTest {
    private static final Duration DELAY = Duration.ofMillis(1);

    private SlowServer server;
    private String root;

    @BeforeEach
    void start() throws IOException {
        server = new SlowServer(DELAY);
        root = server.urls(1, 1, 1).getFirst().replaceFirst("[^/]*$", "");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private byte[] get(String name) throws IOException {
        return URI.create(root + name).toURL().openStream().readAllBytes();
    }

    private int statusOf(String name) throws IOException {
        return ((HttpURLConnection) URI.create(root + name).toURL().openConnection()).getResponseCode();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), URI.create(root).getPort());
    }

    private void assertServes() throws IOException {
        assertEquals(3, get("1-3.bin").length);
    }

    // ---- files

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, 1_000_000})
    void aFileIsAsLongAsItsNameSays(int size) throws IOException {
        assertEquals(size, get("007-" + size + ".bin").length);
    }

    @Test
    void aFileIsTheSameEachTime() throws IOException {
        assertArrayEquals(get("1-100000.bin"), get("1-100000.bin"));
    }

    @Test
    void filesDiffer() throws IOException {
        assertFalse(Arrays.equals(get("1-1000.bin"), get("2-1000.bin")));
    }

    @Test
    void theSizesGrowFromTheSmallestToTheLargest() {
        List<String> sizes = server.urls(4, 1000, 8000).stream()
                .map(url -> url.replaceFirst(".*-(\\d+)\\.bin", "$1")).toList();

        assertEquals(List.of("1000", "2000", "4000", "8000"), sizes);
    }

    @Test
    void aReplyTakesItsTime() {
        Duration took = Simulation.run(1, () -> {
            try (SlowServer slow = new SlowServer(Duration.ofHours(1))) {
                URI.create(slow.urls(1, 1, 1).getFirst()).toURL().openStream().readAllBytes();
                return Simulation.current().elapsed();
            }
        });

        assertEquals(1, took.toHours());
    }

    @Test
    void manyAreServedAtOnce() throws IOException {
        Callable<Integer> one = () -> get("1-1000.bin").length;

        assertEquals(Collections.nCopies(500, 1000), gather(Collections.nCopies(500, one)));
        assertEquals(1 + 500, server.greenlets());
    }

    // ---- nonsense

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1-.bin", "1-1.txt", "1-1.bin.x", "-1-1.bin", "1--1.bin", "99999999999-1.bin",
        "1-9999999999999.bin", "../../etc/passwd", "%31-1.bin"})
    void whatItDoesNotHaveIsNotFound(String name) throws IOException {
        assertEquals(404, statusOf(name));
    }

    @ParameterizedTest
    @CsvSource({"nothing,''", "an empty line,'\r\n\r\n'", "one word,'GET\r\n\r\n'", "no end,'GET /1-1.bin HTTP/1.1'",
        "no request,'\u0000\u0001\u00ff\r\n\r\n'", "no head,'GET /1-1.bin\r\n'"})
    void aMalformedRequestDoesNoHarm(String what, String request) throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            String reply = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertTrue(reply.startsWith("HTTP/1.1 "), what + ": " + reply);
        }
        assertServes();
    }

    @Test
    void aClientThatSaysNothingHoldsUpNobody() throws IOException {
        try (Socket silent = connect()) {
            assertServes();
            assertTrue(silent.isConnected());
        }
    }

    @Test
    void aClientThatGoesAwayDoesNoHarm() throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write("GET /1-100000000.bin HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().read();
        }
        assertServes();
    }

    @Test
    void aClientThatResetsDoesNoHarm() throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write("GET /1-100000000.bin HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            sleep();
            client.setSoLinger(true, 0);
        }
        assertServes();
    }

    // ---- its end

    @Test
    void aClosedOneTakesNoMoreConnections() throws IOException {
        server.close();

        assertThrows(ConnectException.class, this::connect);
    }

    @Test
    void closingAgainDoesNothing() throws IOException {
        server.close();
        server.close();
    }
}
