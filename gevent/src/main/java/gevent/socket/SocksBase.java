package gevent.socket;

import gevent.hub.Hub;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * The implementation under the JDK's SOCKS socket. The JDK gets a stream right after it has connected, and talks to the
 * proxy through that stream. A kill or a {@link gevent.Timeout} during this exchange closes the socket, because a
 * half-open proxy connection is useless.
 */
final class SocksBase extends GeventSocketImpl {
    private boolean begins;         // connected, and the JDK has not asked for its stream yet
    private boolean abandoned;      // about to be closed

    SocksBase() {
        super(false);
    }

    @Override
    protected void connect(SocketAddress remote, int millis) throws IOException {
        if (abandoned) {
            throw new SocketException("Socket closed");
        }
        super.connect(remote, millis);
        begins = true;
    }

    @Override
    protected InputStream getInputStream() {
        InputStream in = super.getInputStream();
        if (!begins) {
            return in;
        }
        begins = false;
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    return super.read(bytes, offset, length);
                } catch (Error thrownIn) {
                    abandon();
                    throw thrownIn;
                }
            }
        };
    }

    /**
     * Closes the socket, but not at once: the JDK still has to reset its timeout, and a failure of that would hide the
     * error that was thrown in.
     */
    private void abandon() {
        abandoned = true;
        Hub hub = Hub.getIfExists();
        if (hub != null) {
            hub.offerCallback(() -> closeAfter(new SocketException("Abandoned")));
        }
    }
}
