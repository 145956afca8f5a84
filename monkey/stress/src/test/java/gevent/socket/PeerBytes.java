package gevent.socket;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;

import gevent.Greenlet;
import gevent.ssl.Ssl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Bytes from the other end of a connection, which may send anything. */
public final class PeerBytes {
    private static final InetSocketAddress FAR = InetSocketAddress.createUnresolved("far.example", 80);
    private static final String END_OF_HEAD = "\r\n\r\n";

    private PeerBytes() {
    }

    private interface Use {
        void of(java.net.Socket socket) throws Exception;
    }

    /** Has one end of a connection send {@code input} while the other uses it; both are then closed. */
    private static void exchange(Proxy proxy, byte[] input, Use use) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(proxy == Proxy.NO_PROXY ? proxy
                        : new Proxy(proxy.type(), listener.getLocalSocketAddress()))) {
            Greenlet<Void> far = spawn(() -> {
                try (java.net.Socket peer = listener.accept()) {
                    send(input, peer);
                }
            });
            Greenlet<Void> user = spawn(() -> {
                try (near) {
                    near.connect(proxy == Proxy.NO_PROXY ? listener.getLocalSocketAddress() : FAR);
                    use.of(near);
                } catch (IOException told) {
                    // As documented.
                }
            });
            joinall(far, user);
            user.get();
        }
    }

    private static void send(byte[] input, java.net.Socket to) throws IOException {
        try {
            to.getOutputStream().write(input);
            to.shutdownOutput();
            to.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // The other end may leave at any time.
        }
    }

    /** An HTTP proxy: what follows its head is the peer's, whole. */
    public static void tunnel(byte[] input) throws Exception {
        exchange(new Proxy(Proxy.Type.HTTP, FAR), input, socket -> {
            byte[] rest = socket.getInputStream().readAllBytes();
            int end = new String(input, StandardCharsets.ISO_8859_1).indexOf(END_OF_HEAD) + END_OF_HEAD.length();
            check(Arrays.equals(rest, Arrays.copyOfRange(input, end, input.length)), "bytes of the peer differ");
        });
    }

    /** A SOCKS proxy. */
    public static void socks(byte[] input) throws Exception {
        exchange(new Proxy(Proxy.Type.SOCKS, FAR), input, socket -> {
            byte[] rest = socket.getInputStream().readAllBytes();
            check(new String(input, StandardCharsets.ISO_8859_1).endsWith(
                    new String(rest, StandardCharsets.ISO_8859_1)), "bytes of the peer differ");
        });
    }

    /** A client of a TLS server. */
    public static void tls(byte[] input) throws Exception {
        exchange(Proxy.NO_PROXY, input, socket -> Ssl.server(SSLContext.getDefault(), socket).close());
    }

    /** What is below TLS: whatever the pieces, the same bytes come out. */
    public static void records(byte[] input) throws Exception {
        int piece = 1 + (input.length == 0 ? 0 : input[0] & 0xff);
        InputStream pieces = new ByteArrayInputStream(input) {
            @Override
            public int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, piece));
            }
        };
        check(Arrays.equals(input, new RecordStream(pieces).readAllBytes()), "bytes of the peer differ");
    }

    /** An address as text, as a URL may have it. */
    public static void address(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (text.indexOf(':') < 0) {
            return;     // a name, which the system would ask its servers for
        }
        try {
            check(List.of(Dns.lookup(text)).stream().allMatch(each -> each.getAddress().length >= 4), "no address");
        } catch (UnknownHostException none) {
            // As documented.
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
