package samples.download;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.Greenlet;
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
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A file server that delays each reply. One greenlet accepts, and another greenlet serves each connection. The file
 * {@code /007-65536.bin} has 65536 bytes.
 */
final class SlowServer implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final ServerSocket listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
    private final Duration delay;
    private final byte[] content = new byte[2 * CHUNK];
    private final Greenlet<?> acceptor;
    private int connections;

    /** Makes a server that waits for {@code delay} before each reply, on any free port. */
    SlowServer(Duration delay) throws IOException {
        this.delay = delay;
        new Random(1).nextBytes(content);
        this.acceptor = spawn(this::accept);
    }

    /** URLs of files whose sizes grow by a constant factor, from {@code smallest} to {@code largest}. */
    List<String> urls(int count, long smallest, long largest) {
        double factor = count == 1 ? 1 : Math.pow((double) largest / smallest, 1.0 / (count - 1));
        return IntStream.range(0, count)
                .mapToObj(i -> "http://localhost:%d/%03d-%d.bin".formatted(
                        listener.getLocalPort(), i, Math.round(smallest * Math.pow(factor, i))))
                .toList();
    }

    /** The number of greenlets used: one that accepts, and one for each connection. */
    int greenlets() {
        return 1 + connections;
    }

    private void accept() throws IOException {
        while (true) {
            try {
                Socket connection = listener.accept();
                connections++;
                spawn(this::serve, connection);
            } catch (SocketException e) {
                if (listener.isClosed()) {
                    return;
                }
                throw e;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            String path = readRequest(connection);
            sleep(delay);
            OutputStream out = connection.getOutputStream();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (!name.matches("\\d{1,9}-\\d{1,12}\\.bin")) {
                out.write(head("404 Not Found", 0));
                return;
            }
            int start = Integer.parseInt(name.substring(0, name.indexOf('-'))) % CHUNK;
            long size = Long.parseLong(name.substring(name.indexOf('-') + 1, name.indexOf('.')));
            out.write(head("200 OK", size));
            for (long left = size; left > 0; left -= CHUNK) {
                out.write(content, start, (int) Math.min(CHUNK, left));
            }
        } catch (IOException clientWentAway) {
            // Nothing to do.
        }
    }

    private static String readRequest(Socket connection) throws IOException {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII), 1024);
        String request = in.readLine();
        for (String line = request; line != null && !line.isEmpty(); ) {
            line = in.readLine();
        }
        String[] words = request == null ? new String[0] : request.split(" ");
        return words.length < 2 ? "" : words[1];
    }

    private static byte[] head(String status, long length) {
        return ("HTTP/1.1 " + status + "\r\nContent-Length: " + length
                + "\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        acceptor.join();
    }
}
