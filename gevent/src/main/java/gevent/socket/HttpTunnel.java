package gevent.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
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
    /** {@link #END} as a number, its first character in the highest byte. */
    private static final int END_BYTES = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

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
        long deadline = deadline(millis);
        try {
            byte[] request = requestFor(to);
            connectToProxy(millis);
            Object before = getOption(SO_TIMEOUT);
            ask(request, deadline);
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

    private static byte[] requestFor(InetSocketAddress to) throws IOException {
        String host = to.getHostString();
        // A host may come from anywhere: it must not end its line, and begin another.
        if (!host.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new MalformedURLException("Illegal character in host");
        }
        String target = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + to.getPort();
        return ("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + END).getBytes(StandardCharsets.US_ASCII);
    }

    private void ask(byte[] request, long deadline) throws IOException {
        write(request, 0, request.length);
        String status = readHead(deadline).lines().findFirst().orElse("");
        if (!status.matches("HTTP/1\\.\\d 2\\d\\d.*")) {
            throw new IOException("Unable to tunnel through proxy. Proxy returns \"" + status + "\"");
        }
    }

    /** Reads byte by byte, because the bytes after the head come from the peer. */
    private String readHead(long deadline) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        for (int last = 0; last != END_BYTES; last = last << 8 | one[0] & 0xff) {
            setOption(SO_TIMEOUT, millisUntil(deadline));
            if (head.size() == LONGEST || read(one, 0, 1) < 0) {
                throw new IOException("Unable to tunnel through proxy. Proxy returns \"\"");
            }
            head.write(one[0]);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
