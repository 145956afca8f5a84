package gevent.server;

import static gevent.Gevent.sleep;
import static gevent.Gevent.withTimeout;

import gevent.Action1;
import gevent.hub.FreshHub;
import gevent.socket.Socket;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of servers, whose clients are on the same hub or in a JVM of their own. */
@Tag("io")
@ExtendWith(FreshHub.class)
abstract class ServerFixture {
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    final void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        // A thread may be about to tell the hub that it is done.
        Pools.blocking().join();
    }

    final <T extends AutoCloseable> T closedLater(T one) {
        opened.add(one);
        return one;
    }

    final StreamServer serving(Action1<? super java.net.Socket> handler) throws IOException {
        return closedLater(new StreamServer(new InetSocketAddress(LOOPBACK, 0), handler)).start();
    }

    final Socket connected(int port) throws IOException {
        return closedLater(new Socket(LOOPBACK, port));
    }

    static void echo(java.net.Socket client) throws IOException {
        client.getInputStream().transferTo(client.getOutputStream());
    }

    static int ask(Socket client, int b) throws IOException {
        client.getOutputStream().write(b);
        return client.getInputStream().read();
    }

    static void awaitHandling(StreamServer server, int count) {
        awaitThat(() -> server.handling() == count);
    }

    static void awaitThat(BooleanSupplier condition) {
        withTimeout(PATIENCE, () -> {
            while (!condition.getAsBoolean()) {
                sleep(Duration.ofMillis(1));
            }
            return null;
        });
    }

    /** On a thread, while the greenlets of this one run. */
    static <V> V elsewhere(Callable<V> blocking) {
        return withTimeout(PATIENCE, () -> Pools.blocking().apply(blocking));
    }
}
