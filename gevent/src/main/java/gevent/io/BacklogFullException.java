package gevent.io;

import java.net.ConnectException;

/**
 * The backlog of a listening Unix domain socket is full until its owner accepts a connection. The system does not
 * report when there is room again: try later, with a new socket.
 */
public final class BacklogFullException extends ConnectException {
    public BacklogFullException() {
        super("Resource temporarily unavailable");
    }
}
