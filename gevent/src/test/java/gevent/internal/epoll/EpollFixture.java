package gevent.internal.epoll;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests on a connection of the epoll loop, both ends of it on this hub. */
abstract class EpollFixture {
    static final int ROOM = 100;

    EpollTransport transport;
    Endpoint listener;
    Endpoint near;
    Endpoint far;

    @BeforeEach
    final void connect() throws IOException {
        assumeTrue(Transport.get() instanceof EpollTransport);
        transport = (EpollTransport) Transport.get();
        Hub.get();
        listener = transport.newListener();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.listen(50);
        near = connected();
        far = accept();
    }

    final Endpoint connected() throws IOException {
        Endpoint made = transport.newStream();
        if (!made.connect(listener.localAddress())) {
            made.await(IoWatcher.WRITE, null);
            made.finishConnect();
        }
        return made;
    }

    final Endpoint accept() throws IOException {
        Endpoint accepted;
        while ((accepted = listener.accept()) == null) {
            listener.await(IoWatcher.READ, null);
        }
        return accepted;
    }

    @AfterEach
    final void close() throws IOException {
        if (near != null) {
            near.close();
            far.close();
            listener.close();
        }
    }

    static void write(Endpoint to, String text) throws IOException {
        to.writeFully(text.getBytes(), 0, text.length());
    }

    static String readNowait(Endpoint from, int room) throws IOException {
        byte[] bytes = new byte[room];
        int n = from.read(bytes, 0, room);
        return n == Endpoint.WOULD_BLOCK ? "nothing yet" : n == Endpoint.END ? "end" : new String(bytes, 0, n);
    }

    static String read(Endpoint from) throws IOException {
        String text;
        while ((text = readNowait(from, ROOM)).equals("nothing yet")) {
            from.await(IoWatcher.READ, null);
        }
        return text;
    }
}
