package gevent.io;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Environment;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.OtherThread;
import gevent.hub.Poller;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import gevent.internal.KernelAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for a socket: what ends it, and that what ends it leaves the connection as it is. */
@Tag("io")
@ExtendWith(FreshHub.class)
class EndpointTest {
    private Endpoint listener;
    private Endpoint near;
    private Endpoint far;

    @BeforeEach
    void connect() throws IOException {
        listener = Transport.get().newListener();
        listener.bind(new InetSocketAddress("localhost", 0));
        listener.listen(1);
        near = Transport.get().newStream();
        if (!near.connect(listener.localAddress())) {
            near.await(IoWatcher.WRITE, null);
            near.finishConnect();
        }
        while ((far = listener.accept()) == null) {
            listener.await(IoWatcher.READ, null);
        }
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        listener.close();
    }

    private static int read(Endpoint endpoint) throws IOException {
        byte[] one = new byte[1];
        int n;
        while ((n = endpoint.read(one, 0, 1)) == Endpoint.WOULD_BLOCK) {
            endpoint.await(IoWatcher.READ, null);
        }
        return n == Endpoint.END ? Endpoint.END : one[0];
    }

    private static void write(Endpoint endpoint, int data) throws IOException {
        assertEquals(1, endpoint.write(new byte[] {(byte) data}, 0, 1));
    }

    @Test
    void aReaderIsWokenByWhatIsWritten() {
        Greenlet<Integer> reader = spawn(() -> read(near));
        sleep();
        assertTrue(reader.isStarted());
        spawn(() -> write(far, 42));

        assertEquals(42, reader.get());
    }

    @Test
    void aReaderIsWokenByTheEnd() throws IOException {
        Greenlet<Integer> reader = spawn(() -> read(near));
        sleep();
        far.close();

        assertEquals(Endpoint.END, reader.get());
    }

    @Test
    void othersRunWhileOneReads() {
        Greenlet<Integer> reader = spawn(() -> read(near));
        Greenlet<String> other = spawn(() -> {
            sleep(0.001);
            return "ran";
        });

        assertEquals("ran", other.get());
        reader.kill();
    }

    @Test
    void aLimitEndsTheWait() throws IOException {
        assertFalse(near.await(IoWatcher.READ, Duration.ofMillis(1)));
        assertTrue(near.await(IoWatcher.WRITE, Duration.ofHours(1)));
    }

    @Test
    void closingEndsTheWaitWithASocketException() throws IOException {
        Reported.here();
        Greenlet<Integer> reader = spawn(() -> read(near));
        sleep();
        near.close();

        Throwable cause = assertThrows(CompletionException.class, reader::get).getCause();
        assertEquals("Socket closed", cause.getMessage());
        assertEquals(SocketException.class, cause.getClass());
    }

    @Test
    void closingFromAnotherThreadEndsTheWaitToo() throws Exception {
        Reported.here();
        Greenlet<Integer> reader = spawn(() -> read(near));
        sleep();
        OtherThread.run(() -> {
            near.close();
            return null;
        });

        assertThrows(CompletionException.class, reader::get);
    }

    @Test
    void waitingOnAClosedOneFails() throws IOException {
        near.close();

        assertThrows(SocketException.class, () -> near.await(IoWatcher.READ, null));
    }

    @Test
    void aKilledReaderLeavesTheConnectionUsable() throws IOException {
        Greenlet<Integer> reader = spawn(() -> read(near));
        sleep();
        reader.kill();
        write(far, 42);

        assertEquals(42, spawn(() -> read(near)).get());
    }

    @Test
    void aTimeoutLeavesTheConnectionUsable() throws IOException {
        Greenlet<Integer> reader = spawn(() -> {
            Timeout timeout = Timeout.start(Duration.ofMillis(1));
            assertSame(timeout, assertThrows(Timeout.class, () -> read(near)));
            write(far, 42);
            return read(near);
        });

        assertEquals(42, reader.get());
    }

