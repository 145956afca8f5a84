package gevent.monkey;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A SOCKS proxy, versions 4 and 5, on threads and channels of its own, which nobody patches. */
final class SmallSocksServer implements AutoCloseable {
    private static final int REFUSED = 5;

    private final ServerSocketChannel server = ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile String user;       // whom it wants to see; null for nobody
    private volatile boolean silent;
    private final Thread acceptor = Thread.ofPlatform().daemon().start(this::accept);

    SmallSocksServer() throws IOException {
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** What it was asked for, in order. */
    List<String> seen() {
        return seen;
    }

    void wantUser(String name) {
        user = name;
    }

    /** From now on it answers nobody. */
    void fallSilent() {
        silent = true;
    }

    private void serve(SocketChannel client) {
        try (client) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(client));
            OutputStream out = Channels.newOutputStream(client);
            int version = in.read();
            if (silent) {
                in.read();
                in.readAllBytes();
                return;
            }
            InetSocketAddress to = version == 4 ? greet4(in) : greet5(in, out);
            if (to == null) {
                return;
            }
            if (to.isUnresolved() || to.getPort() == 1) {
                out.write(version == 4 ? new byte[] {0, 91, 0, 0, 0, 0, 0, 0} : new byte[] {5, REFUSED, 0, 1});
                return;
            }
            try (SocketChannel target = SocketChannel.open(to)) {
                out.write(version == 4 ? new byte[] {0, 90, 0, 0, 0, 0, 0, 0}
                        : new byte[] {5, 0, 0, 3, 2, 'm', 'e', 0, 7});
                relay(in, Channels.newOutputStream(target), target);
                Channels.newInputStream(target).transferTo(out);
            }
        } catch (IOException gone) {
            seen.add("gone");
        }
    }

    private static void relay(InputStream from, OutputStream to, SocketChannel target) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                from.transferTo(to);
                target.shutdownOutput();
            } catch (IOException gone) {
                // So is the other direction.
            }
        });
    }

    private InetSocketAddress greet4(DataInputStream in) throws IOException {
        in.read();
        int port = in.readUnsignedShort();
        InetAddress host = InetAddress.getByAddress(in.readNBytes(4));
        StringBuilder name = new StringBuilder();
        for (int c; (c = in.read()) > 0; ) {
            name.append((char) c);
        }
        seen.add("4 " + host.getHostAddress() + (name.isEmpty() ? " by nobody" : ""));
        return new InetSocketAddress(host, port);
    }

    private InetSocketAddress greet5(DataInputStream in, OutputStream out) throws IOException {
        in.readNBytes(in.read());
        if (user != null) {
            out.write(new byte[] {5, 2});
            in.read();
            String name = new String(in.readNBytes(in.read())) + "/" + new String(in.readNBytes(in.read()));
            seen.add(name);
            out.write(new byte[] {1, (byte) (name.equals(user) ? 0 : 1)});
            if (!name.equals(user)) {
                return null;
            }
        } else {
            out.write(new byte[] {5, 0});
        }
        in.readNBytes(3);
        String host;
        InetAddress address = null;
        if (in.read() == 3) {
            host = new String(in.readNBytes(in.read()));
            address = host.endsWith(".example") ? InetAddress.getLoopbackAddress() : null;
        } else {
            address = InetAddress.getByAddress(in.readNBytes(4));
            host = address.getHostAddress();
        }
        seen.add("5 " + host);
        int port = in.readUnsignedShort();
        return address == null ? InetSocketAddress.createUnresolved(host, port) : new InetSocketAddress(address, port);
    }

    /** From now on nobody can connect to it: while a thread is still in accept, the system goes on listening. */
    void stop() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
