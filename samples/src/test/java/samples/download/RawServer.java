package samples.download;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.Action2;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A web server that does to each request what it is told to, right or wrong. */
final class RawServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Action2<String, Socket> reply;

    /** One that hands the path of each request, and its connection, to {@code reply}, and then closes that. */
    RawServer(Action2<String, Socket> reply) throws IOException {
        this.reply = reply;
        spawn(this::accept);
    }

    /** One that has the same answer to every request, and closes the connection after it. */
    static RawServer saying(String answer) throws IOException {
        return new RawServer((_, connection) -> say(connection, answer));
    }

    /** One that never goes on after the beginning of its answer. */
    static RawServer stoppingAfter(String beginning) throws IOException {
        return new RawServer((_, connection) -> {
            say(connection, beginning);
            sleep(Duration.ofDays(1));
        });
    }

    static void say(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of a good answer. */
    static String head(long length) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n";
    }

    int port() {
        return listener.getLocalPort();
    }

    /** @param path begins with a slash */
    String url(String path) {
        return "http://localhost:" + port() + path;
    }

    private void accept() throws IOException {
        try {
            while (true) {
                spawn(this::serve, listener.accept());
            }
        } catch (SocketException e) {
            if (!listener.isClosed()) {
                throw e;
            }
        }
    }

    private void serve(Socket connection) throws Exception {
        try (connection) {
            reply.run(pathOfRequest(connection), connection);
        }
    }

    /** Reads a request to its end, as whoever closes a connection with something unread in it resets it. */
    static String pathOfRequest(Socket connection) throws IOException {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        String path = in.readLine().split(" ")[1];
        while (!in.readLine().isEmpty()) { }
        return path;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
