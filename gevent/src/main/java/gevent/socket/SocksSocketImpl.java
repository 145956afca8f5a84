package gevent.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOptions;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * A client's socket that reaches its peer through a proxy where there is one for it: the one that it was made with, or
 * the SOCKS proxy that the {@link ProxySelector} names, which by default knows {@code -DsocksProxyHost}. The JDK's own
 * sockets do so, in classes that no other implementation can use; exceptions and their messages are theirs.
 */
final class SocksSocketImpl extends GeventSocketImpl {
    private final Proxy given;                  // null for what the selector says

    SocksSocketImpl() {
        this(null);
    }

    /** @param given a SOCKS or an HTTP proxy; null for what the selector says */
    SocksSocketImpl(Proxy given) {
        super(false);
        this.given = given;
    }

    /** Whether anything could say that there is a proxy for a socket. */
    static boolean mayBeSelected() {
        ProxySelector selector = ProxySelector.getDefault();
        boolean isOfTheJdk = selector != null && selector.getClass().getModule() == ProxySelector.class.getModule();
        return selector != null && (!isOfTheJdk || System.getProperty("socksProxyHost") != null
                || Boolean.getBoolean("java.net.useSystemProxies"));
    }

    @Override
    protected void connect(SocketAddress remote, int millis) throws IOException {
        boolean byProxy = given != null || mayBeSelected();
        if (!byProxy || !(remote instanceof InetSocketAddress to)) {
            super.connect(remote, millis);
            return;
        }
        if (endpoint() != null) {
            endpoint().checkOpen();
        }
        Limit limit = new Limit(millis);
        try {
            if (given != null) {
                connectToGivenProxy(limit);
            } else if (!connectToSelectedProxy(to, limit)) {
                super.connect(remote, limit.left());
                return;
            }
            if (given != null && given.type() == Proxy.Type.HTTP) {
                new HttpTunnel(wire(limit)).connect(to);
            } else {
                new Socks(wire(limit), reached()).connect(to);
            }
            address = to.getAddress();
            port = to.getPort();
        } catch (Throwable t) {
            // Also by a kill or a Timeout: what is half way through a proxy is of no use to anybody.
            closeAfter(t);
            if (t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException)) {
                throw new SocketException("Closed by interrupt");
            }
            throw t;
        }
    }

    private void connectToGivenProxy(Limit limit) throws IOException {
        try {
            super.connect(resolved((InetSocketAddress) given.address()), limit.left());
        } catch (IOException e) {
            throw new SocketException(e.getMessage(), e);
        }
    }

    /** @return false if there is to be none */
    private boolean connectToSelectedProxy(InetSocketAddress to, Limit limit) throws IOException {
        ProxySelector selector = ProxySelector.getDefault();
        URI uri = uriOf(to);
        IOException failure = null;
        for (Proxy each : select(selector, uri)) {
            if (each == null || each.type() != Proxy.Type.SOCKS) {
                return false;
            }
            if (!(each.address() instanceof InetSocketAddress at)) {
                throw new SocketException("Unknown address type for proxy: " + each);
            }
            try {
                super.connect(resolved(at), limit.left());
                return true;
            } catch (IOException e) {
                selector.connectFailed(uri, at, e);
                failure = e;
            }
        }
        if (failure != null) {
            throw new SocketException("Can't connect to SOCKS proxy:" + failure.getMessage());
        }
        return false;
    }

    private static List<Proxy> select(ProxySelector selector, URI uri) throws IOException {
        try {
            List<Proxy> selected = selector.select(uri);
            return selected != null ? selected : List.of();
        } catch (IllegalArgumentException e) {
            throw new IOException("Failed to select a proxy", e);
        }
    }

    private static URI uriOf(InetSocketAddress to) throws IOException {
        // Not the name: that could have to be looked up.
        String host = to.getHostString();
        try {
            return new URI("socket://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + to.getPort());
        } catch (URISyntaxException e) {
            throw new IOException("Failed to select a proxy", e);
        }
    }

    private static InetSocketAddress resolved(InetSocketAddress proxy) throws IOException {
        return new InetSocketAddress(Dns.gethostbyname(proxy.getHostString()), proxy.getPort());
    }

    private InetSocketAddress reached() {
        return new InetSocketAddress(address, port);
    }

    private Socks.Wire wire(Limit limit) {
        return new Socks.Wire() {
            @Override
            public void write(byte[] bytes) throws IOException {
                SocksSocketImpl.this.write(bytes, 0, bytes.length);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                Object before = getOption(SocketOptions.SO_TIMEOUT);
                setOption(SocketOptions.SO_TIMEOUT, limit.left());
                try {
                    return SocksSocketImpl.this.read(bytes, offset, length);
                } catch (SocketTimeoutException expired) {
                    throw new SocketTimeoutException("Connect timed out");
                } finally {
                    setOption(SocketOptions.SO_TIMEOUT, before);
                }
            }
        };
    }

    /** How long all of it may take, in milliseconds; 0 for ever. */
    private static final class Limit {
        private static final int NANOS = 1_000_000;

        private final long until;

        Limit(int millis) {
            until = millis == 0 ? NEVER : now() + (long) millis * NANOS;
        }

        /** From one on, so that none is left is not taken for no limit. */
        int left() throws SocketTimeoutException {
            if (until == NEVER) {
                return 0;
            }
            long left = until - now();
            if (left <= 0) {
                throw new SocketTimeoutException("Connect timed out");
            }
            return (int) Math.max(1, left / NANOS);
        }
    }
}
