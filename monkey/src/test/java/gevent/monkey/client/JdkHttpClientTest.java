package gevent.monkey.client;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Greenlet;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The JDK's {@link HttpClient}. It waits by a selector, on a thread of its own: nothing of it is patched, nor needs to
 * be in a greenlet, which waits for a future.
 */
class JdkHttpClientTest extends ClientContract {
    private HttpServerProcess server;
    private HttpClient client;

    @Override
    void startServer() throws Exception {
        server = HttpServerProcess.start();
    }

    private HttpClient client() throws GeneralSecurityException {
        if (client == null) {
            client = HttpClient.newBuilder().sslContext(Tls.context()).followRedirects(HttpClient.Redirect.NORMAL)
                    .version(HttpClient.Version.HTTP_1_1).build();
        }
        return client;
    }

    @Override
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    boolean readsSockets() {
        return false;
    }

    @Override
    boolean isReading(Greenlet<?> greenlet) {
        return Arrays.stream(greenlet.stackTrace())
                .anyMatch(frame -> frame.getClassName().equals("java.util.concurrent.CompletableFuture"));
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.USABLE;
    }

    @Override
    boolean isSocketTimeout(Exception thrown) {
        return isCausedBy(HttpTimeoutException.class, thrown);
    }

    @Override
    void closeIdle() {
        if (client != null) {
            client.shutdownNow();
            client = null;
        }
    }

    @Override
    Connection connect(Options how) throws GeneralSecurityException {
        return new Requests(client(), how);
    }

    private final class Requests implements Connection {
        private final HttpClient ours;
        private final Options how;

        Requests(HttpClient ours, Options how) {
            this.ours = ours;
            this.how = how;
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(server.url(how.tls(), path));
            return how.readTimeout() == 0 ? request : request.timeout(Duration.ofMillis(how.readTimeout()));
        }

        @Override
        public byte[] echo(byte[] sent) throws Exception {
            return ours.send(request("/echo").POST(BodyPublishers.ofByteArray(sent)).build(),
                    BodyHandlers.ofByteArray()).body();
        }

        @Override
        public void await(double seconds) throws Exception {
            assertEquals(1, ours.send(request("/after/" + seconds).build(), BodyHandlers.ofByteArray())
                    .body().length);
        }

        @Override
        public void abort() {
            ours.shutdownNow();
        }

        @Override
        public void close() {
            // Its connection is the client's.
        }
    }

    @Test
    void followsARedirect() {
        String method = spawn(() -> client().send(HttpRequest.newBuilder(server.url(false, "/moved")).build(),
                BodyHandlers.discarding()).headers().firstValue("Method").orElseThrow()).get();

        assertEquals("GET", method);
    }
}
