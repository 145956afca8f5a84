package gevent.monkey.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for {@link java.net.Socket}: other greenlets run while it waits, patched or not.
 *
 * <pre>{@code
 * import gevent.monkey.net.Socket;         // instead of java.net.Socket
 *
 * try (Socket socket = new Socket("localhost", 8080)) { … }
 * }</pre>
 *
 * <p>Unlike the JDK's, the constructors of an unconnected socket declare a {@link SocketException}, but never throw it:
 * a subclass of the JDK's class has to declare it.
 */
public class Socket extends gevent.socket.Socket {
    /** Makes an unconnected socket. */
    public Socket() throws SocketException {
    }

    /**
     * Makes an unconnected socket that connects through a proxy.
     *
     * @param proxy {@link Proxy#NO_PROXY} for none
     */
    public Socket(Proxy proxy) throws SocketException {
        super(proxy);
    }

    /** Connects to a host. */
    public Socket(@Nullable String host, int port) throws UnknownHostException, IOException {
        super(host, port);
    }

    /** Connects to an address. */
    public Socket(InetAddress address, int port) throws IOException {
        super(address, port);
    }

    /** Connects to a host from a local address; null for any. */
    public Socket(@Nullable String host, int port, @Nullable InetAddress localAddress, int localPort)
            throws IOException {
        super(host, port, localAddress, localPort);
    }

    /** Connects to an address from a local address; null for any. */
    public Socket(InetAddress address, int port, @Nullable InetAddress localAddress, int localPort) throws IOException {
        super(address, port, localAddress, localPort);
    }
}
