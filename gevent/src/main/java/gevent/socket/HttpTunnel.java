package gevent.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * A client socket that reaches its peer through an HTTP proxy, by CONNECT and without a password, as the JDK's sockets
 * do. The JDK's implementation cannot run on top of a gevent socket: it has the JDK's HTTP client open the connection
 * on a socket of its own.
 */
final class HttpTunnel extends GeventSocketImpl {
    private static final int LONGEST = 64 * 1024;
    private static final String END = "\r\n\r\n";

    private final InetSocketAddress proxy;

    HttpTunnel(InetSocketAddress proxy) {
        super(false);
        this.proxy = proxy;
    }

    @Override
    protected void connect(SocketAddress remote, int millis) throws IOException {
        if (!(remote instanceof InetSocketAddress to)) {
            throw new IllegalArgumentException("Unsupported address type");
        }
        try {
            connectToProxy(millis);
            Object before = getOption(SO_TIMEOUT);
            setOption(SO_TIMEOUT, millis);
            askFor(to);
            setOption(SO_TIMEOUT, before);
        } catch (SocketTimeoutException expired) {
            closeAfter(expired);
            throw new SocketTimeoutException("Connect timed out");
        } catch (Throwable t) {
            // A kill or a Timeout closes the socket, too: a half-open proxy connection is useless.
            closeAfter(t);
            throw t;
        }
        address = to.getAddress();
        port = to.getPort();
    }

    private void connectToProxy(int millis) throws IOException {
        try {
            super.connect(new InetSocketAddress(Dns.gethostbyname(proxy.getHostString()), proxy.getPort()), millis);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            throw new SocketException(e.getMessage(), e);
        }
    }

    private void askFor(InetSocketAddress to) throws IOException {
        String host = to.getHostString();
        String target = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + to.getPort();
        byte[] request = ("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + END)
                .getBytes(StandardCharsets.ISO_8859_1);
        write(request, 0, request.length);
        String status = readHead().lines().findFirst().orElse("");
        if (!status.matches("HTTP/1\\.\\d 2\\d\\d.*")) {
            throw new IOException("Unable to tunnel through proxy. Proxy returns \"" + status + "\"");
        }
    }

    /** Reads byte by byte, because the bytes after the head come from the peer. */
    private String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(END)) {
            if (read(one, 0, 1) < 0 || head.size() > LONGEST) {
                throw new IOException("Unable to tunnel through proxy. Proxy returns \"\"");
            }
            head.write(one[0]);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
