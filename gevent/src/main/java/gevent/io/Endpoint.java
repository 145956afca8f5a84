package gevent.io;

import gevent.hub.Interrupted;
import gevent.hub.IoWatcher;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket of the operating system, TCP or Unix domain, for a connection or for listening. Its operations never
 * block; {@link #await} waits until they are worth trying again. To read:
 *
 * <pre>{@code
 * int n;
 * while ((n = endpoint.read(bytes, 0, bytes.length)) == Endpoint.WOULD_BLOCK) {
 *     endpoint.await(IoWatcher.READ, null);
 * }
 * }</pre>
 *
 * <p>Any strand may use this socket, on any hub or none. Closing it, from any thread, ends all waits on it with
 * {@code SocketException: Socket closed}.
 */
public abstract class Endpoint extends SocketEndpoint {
    protected Endpoint(RawSocket socket) {
        super(socket);
    }

    /** Begins to listen on the bound address. */
    public abstract void listen(int backlog) throws IOException;

    /**
     * Begins to connect.
     *
     * @return whether the socket is connected already; if not, ask {@link #finishConnect} when the socket is writable
     * @throws BacklogFullException if this is a Unix domain socket, and the listener has no room now
     */
    public abstract boolean connect(SocketAddress remote) throws IOException;

    /** Whether the connection is established; throws if it has failed. */
    public abstract boolean finishConnect() throws IOException;

    /** The next incoming connection; null if there is none now. */
    public abstract @Nullable Endpoint accept() throws IOException;

    /** Reads at least one byte, or returns {@link #WOULD_BLOCK} or {@link #END}. */
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    /** Writes at least one byte, or returns {@link #WOULD_BLOCK}. */
    public abstract int write(byte[] bytes, int offset, int length) throws IOException;

    /** Sends one byte out of band. */
    public abstract void sendUrgent(int data) throws IOException;

    /** How many bytes can be read now. */
    public abstract int available() throws IOException;

    /** Ends reading: the next read finds the end of the stream. */
    public abstract void shutdownInput() throws IOException;

    /** Ends writing: the peer reads to the end of the stream. */
    public abstract void shutdownOutput() throws IOException;

    /**
     * Writes all bytes, in one piece even if other strands write, too. Waits.
     *
     * @throws SocketException if the socket is closed, now or while waiting
     * @throws Interrupted if the thread is interrupted
     */
    public final void writeFully(byte[] bytes, int offset, int length) throws IOException {
        writeFully(this::write, bytes, offset, length);
    }
}
