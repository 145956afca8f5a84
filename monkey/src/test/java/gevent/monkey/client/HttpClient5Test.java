package gevent.monkey.client;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

/** Apache HttpClient 5, classic. */
class HttpClient5Test extends ClientContract {
    private static final int ENOUGH = 250;

    private HttpServerProcess server;
    private CloseableHttpClient client;

    @Override
    void startServer() throws Exception {
        server = HttpServerProcess.start();
        open();
    }

    private void open() throws GeneralSecurityException {
        PoolingHttpClientConnectionManager pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(ENOUGH).setMaxConnPerRoute(ENOUGH)
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(Tls.context())).build();
        client = HttpClients.custom().setConnectionManager(pool).build();
    }

    @Override
    void stopServer() throws IOException {
        if (server != null) {
            client.close();
            server.close();
        }
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.CLOSED;
    }

    @Override
    void closeIdle() throws Exception {
        client.close();
        open();
    }

    @Override
    Connection connect(Options how) {
        return new Requests(how);
    }

    private final class Requests implements Connection {
        private final Options how;
        private volatile HttpUriRequestBase last;

        Requests(Options how) {
            this.how = how;
        }

        private byte[] execute(HttpUriRequestBase request) throws IOException {
            last = request;
            request.setConfig(RequestConfig.custom().setResponseTimeout(Timeout.ofMilliseconds(how.readTimeout()))
                    .build());
            return client.execute(request, response -> EntityUtils.toByteArray(response.getEntity()));
        }

        @Override
        public byte[] echo(byte[] sent) throws IOException {
            HttpPost post = new HttpPost(server.url(how.tls(), "/echo"));
            post.setEntity(new ByteArrayEntity(sent, ContentType.APPLICATION_OCTET_STREAM));
            return execute(post);
        }

        @Override
        public void await(double seconds) throws IOException {
            assertEquals(1, execute(new HttpGet(server.url(how.tls(), "/after/" + seconds))).length);
        }

        @Override
        public void abort() {
            last.abort();
        }

        @Override
        public void close() {
            // Its connection is the pool's.
        }
    }

    @Test
    void followsARedirect() {
        String method = spawn(() -> client.execute(new HttpGet(server.url(false, "/moved")),
                response -> response.getFirstHeader("Method").getValue())).get();

        assertEquals("GET", method);
    }

    /** Upon any Error it shuts its pool down, and a Timeout is one: who shares it has an exception thrown instead. */
    @Test
    void aTimeoutThatThrowsAnExceptionLeavesTheOthersAlone() {
        Requests requests = new Requests(Options.PLAIN);
        int length = spawn(() -> {
            try (gevent.Timeout _ = gevent.Timeout.start(SOON, new SocketTimeoutException("too late"))) {
                assertThrows(SocketTimeoutException.class, () -> requests.await(LONG));
            }
            return requests.echo(new byte[1]).length;
        }).get();

        assertEquals(1, length);
    }
}
