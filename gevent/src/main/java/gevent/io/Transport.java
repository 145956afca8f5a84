package gevent.io;

import gevent.hub.Hub;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * One way to the operating system's sockets: makes them, and the pollers that can watch them. There are two, epoll on
 * Linux and the JDK's channels and selectors anywhere; a JVM uses one of them, see {@link #get}.
 */
public interface Transport {
    /**
     * The one in use: that which the property {@code gevent.loop} names, {@code epoll} or {@code nio}; without it epoll
     * on Linux, unless the JVM or the system does not let us call the C library, and nio elsewhere.
     *
     * @throws IllegalArgumentException if the property is something else
     * @throws UnsupportedOperationException if it is epoll, and that is not possible; says why
     */
    static Transport get() {
        return TransportSelector.get();
    }

    /** The one of the current hub if it has one of its own, as a simulation has; else {@link #get}. */
    static Transport here() {
        Transport own = ofHub();
        return own != null ? own : get();
    }

    /** The one that the current hub alone has; null if there is none. */
    static Transport ofHub() {
        Hub hub = Hub.getIfExists();
        return hub == null ? null : KernelAccess.get().local(hub, Transport.class, () -> null);
    }

    /** Why this one cannot be used here; null if it can. */
    default String missing() {
        return null;
    }

    /**
     * The addresses of a host on a network of its own. Never waits.
     *
     * @return null if this is the machine's network, on which the system's resolver is to be asked
     * @throws UnknownHostException if its network has no such host
     */
    default InetAddress[] lookup(String host) throws UnknownHostException {
        return null;
    }

    /**
     * A poller for the {@link Endpoint}s of this transport.
     *
     * @throws java.io.UncheckedIOException if the system has none, too many open files say
     */
    Poller newPoller();

    /**
     * A TCP socket for a connection to be made.
     *
     * @throws IOException if the system has none, too many open files say
     */
    Endpoint newStream() throws IOException;

    /**
     * A TCP socket that will listen.
     *
     * @throws IOException if the system has none, too many open files say
     */
    Endpoint newListener() throws IOException;

    /**
     * A Unix domain socket for a connection to be made.
     *
     * @throws IOException if the system has none, too many open files say
     */
    Endpoint newUnixStream() throws IOException;

    /**
     * A Unix domain socket that will listen.
     *
     * @throws IOException if the system has none, too many open files say
     */
    Endpoint newUnixListener() throws IOException;

    /**
     * A UDP socket.
     *
     * @throws IOException if the system has none, too many open files say
     */
    DatagramEndpoint newDatagrams() throws IOException;
}
