package gevent.server;

import gevent.queue.SimpleQueue;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import java.io.IOException;

/** A socket that accepts what a test tells it to, and fails when it is told to. */
final class ScriptedListener extends ServerSocket {
    private final SimpleQueue<Object> script = new SimpleQueue<>();
    private boolean closed;
    private IOException atClose;
    int calls;

    ScriptedListener() throws IOException {
    }

    /** The next is a connection. @return which will be given to a handler */
    Socket connection() throws IOException {
        Socket client = new Socket();
        script.put(client);
        return client;
    }

    /** The next call fails. */
    void failure(String message) {
        script.put(new IOException(message));
    }

    /** Closing fails. */
    void failureAtClose(String message) {
        atClose = new IOException(message);
    }

    @Override
    public Socket accept() throws IOException {
        calls++;
        return switch (script.get()) {
            case IOException e -> throw e;
            case Socket client -> client;
            default -> throw new AssertionError();
        };
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
        if (atClose != null) {
            throw atClose;
        }
    }
}
