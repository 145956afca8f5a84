package gevent.ssl;

import static gevent.Gevent.spawn;

import gevent.event.Event;
import gevent.server.StreamServer;
import gevent.socket.Socket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Passes on what a client and a server on this machine say, and can hold back the server's answers. */
final class Relay implements AutoCloseable {
    private final int to;
    private final StreamServer server = new StreamServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::relay);
    private final Event mayGoOn = new Event();
    private int left = Integer.MAX_VALUE;
    private int passed;

    Relay(int to) throws IOException {
        this.to = to;
        server.start();
        mayGoOn.set();
    }

    int port() {
        return server.port();
    }

    /** Lets so many bytes of the server through, and then none. */
    void holdAfter(int bytes) {
        left = bytes;
        passed = 0;
        mayGoOn.clear();
    }

    int passed() {
        return passed;
    }

    void goOn() {
        left = Integer.MAX_VALUE;
        mayGoOn.set();
    }

    private void relay(java.net.Socket client) {
        try (Socket far = new Socket("localhost", to)) {
            spawn(() -> client.getInputStream().transferTo(far.getOutputStream()));
            InputStream in = far.getInputStream();
            for (int b; (b = in.read()) >= 0; left--) {
                if (left == 0) {
                    mayGoOn.await();
                }
                client.getOutputStream().write(b);
                passed++;
            }
        } catch (IOException clientHasGone) {
            // As it may.
        }
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
