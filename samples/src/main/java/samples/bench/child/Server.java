package samples.bench.child;

import gevent.server.StreamServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server of plain code that runs in greenlets or in JDK virtual threads; prints the port that it listens on. */
public final class Server {
    private static final int BACKLOG = 4096;
    private static final int REQUEST_ROOM = 1024;
    private static final int ECHO_ROOM = 64 * 1024;
    private static final byte[] REPLY =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"
                    .getBytes(StandardCharsets.US_ASCII);

    private interface Handler {
        void handle(InputStream in, OutputStream out) throws IOException;
    }

    private Server() {
    }

    /** @param args {@code http} or {@code echo}, by {@code greenlets} or {@code threads} */
    public static void main(String[] args) throws IOException {
        Handler handler = args[0].equals("http") ? Server::reply : Server::echo;
        if (args[1].equals("greenlets")) {
            serveByGreenlets(handler);
        } else {
            serveByThreads(handler);
        }
    }

    private static void serveByGreenlets(Handler handler) throws IOException {
        StreamServer server = new StreamServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                client -> handle(client, handler)).backlog(BACKLOG);
        server.start();
        Sizes.print("port", server.port(), "tcp");
        server.serveForever();
    }

    private static void serveByThreads(Handler handler) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
            Sizes.print("port", listener.getLocalPort(), "tcp");
            while (true) {
                Socket client = listener.accept();
                Thread.startVirtualThread(() -> handle(client, handler));
            }
        }
    }

    private static void handle(Socket client, Handler handler) {
        try (client) {
            client.setTcpNoDelay(true);
            handler.handle(client.getInputStream(), client.getOutputStream());
        } catch (IOException e) {
            // The client went away, as load generators do.
        }
    }

    private static void reply(InputStream in, OutputStream out) throws IOException {
        byte[] request = new byte[REQUEST_ROOM];
        for (int n; (n = in.read(request)) > 0; ) {
            if (n >= 4 && request[n - 4] == '\r' && request[n - 3] == '\n' && request[n - 2] == '\r'
                    && request[n - 1] == '\n') {
                out.write(REPLY);
            }
        }
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        byte[] some = new byte[ECHO_ROOM];
        for (int n; (n = in.read(some)) > 0; ) {
            out.write(some, 0, n);
        }
    }
}
