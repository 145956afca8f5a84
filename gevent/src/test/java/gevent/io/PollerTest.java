package gevent.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.Environment;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The poller in use: that it sleeps when it should, and tells what it should. */
@Tag("io")
@ExtendWith(FreshHub.class)
class PollerTest {
    private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Transport transport = Transport.get();
    private final Poller poller = transport.newPoller();
    private final Hub hub = KernelAccess.get().create(Environment.real().withPoller(poller));
    private final List<IoWatcher> told = new ArrayList<>();
    private Endpoint listener;
    private Endpoint client;

    @BeforeEach
    void connect() throws IOException {
        listener = transport.newListener();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.listen(1);
        client = transport.newStream();
        IoWatcher connecting = hub.loop().io(client, IoWatcher.WRITE);
        if (!client.connect(listener.localAddress())) {
            connecting.start(() -> { });
            poller.poll(Poller.FOREVER, told::add);
            connecting.stop();
            client.finishConnect();
        }
        told.clear();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        listener.close();
        hub.close();
    }

    @Test
    void aConnectedSocketThatNobodyWatchesLetsItSleep() {
        assertSleeps();
    }

    @Test
    void aWritableSocketThatNobodyWatchesAnyMoreLetsItSleep() {
        IoWatcher writable = hub.loop().io(client, IoWatcher.WRITE);
        writable.start(() -> { });
        poller.poll(Poller.FOREVER, told::add);
        assertEquals(List.of(writable), told);
        writable.stop();
        // The first time it finds out that nobody cares.
        poller.poll(A_WHILE, told::add);
        assertSleeps();
    }

    @Test
    void aReaderAloneIsNotToldThatItCanWrite() {
        IoWatcher readable = hub.loop().io(client, IoWatcher.READ);
        IoWatcher writable = hub.loop().io(client, IoWatcher.WRITE);
        readable.start(() -> { });
        writable.start(() -> { });
        poller.poll(Poller.FOREVER, told::add);
        assertEquals(List.of(writable), told);
    }

    private void assertSleeps() {
        long start = System.nanoTime();
        poller.poll(A_WHILE, told::add);
        assertTrue(System.nanoTime() - start >= A_WHILE / 2, "the poll returned at once");
    }
}
