package gevent.io;

import gevent.hub.Interrupted;
import gevent.hub.IoWatcher;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * One socket of the operating system for a connection or for listening, TCP or of Unix: operations that never block,
 * and one that waits until they are worth trying again. Reading looks like this:
 *
 * <pre>{@code
 * int n;
 * while ((n = endpoint.read(bytes, 0, bytes.length)) == Endpoint.WOULD_BLOCK) {
 *     endpoint.await(IoWatcher.READ, null);
 * }
 * }</pre>
 *
 * <p>Any strand may use it, on any hub or on none. A close, from wherever, ends all waits on it with
 * {@code SocketException: Socket closed}.
 */
public abstract class Endpoint extends SocketEndpoint {
    protected Endpoint(RawSocket socket) {
        super(socket);
    }

    /** Begins to listen on the bound address. */
    public abstract void listen(int backlog) throws IOException;

    /**
     * Begins to connect; says whether it is connected already. If not, it is worth asking when it can be written.
     *
     * @throws BacklogFullException if this is a Unix domain socket, and who listens has no room now
     */
    public abstract boolean connect(SocketAddress remote) throws IOException;

    /** Whether the connection that was begun is made; throws if it has failed. */
    public abstract boolean finishConnect() throws IOException;

    /** The next connection that came in; null if there is none now. */
    public abstract Endpoint accept() throws IOException;

    /** Reads at least one byte, or returns {@link #WOULD_BLOCK} or {@link #END}. */
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    /** Writes at least one byte, or returns {@link #WOULD_BLOCK}. */
    public abstract int write(byte[] bytes, int offset, int length) throws IOException;

    /** Sends one byte out of band. */
    public abstract void sendUrgent(int data) throws IOException;

    /** How many bytes can be read now. */
    public abstract int available() throws IOException;

    /** Ends reading: the next read is at the end. */
    public abstract void shutdownInput() throws IOException;

    /** Ends writing: the peer reads to the end. */
    public abstract void shutdownOutput() throws IOException;

    /**
     * Writes all bytes, in one piece even if others write, too. Waits.
     *
     * @throws SocketException if the socket is closed, now or while waiting
     * @throws Interrupted if the thread is interrupted
     */
    public final void writeFully(byte[] bytes, int offset, int length) throws IOException {
        writeFully(this::write, bytes, offset, length);
    }
}
