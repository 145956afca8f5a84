package gevent.internal.epoll;

import gevent.hub.Poller;
import gevent.internal.libc.Libc;
import gevent.io.DatagramEndpoint;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The transport on the system calls of Linux: sockets are descriptors, and the poller is epoll. */
public final class EpollTransport implements Transport {
    /**
     * Whether epoll_pwait2, which takes nanoseconds, can be used: not before glibc 2.35, Linux 5.11, nor in sandboxes.
     */
    private static final boolean HAS_NANOS;
    private static final String MISSING;

    static {
        String missing;
        boolean hasNanos = false;
        try {
            missing = Libc.missing();
            if (missing == null) {
                try (EpollPoller trial = new EpollPoller(true)) {
                    hasNanos = trial.canWaitForNanos();
                }
            }
        } catch (LinkageError e) {
            missing = "the C library cannot be called: " + e;
        } catch (UncheckedIOException refused) {
            missing = "the system refuses it: " + refused.getCause().getMessage();
        }
        MISSING = missing;
        HAS_NANOS = hasNanos;
    }

    @Override
    public String missing() {
        return MISSING;
    }

    public static boolean hasNanos() {
        return HAS_NANOS;
    }

    @Override
    public Poller newPoller() {
        return new EpollPoller(HAS_NANOS);
    }

    @Override
    public Endpoint newStream() throws IOException {
        return new EpollStream(EpollSocket.stream());
    }

    @Override
    public Endpoint newListener() throws IOException {
        return new EpollListener(EpollSocket.listener());
    }

    @Override
    public Endpoint newUnixStream() throws IOException {
        return new EpollStream(EpollSocket.unixStream());
    }

    @Override
    public Endpoint newUnixListener() throws IOException {
        return new EpollListener(EpollSocket.unixListener());
    }

    @Override
    public DatagramEndpoint newDatagrams() throws IOException {
        return new EpollDatagrams(EpollSocket.datagrams());
    }
}
