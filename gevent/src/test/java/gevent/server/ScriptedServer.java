package gevent.server;

import static gevent.Gevent.sleep;

import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server with a clock and a socket that the test owns. */
@ExtendWith(FreshHub.class)
abstract class ScriptedServer {
    static final Duration SECOND = Duration.ofSeconds(1);

    final List<Socket> handled = new ArrayList<>();
    VirtualTime time;
    ScriptedListener listener;
    StreamServer server;
    Duration perHandler = Duration.ZERO;
    int running;
    int most;

    @BeforeEach
    final void serve() throws IOException {
        time = VirtualTime.onNewHub();
        listener = new ScriptedListener();
        server = new StreamServer(listener, this::handle);
    }

    @AfterEach
    final void stop() throws IOException {
        server.stop(Duration.ZERO);
        // Those that were killed are told in their turn.
        sleep();
    }

    final void handle(Socket client) {
        handled.add(client);
        most = Math.max(most, ++running);
        try {
            sleep(perHandler);
        } finally {
            running--;
        }
    }

    final void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            listener.connection();
        }
    }
}
