package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.server.StreamServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A web server that says hello, and takes its time. */
final class HelloServer implements AutoCloseable {
    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nHello!";

    private final double seconds;
    private final StreamServer server = new StreamServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::index);

    HelloServer(double seconds) throws IOException {
        this.seconds = seconds;
        server.start();
    }

    private void index(Socket client) throws IOException {
        BufferedReader request = new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
            line = request.readLine();
        }
        Asyncio.sleep(seconds);
        client.getOutputStream().write(HELLO.getBytes(StandardCharsets.US_ASCII));
    }

    String url() {
        InetSocketAddress address = (InetSocketAddress) server.address();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/";
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
