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

/** A slow web server that says hello, by name if the path contains one. */
final class HelloServer implements AutoCloseable {
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
        String path = request.readLine().split(" ")[1];
        while (!request.readLine().isEmpty()) { }
        Asyncio.sleep(seconds);
        client.getOutputStream().write(reply(path.substring(1)).getBytes(StandardCharsets.US_ASCII));
    }

    private static String reply(String name) {
        String hello = name.isEmpty() ? "Hello!" : "Hello " + name + "!";
        return "HTTP/1.1 200 OK\r\nContent-Length: " + hello.length() + "\r\nConnection: close\r\n\r\n" + hello;
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
