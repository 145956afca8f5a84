package gevent.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** What is said to a SOCKS proxy so that it connects: RFC 1928 and 1929, and version 4. */
final class Socks {
    private static final int VERSION_5 = 5;
    private static final int VERSION_4 = 4;
    private static final int CONNECT = 1;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USER_AND_PASSWORD = 2;
    private static final int NO_METHOD = 0xFF;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int GRANTED_4 = 90;

    /** What goes to the proxy and comes from it. */
    interface Wire {
        void write(byte[] bytes) throws IOException;

        int read(byte[] bytes, int offset, int length) throws IOException;
    }

    private final Wire wire;
    private final InetSocketAddress proxy;

    /** @param proxy where the wire leads */
    Socks(Wire wire, InetSocketAddress proxy) {
        this.wire = wire;
        this.proxy = proxy;
    }

    /** Has the proxy connect. @throws SocketException why it does not */
    void connect(InetSocketAddress to) throws IOException {
        if (Integer.getInteger("socksProxyVersion", VERSION_5) == VERSION_4) {
            connect4(to);
            return;
        }
        wire.write(new byte[] {VERSION_5, 2, NO_AUTHENTICATION, USER_AND_PASSWORD});
        byte[] method = read(2);
        if (method[0] != VERSION_5) {
            // Perhaps it knows the other version.
            connect4(to);
            return;
        }
        authenticate(Byte.toUnsignedInt(method[1]));
        wire.write(request5(to));
        byte[] reply = read(4);
        if (reply[1] != 0) {
            throw new SocketException(failure5(reply[1]));
        }
        // Where the proxy connects from, of which nobody wants to know.
        read(switch (reply[3]) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> Byte.toUnsignedInt(read(1)[0]);
            default -> throw new SocketException("Reply from SOCKS server contains wrong code");
        } + 2);
    }

    private static byte[] request5(InetSocketAddress to) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {VERSION_5, CONNECT, 0});
        if (to.isUnresolved()) {
            byte[] name = to.getHostName().getBytes(StandardCharsets.ISO_8859_1);
            request.write(NAME);
            request.write(name.length);
            request.writeBytes(name);
        } else {
            request.write(to.getAddress() instanceof Inet4Address ? IPV4 : IPV6);
            request.writeBytes(to.getAddress().getAddress());
        }
        request.writeBytes(portOf(to));
        return request.toByteArray();
    }

    private static byte[] portOf(InetSocketAddress to) {
        return new byte[] {(byte) (to.getPort() >> 8), (byte) to.getPort()};
    }

    private static String failure5(byte code) {
        return switch (code) {
            case 1 -> "SOCKS server general failure";
            case 2 -> "SOCKS: Connection not allowed by ruleset";
            case 3 -> "SOCKS: Network unreachable";
            case 4 -> "SOCKS: Host unreachable";
            case 5 -> "SOCKS: Connection refused";
            case 6 -> "SOCKS: TTL expired";
            case 7 -> "SOCKS: Command not supported";
            case 8 -> "SOCKS: address type not supported";
            default -> "Reply from SOCKS server contains bad status";
        };
    }

    private void authenticate(int method) throws IOException {
        switch (method) {
            case NO_AUTHENTICATION -> { }
            case NO_METHOD -> throw new SocketException("SOCKS : No acceptable methods");
            case USER_AND_PASSWORD -> {
                wire.write(userAndPassword());
                if (read(2)[1] != 0) {
                    throw new SocketException("SOCKS : authentication failed");
                }
            }
            default -> throw new SocketException("SOCKS : authentication failed");
        }
    }

    private byte[] userAndPassword() {
        PasswordAuthentication known = Authenticator.requestPasswordAuthentication(proxy.getHostString(),
                proxy.getAddress(), proxy.getPort(), "SOCKS5", "SOCKS authentication", null);
        byte[] user = (known != null ? known.getUserName() : user()).getBytes(StandardCharsets.ISO_8859_1);
        byte[] password = known != null ? new String(known.getPassword()).getBytes(StandardCharsets.ISO_8859_1)
                : new byte[0];
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(1);
        request.write(user.length);
        request.writeBytes(user);
        request.write(password.length);
        request.writeBytes(password);
        return request.toByteArray();
    }

    private static String user() {
        return System.getProperty("user.name", "");
    }

    private void connect4(InetSocketAddress to) throws IOException {
        if (to.isUnresolved()) {
            throw new UnknownHostException(to.getHostString());
        }
        if (!(to.getAddress() instanceof Inet4Address)) {
            throw new SocketException("SOCKS V4 requires IPv4 only addresses");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(VERSION_4);
        request.write(CONNECT);
        request.writeBytes(portOf(to));
        request.writeBytes(to.getAddress().getAddress());
        request.writeBytes(user().getBytes(StandardCharsets.ISO_8859_1));
        request.write(0);
        wire.write(request.toByteArray());
        byte[] reply = read(8);
        if (reply[0] != 0 && reply[0] != VERSION_4) {
            throw new SocketException("Reply from SOCKS server has bad version");
        }
        if (reply[1] != GRANTED_4) {
            throw new SocketException(switch (reply[1]) {
                case 91 -> "SOCKS request rejected";
                case 92 -> "SOCKS server couldn't reach destination";
                case 93 -> "SOCKS authentication failed";
                default -> "Reply from SOCKS server contains bad status";
            });
        }
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int n = wire.read(bytes, done, length - done);
            if (n < 0) {
                throw new SocketException("Malformed reply from SOCKS server");
            }
            done += n;
        }
        return bytes;
    }
}
