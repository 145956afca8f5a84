package gevent.monkey.client;

import java.io.IOException;
import java.net.URI;

/** {@link HttpServerMain}, running. */
record HttpServerProcess(ServerProcess process, int port, int tlsPort) implements AutoCloseable {
    static HttpServerProcess start() throws IOException {
        ServerProcess process = ServerProcess.ofJava();
        String[] ready = process.startJava(HttpServerMain.class).split(" ");
        return new HttpServerProcess(process, Integer.parseInt(ready[1]), Integer.parseInt(ready[2]));
    }

    URI url(boolean tls, String path) {
        return URI.create((tls ? "https" : "http") + "://localhost:" + (tls ? tlsPort : port) + path);
    }

    @Override
    public void close() {
        process.close();
    }
}
