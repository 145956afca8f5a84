package gevent.socket;

import gevent.hub.Hub;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * What the JDK's socket that speaks SOCKS stands on. It asks for a stream right after it has connected, and talks to the
 * proxy through that; a kill or a {@link gevent.Timeout} meanwhile closes the socket, since half way through a proxy it
 * is of no use to anybody.
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

    /** Not at once: the JDK has yet to set back its timeout, and what that throws would hide what was thrown in. */
    private void abandon() {
        abandoned = true;
        Hub hub = Hub.getIfExists();
        if (hub != null) {
            hub.runCallback(() -> closeAfter(new SocketException("Abandoned")));
        }
    }
}
