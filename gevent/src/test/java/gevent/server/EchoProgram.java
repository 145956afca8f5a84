package gevent.server;

import static gevent.Gevent.sleep;

import gevent.socket.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server that says what it is told, and first of all its port. */
final class EchoProgram {
    private EchoProgram() {
    }

    static void main() throws IOException {
        useAll();
        StreamServer server = server();
        System.out.println(server.port());
        server.serveForever();
    }

    private static StreamServer server() throws IOException {
        return new StreamServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                client -> client.getInputStream().transferTo(client.getOutputStream())).backlog(1000).start();
    }

    /** Loads each class that will be needed: from directories, as here, that takes descriptors. */
    private static void useAll() throws IOException {
        ScriptedListener failing = new ScriptedListener();
        failing.failure("for once");
        StreamServer retrying = new StreamServer(failing, _ -> { }).start();
        failing.connection();
        sleep(0.05);
        retrying.stop();
        try (StreamServer once = server();
                Socket client = new Socket(InetAddress.getLoopbackAddress(), once.port())) {
            client.getOutputStream().write('x');
            client.getInputStream().read();
            client.setSoLinger(true, 0);
        }
    }
}
