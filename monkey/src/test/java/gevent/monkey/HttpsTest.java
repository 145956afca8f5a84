package gevent.monkey;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Timeout;
import gevent.server.StreamServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** Unmodified HTTPS clients and a server with TLS on one thread, each time in a JVM of its own. */
class HttpsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** One that has a key of localhost, and trusts it. */
    private static SSLContext ownContext() throws Exception {
        char[] password = "changeit".toCharArray();
        Path file = Files.createTempDirectory("keys").resolve("store");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", "changeit",
                "-alias", "own", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        keytool.waitFor();
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        Files.delete(file);
        Files.delete(file.getParent());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Answers {@code /seconds} after so many. */
    private static void answer(Socket client) throws IOException {
        BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream()));
        for (String line; (line = request.readLine()) != null; ) {
            String seconds = line.split(" ")[1].substring(1);
            while (!request.readLine().isEmpty()) { }
            sleep(Double.parseDouble(seconds));
            client.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Length: " + seconds.length()
                    + "\r\n\r\n" + seconds).getBytes());
        }
    }

    private static StreamServer server(SSLContext context) throws IOException {
        return new StreamServer(ANY_PORT, HttpsTest::answer).tls(context).start();
    }

    private static String get(StreamServer server, String seconds) throws IOException {
        URI url = URI.create("https://localhost:" + server.port() + "/" + seconds);
        try (InputStream in = url.toURL().openStream()) {
            return new String(in.readAllBytes());
        }
    }

    /** Two requests at once, the slower first; then one on the same connection as one of these. */
    static final class Requests {
        static void main() throws Exception {
            Monkey.patchAll();
            SSLContext context = ownContext();
            HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
            try (StreamServer server = server(context)) {
                joinall(spawn(() -> System.out.println(get(server, "0.5"))),
                        spawn(() -> System.out.println(get(server, "0.0"))));
                System.out.println(server.handling());
                System.out.println(get(server, "0.00"));
                System.out.println(server.handling());
                server.stop(Duration.ZERO);
            }
        }
    }

    @Test
    void urlConnectionsAreCooperative() throws Exception {
        assertEquals(List.of("0.0", "0.5", "2", "0.00", "2"), ChildJvm.linesOf(Requests.class));
    }

    /** A request that takes too long, and a handshake that nobody answers. */
    static final class Limits {
        static void main() throws Exception {
            Monkey.patchAll();
            SSLContext context = ownContext();
            HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
            try (StreamServer server = server(context);
                    StreamServer silent = new StreamServer(ANY_PORT, _ -> sleep(60)).start()) {
                tellTimeout(() -> get(server, "60"));
                tellTimeout(() -> get(silent, "0"));
                server.stop(Duration.ZERO);
                silent.stop(Duration.ZERO);
            }
        }

        private static void tellTimeout(java.util.concurrent.Callable<String> request) {
            try {
                withTimeout(Duration.ofMillis(300), request);
            } catch (Timeout expired) {
                System.out.println(expired.getMessage());
            }
        }
    }

    @Test
    void aTimeoutEndsARequestAndAHandshake() throws Exception {
        assertEquals(List.of("0.3 seconds", "0.3 seconds"), ChildJvm.linesOf(Limits.class));
    }
}
