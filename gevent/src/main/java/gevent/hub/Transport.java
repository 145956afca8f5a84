package gevent.hub;

import java.io.IOException;

/**
 * One way to the operating system's sockets: makes them, and the pollers that can watch them. Which one a JVM uses is
 * decided once, here.
 */
public interface Transport {
    /** Selectors and channels: works anywhere. */
    Transport DEFAULT = new NioTransport();

    /** A poller for the {@link Endpoint}s of this transport; it holds nothing of the operating system until it must. */
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
}
