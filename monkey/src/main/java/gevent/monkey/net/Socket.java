package gevent.monkey.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * A drop-in for {@link java.net.Socket}: waits by letting other greenlets run, patched or not.
 *
 * <pre>{@code
 * import gevent.monkey.net.Socket;         // instead of java.net.Socket
 *
 * try (Socket socket = new Socket("localhost", 8080)) { … }
 * }</pre>
 *
 * <p>An unconnected one is declared to throw a {@link SocketException}, unlike the JDK's, and never does: who extends
 * the JDK's class has to declare it.
 */
public class Socket extends gevent.socket.Socket {
    /** An unconnected one. */
    public Socket() throws SocketException {
    }

    /** An unconnected one that connects through a proxy. @param proxy {@link Proxy#NO_PROXY} for none */
    public Socket(Proxy proxy) throws SocketException {
        super(proxy);
    }

    /** One that is connected. */
    public Socket(String host, int port) throws UnknownHostException, IOException {
        super(host, port);
    }

    /** One that is connected. */
    public Socket(InetAddress address, int port) throws IOException {
        super(address, port);
    }

    /** One that is connected, from a local address; null for any. */
    public Socket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        super(host, port, localAddress, localPort);
    }

    /** One that is connected, from a local address; null for any. */
    public Socket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
        super(address, port, localAddress, localPort);
    }
}
