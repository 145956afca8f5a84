package gevent.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** What is said to an HTTP proxy so that it connects: CONNECT, without a password, as the JDK's sockets say it. */
final class HttpTunnel {
    private static final int LONGEST = 64 * 1024;
    private static final String END = "\r\n\r\n";

    private final Socks.Wire wire;

    HttpTunnel(Socks.Wire wire) {
        this.wire = wire;
    }

    /** Has the proxy connect. @throws IOException why it does not */
    void connect(InetSocketAddress to) throws IOException {
        String host = to.getHostString();
        String target = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + to.getPort();
        wire.write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + END).getBytes(StandardCharsets.ISO_8859_1));
        String status = readHead().lines().findFirst().orElse("");
        if (!status.matches("HTTP/1\\.\\d 2\\d\\d.*")) {
            throw new IOException("Unable to tunnel through proxy. Proxy returns \"" + status + "\"");
        }
    }

    /** Byte by byte: what comes behind it is the peer's. */
    private String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith(END)) {
            if (wire.read(one, 0, 1) < 0 || head.size() > LONGEST) {
                throw new IOException("Unable to tunnel through proxy. Proxy returns \"\"");
            }
            head.write(one[0]);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
