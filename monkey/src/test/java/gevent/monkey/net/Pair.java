package gevent.monkey.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The two ends of a connection. */
record Pair(java.net.Socket near, java.net.Socket far) implements AutoCloseable {
    /** Connected drop-ins. */
    static Pair open() throws IOException {
        return Sockets.OURS_ON_A_THREAD_WITHOUT_HUB.pair();
    }

    InputStream in() throws IOException {
        return near.getInputStream();
    }

    OutputStream out() throws IOException {
        return near.getOutputStream();
    }

    InputStream farIn() throws IOException {
        return far.getInputStream();
    }

    OutputStream farOut() throws IOException {
        return far.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
