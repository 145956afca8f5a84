package gevent.io;

import gevent.hub.Hub;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of the operating system, and the pollers that can watch them. There are two transports: epoll on
 * Linux, and the JDK's channels and selectors everywhere. A JVM uses one of them, see {@link #get}.
 */
public interface Transport {
    /**
     * The transport in use. The property {@code gevent.loop} names it, {@code epoll} or {@code nio}. Without the
     * property it is epoll on Linux, unless the JVM or the system forbids calls to the C library, and nio elsewhere.
     *
     * @throws IllegalArgumentException if the property has another value
     * @throws UnsupportedOperationException if the property is {@code epoll} and epoll is not possible; the message
     *         says why
     */
    static Transport get() {
        return TransportSelector.get();
    }

    /** The transport of the current hub if it has its own, as a simulation has; else {@link #get}. */
    static Transport here() {
        Transport own = ofHub();
        return own != null ? own : get();
    }

    /** The transport that only the current hub has; null if there is none. */
    static @Nullable Transport ofHub() {
        Hub hub = Hub.getIfExists();
        return hub == null ? null : KernelAccess.get().local(hub, Transport.class, () -> null);
    }

    /** Why this transport cannot be used on this system; null if it can. */
    default @Nullable String missing() {
        return null;
    }

    /**
     * Looks up a host on this transport's own network. Never waits.
     *
     * @return the addresses of the host; null if this transport uses the machine's network, where the caller asks the
     *         system's resolver
     * @throws UnknownHostException if this transport's network has no such host
     */
    default InetAddress @Nullable [] lookup(String host) throws UnknownHostException {
        return null;
    }

    /**
     * A poller for the {@link Endpoint}s of this transport.
     *
     * @throws java.io.UncheckedIOException if the system refuses, for example because of too many open files
     */
    Poller newPoller();

    /**
     * A TCP socket to connect with.
     *
     * @throws IOException if the system refuses, for example because of too many open files
     */
    Endpoint newStream() throws IOException;

    /**
     * A TCP socket to listen with.
     *
     * @throws IOException if the system refuses, for example because of too many open files
     */
    Endpoint newListener() throws IOException;

    /**
     * A Unix domain socket to connect with.
     *
     * @throws IOException if the system refuses, for example because of too many open files
     */
    Endpoint newUnixStream() throws IOException;

    /**
     * A Unix domain socket to listen with.
     *
     * @throws IOException if the system refuses, for example because of too many open files
     */
    Endpoint newUnixListener() throws IOException;

    /**
     * A UDP socket.
     *
     * @throws IOException if the system refuses, for example because of too many open files
     */
    DatagramEndpoint newDatagrams() throws IOException;
}
