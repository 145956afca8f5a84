package gevent.io;

import java.net.ConnectException;

/**
 * A Unix domain socket that listens has no room for a connection before its owner accepts some. The system tells nobody
 * when there is room again: try later, with a new socket.
 */
public final class BacklogFullException extends ConnectException {
    public BacklogFullException() {
        super("Resource temporarily unavailable");
    }
}
