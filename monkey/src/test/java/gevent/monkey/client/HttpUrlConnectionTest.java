package gevent.monkey.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.net.HttpURLConnection;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.Test;

/** The JDK's {@link HttpURLConnection} and {@link HttpsURLConnection}. */
class HttpUrlConnectionTest extends ClientContract {
    private HttpServerProcess server;

    @Override
    void startServer() throws Exception {
        server = HttpServerProcess.start();
    }

    @Override
    void stopServer() {
        server.close();
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.USABLE;
    }

    @Override
    Connection connect(Options how) throws Exception {
        return new Requests(how);
    }

    /** The JDK keeps five, and closes one whenever a request is disconnected. */
    @Override
    void closeIdle() throws Exception {
        for (int i = 0; i < 5; i++) {
            Connection taken = connect(Options.PLAIN);
            taken.echo(new byte[1]);
            taken.close();
        }
    }

    /** One request after the other, over a connection that is kept alive. */
    private final class Requests implements Connection {
        private final Options how;
        private HttpURLConnection last;

        Requests(Options how) {
            this.how = how;
        }

        private HttpURLConnection request(String path) throws Exception {
            last = (HttpURLConnection) server.url(how.tls(), path).toURL().openConnection();
            last.setReadTimeout(how.readTimeout());
            return last;
        }

        @Override
        public byte[] echo(byte[] sent) throws Exception {
            HttpURLConnection request = request("/echo");
            request.setDoOutput(true);
            try (OutputStream out = request.getOutputStream()) {
                out.write(sent);
            }
            return request.getInputStream().readAllBytes();
        }

        @Override
        public void await(double seconds) throws Exception {
            HttpURLConnection request = request("/after/" + seconds);
            try {
                assertEquals('x', request.getInputStream().read());
            } catch (Throwable t) {
                request.disconnect();
                throw t;
            }
        }

        @Override
        public void close() {
            if (last != null) {
                last.disconnect();
            }
        }
    }

    @Test
    void followsARedirect() throws Exception {
        HttpURLConnection request = (HttpURLConnection) server.url(false, "/moved").toURL().openConnection();

        assertEquals(200, request.getResponseCode());
        assertEquals("GET", request.getHeaderField("Method"));
        request.disconnect();
    }
}
