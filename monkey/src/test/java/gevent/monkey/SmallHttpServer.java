package gevent.monkey;

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
import java.net.URI;
import java.net.URL;

/** Serves {@code /seconds/bytes}: so many bytes, after so many seconds. Plain sockets, in greenlets of this hub. */
final class SmallHttpServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Greenlet<?> acceptor = spawn(this::serve);

    SmallHttpServer() throws IOException {
    }

    URL url(double seconds, int bytes) throws IOException {
        return URI.create("http://localhost:" + socket.getLocalPort() + "/" + seconds + "/" + bytes).toURL();
    }

    private void serve() throws IOException {
        while (true) {
            spawn(SmallHttpServer::answer, socket.accept());
        }
    }

    private static void answer(Socket client) throws IOException {
        try (client) {
            BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream()));
            String[] path = request.readLine().split(" ")[1].split("/");
            while (!request.readLine().isEmpty()) { }
            sleep(Double.parseDouble(path[1]));
            int length = Integer.parseInt(path[2]);
            OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n").getBytes());
            out.write(new byte[length]);
        }
    }

    @Override
    public void close() throws IOException {
        acceptor.kill();
        socket.close();
    }
}