    @Test
    void aReaderAndAWriterMayWaitAtOnce() {
        Greenlet<Integer> reader = spawn(() -> read(near));
        Greenlet<Boolean> writer = spawn(() -> near.await(IoWatcher.WRITE, null));

        assertTrue(writer.get());
        assertFalse(reader.isDead());
        reader.kill();
    }

    @Test
    void twoMayWaitForTheSame() {
        Greenlet<Boolean> a = spawn(() -> near.await(IoWatcher.READ, null));
        Greenlet<Boolean> b = spawn(() -> near.await(IoWatcher.READ, null));
        sleep();
        spawn(() -> write(far, 42));

        assertTrue(a.get());
        assertTrue(b.get());
    }

    @Test
    void aThreadWithoutAHubMayWait() throws Exception {
        OtherThread platform = OtherThread.start(() -> {
            int data = read(near);
            assertEquals(null, Hub.getIfExists());
            return data;
        });
        OtherThread.awaitState(platform.thread(), Thread.State.WAITING);
        write(far, 42);
        assertEquals(42, platform.result());

        OtherThread virtual = OtherThread.startVirtual(() -> read(near));
        write(far, 43);
        assertEquals(43, virtual.result());
    }

    @Test
    void aPollerThatCannotWatchIsAnExceptionAndNoBusyWait() throws Exception {
        Poller full = new VirtualTime() {
            @Override
            public void add(IoWatcher watcher) {
                throw new UncheckedIOException(new IOException("Too many open files"));
            }
        };

        OtherThread.run(() -> {
            KernelAccess.get().create(Environment.real().withPoller(full));
            SocketException e = assertThrows(SocketException.class, () -> near.await(IoWatcher.READ, null));
            assertEquals("Too many open files", e.getMessage());
            return null;
        });
    }

    @Test
    void whatWasResetBeforeAnybodyTookItIsAccepted() throws IOException {
        Endpoint client = Transport.get().newStream();
        if (!client.connect(listener.localAddress())) {
            client.await(IoWatcher.WRITE, null);
            client.finishConnect();
        }
        SocketAddress sender = client.localAddress();
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
        Endpoint accepted;
        while ((accepted = listener.accept()) == null) {
            listener.await(IoWatcher.READ, null);
        }

        assertEquals(sender, accepted.remoteAddress());
        accepted.close();
    }

    @Test
    void aLingeringCloseStopsNobody() throws IOException {
        byte[] much = new byte[1 << 16];
        near.setOption(StandardSocketOptions.SO_LINGER, 20);
        while (near.write(much, 0, much.length) > 0) { }
        long start = System.nanoTime();
        near.close();

        assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos(), "the close waited");
        int n;
        while ((n = far.read(much, 0, much.length)) != Endpoint.END) {
            if (n == Endpoint.WOULD_BLOCK) {
                far.await(IoWatcher.READ, null);
            }
        }
    }

    @Test
    void nothingIsReadAndWritten() throws IOException {
        write(far, 1);
        near.await(IoWatcher.READ, null);

        near.writeFully(new byte[0], 0, 0);
        assertEquals(1, near.available());
    }

    @Test
    void anyAddressIsReachedByBothProtocols() throws IOException {
        Endpoint everywhere = Transport.get().newListener();
        everywhere.bind(new InetSocketAddress(0));
        everywhere.listen(5);
        int port = ((InetSocketAddress) everywhere.localAddress()).getPort();
        for (String loopback : new String[] {"127.0.0.1", "::1"}) {
            Endpoint client = Transport.get().newStream();
            if (!client.connect(new InetSocketAddress(loopback, port))) {
                client.await(IoWatcher.WRITE, null);
                client.finishConnect();
            }
            Endpoint accepted;
            while ((accepted = everywhere.accept()) == null) {
                everywhere.await(IoWatcher.READ, null);
            }
            assertEquals(client.localAddress(), accepted.remoteAddress());
            assertEquals(InetAddress.getByName(loopback), ((InetSocketAddress) accepted.remoteAddress()).getAddress());
            client.close();
            accepted.close();
        }
        everywhere.close();
    }
}
