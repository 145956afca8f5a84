package gevent.io;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.IoWatcher;
import gevent.internal.epoll.EpollTransport;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Unix domain sockets: what is theirs. */
@Tag("io")
@ExtendWith(FreshHub.class)
class UnixEndpointTest {
    private static final int MUCH = 1 << 20;

    @TempDir
    private Path temp;

    private UnixDomainSocketAddress address;
    private Endpoint listener;
    private Endpoint near;
    private Endpoint far;

    @BeforeEach
    void connect() throws IOException {
        address = UnixDomainSocketAddress.of(temp.resolve("söcket"));
        listener = Transport.get().newUnixListener();
        listener.bind(address);
        listener.listen(5);
        near = connected();
        far = accept();
    }

    private Endpoint connected() throws IOException {
        Endpoint made = Transport.get().newUnixStream();
        if (!made.connect(address)) {
            made.await(IoWatcher.WRITE, null);
            made.finishConnect();
        }
        return made;
    }

    private Endpoint accept() throws IOException {
        Endpoint accepted;
        while ((accepted = listener.accept()) == null) {
            listener.await(IoWatcher.READ, null);
        }
        return accepted;
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        listener.close();
    }

    private static byte[] readFully(Endpoint endpoint, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int n = endpoint.read(bytes, at, length - at);
            if (n == Endpoint.WOULD_BLOCK) {
                endpoint.await(IoWatcher.READ, null);
            } else {
                at += n;
            }
        }
        return bytes;
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        byte[] hello = "hello".getBytes();
        near.writeFully(hello, 0, hello.length);

        assertArrayEquals(hello, readFully(far, hello.length));
    }

    @Test
    void muchIsWritten() {
        byte[] much = new byte[MUCH];
        much[MUCH - 1] = 1;
        Greenlet<byte[]> reader = spawn(() -> readFully(far, MUCH));
        spawn(() -> near.writeFully(much, 0, MUCH));

        assertArrayEquals(much, reader.get());
    }

    @Test
    void whoAcceptsLetsOthersRun() throws IOException {
        Greenlet<Endpoint> acceptor = spawn(this::accept);
        sleep();
        assertFalse(acceptor.isReady());
        Endpoint client = connected();

        acceptor.get().close();
        client.close();
    }

    @Test
    void theEndIsTheEnd() throws IOException {
        near.shutdownOutput();
        far.await(IoWatcher.READ, null);

        assertEquals(Endpoint.END, far.read(new byte[1], 0, 1));
    }

    /** Channels of the JDK do not tell, and 0 is what its streams on them say. */
    @Test
    void saysHowMuchIsAvailableIfTheSystemCanBeAsked() throws IOException {
        near.writeFully("hello".getBytes(), 0, 5);

        assertEquals(Transport.get() instanceof EpollTransport ? 5 : 0, far.available());
    }

    @Test
    void itsAddressIsAPath() throws IOException {
        assertEquals(address, listener.localAddress());
        assertEquals(address, near.remoteAddress());
        assertEquals(UnixDomainSocketAddress.of(""), far.remoteAddress());
    }

    @Test
    void aPathThatNobodyListensOnIsRefused() throws IOException {
        listener.close();
        Endpoint late = Transport.get().newUnixStream();

        assertEquals("Connection refused",
                assertThrows(SocketException.class, () -> late.connect(address)).getMessage());
        late.close();
    }

    @Test
    void aPathThatIsTakenIsRefused() throws IOException {
        Endpoint second = Transport.get().newUnixListener();

        assertEquals("Address already in use", assertThrows(SocketException.class, () -> {
            second.bind(address);
            second.listen(1);
        }).getMessage());
        second.close();
    }

    @Test
    void aPathThatIsTooLongIsRefused() throws IOException {
        Endpoint fresh = Transport.get().newUnixStream();

        assertEquals("Unix domain path too long", assertThrows(SocketException.class,
                () -> fresh.connect(UnixDomainSocketAddress.of("x".repeat(120)))).getMessage());
        fresh.close();
    }

    @Test
    void itHasTheOptionsOfItsKind() throws IOException {
        near.setOption(StandardSocketOptions.SO_SNDBUF, 20_000);

        assertEquals(20_000, near.getOption(StandardSocketOptions.SO_SNDBUF));
        assertThrows(UnsupportedOperationException.class, () -> near.getOption(StandardSocketOptions.TCP_NODELAY));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void itTellsWhoIsAtTheOtherEnd() throws IOException {
        try (SocketChannel jdk = SocketChannel.open(address)) {
            UnixDomainPrincipal theJdkSays = jdk.getOption(ExtendedSocketOptions.SO_PEERCRED);

            assertEquals(theJdkSays, near.getOption(ExtendedSocketOptions.SO_PEERCRED));
            assertEquals(theJdkSays.toString(), far.getOption(ExtendedSocketOptions.SO_PEERCRED).toString());
        }
    }
}
