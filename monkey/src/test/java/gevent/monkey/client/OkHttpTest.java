package gevent.monkey.client;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** OkHttp. */
class OkHttpTest extends ClientContract {
    private HttpServerProcess server;
    private OkHttpClient client;

    @Override
    void startServer() throws Exception {
        server = HttpServerProcess.start();
        client = new OkHttpClient.Builder().sslSocketFactory(Tls.context().getSocketFactory(), Tls.trust())
                .readTimeout(Duration.ZERO).build();
    }

    @Override
    void stopServer() {
        if (server != null) {
            client.dispatcher().executorService().shutdown();
            server.close();
        }
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.USABLE;
    }

    @Override
    void closeIdle() {
        client.connectionPool().evictAll();
    }

    @Override
    boolean keeps(Thread thread) {
        return thread.getName().equals("OkHttp TaskRunner");
    }

    @Override
    Connection connect(Options how) {
        return new Calls(client.newBuilder().readTimeout(Duration.ofMillis(how.readTimeout())).build(), how.tls());
    }

    private final class Calls implements Connection {
        private final OkHttpClient ours;
        private final boolean tls;
        private volatile Call last;

        Calls(OkHttpClient ours, boolean tls) {
            this.ours = ours;
            this.tls = tls;
        }

        private byte[] call(String path, RequestBody body) throws IOException {
            Request.Builder request = new Request.Builder().url(server.url(tls, path).toString());
            last = ours.newCall((body == null ? request : request.post(body)).build());
            try (Response response = last.execute()) {
                return response.body().bytes();
            }
        }

        @Override
        public byte[] echo(byte[] sent) throws IOException {
            return call("/echo", RequestBody.create(sent));
        }

        @Override
        public void await(double seconds) throws IOException {
            assertEquals(1, call("/after/" + seconds, null).length);
        }

        @Override
        public void abort() {
            last.cancel();
        }

        @Override
        public void close() {
            // Its connection is the pool's.
        }
    }

    @Test
    void followsARedirect() {
        String method = spawn(() -> {
            Request request = new Request.Builder().url(server.url(false, "/moved").toString()).build();
            try (Response response = client.newCall(request).execute()) {
                return response.header("Method");
            }
        }).get();

        assertEquals("GET", method);
    }
}
