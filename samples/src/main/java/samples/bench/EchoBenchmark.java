package samples.bench;

import static gevent.Gevent.spawn;

import gevent.Greenlet;
import gevent.hub.Hub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A byte sent to an echo server and back; both ends read into larger buffers, as programs do. The floor is a selector
 * loop written by hand, with client and server on one thread. The peer is virtual threads on the JDK's scheduler, which
 * may use every core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EchoBenchmark {
    private static final int ROOM = 100;

    private final byte[] one = {1};
    private final byte[] room = new byte[ROOM];

    /** Client and server are greenlets of one hub; only their socket classes are imported from gevent4j. */
    @State(Scope.Thread)
    public static class OnHub {
        private ServerSocket listener;
        private Greenlet<?> server;
        private Socket client;

        /** Connects. */
        @Setup
        public void connect() throws IOException {
            listener = new gevent.monkey.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            server = spawn(() -> echo(listener.accept()));
            client = new gevent.monkey.net.Socket(listener.getInetAddress(), listener.getLocalPort());
            client.setTcpNoDelay(true);
        }

        /** Closes the sockets and the hub. */
        @TearDown
        public void close() throws IOException {
            client.close();
            server.join();
            listener.close();
            Hub.get().close();
        }
    }

    /** Client and server use JDK virtual threads and sockets. */
    @State(Scope.Thread)
    public static class OnVirtualThreads {
        private ServerSocket listener;
        private Socket client;

        /** Connects. */
        @Setup
        public void connect() throws IOException {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(() -> {
                try {
                    echo(listener.accept());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            client.setTcpNoDelay(true);
        }

        /** Closes the sockets. */
        @TearDown
        public void close() throws IOException {
            client.close();
            listener.close();
        }
    }

    /** Client and server are two channels of one selector. */
    @State(Scope.Thread)
    public static class OnSelector {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
        private Selector selector;
        private SocketChannel client;
        private SocketChannel server;

        /** Connects. */
        @Setup
        public void connect() throws IOException {
            selector = Selector.open();
            try (ServerSocketChannel listener = ServerSocketChannel.open()) {
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                client = SocketChannel.open(listener.getLocalAddress());
                server = listener.accept();
            }
            for (SocketChannel channel : new SocketChannel[] {client, server}) {
                channel.socket().setTcpNoDelay(true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
        }

        private void roundTrip() throws IOException {
            client.write(buffer.clear().limit(1));
            for (SocketChannel ready = null; ready != client; ) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    ready = (SocketChannel) key.channel();
                    ready.read(buffer.clear());
                    if (ready == server) {
                        server.write(buffer.flip());
                    }
                }
                selector.selectedKeys().clear();
            }
        }

        /** Closes the channels and the selector. */
        @TearDown
        public void close() throws IOException {
            client.close();
            server.close();
            selector.close();
        }
    }

    private static void echo(Socket socket) throws IOException {
        try (socket) {
            socket.setTcpNoDelay(true);
            byte[] buffer = new byte[ROOM];
            for (int n; (n = socket.getInputStream().read(buffer)) > 0; ) {
                socket.getOutputStream().write(buffer, 0, n);
            }
        }
    }

    private int roundTrip(Socket client) throws IOException {
        client.getOutputStream().write(one);
        return client.getInputStream().read(room);
    }

    /** A round trip by a handwritten selector loop. */
    @Benchmark
    public void floor(OnSelector loop) throws IOException {
        loop.roundTrip();
    }

    /** A round trip by greenlets. */
    @Benchmark
    public int greenlets(OnHub hub) throws IOException {
        return roundTrip(hub.client);
    }

    /** A round trip by greenlets on the JDK's selectors. */
    @Benchmark
    @Fork(value = 2, jvmArgsAppend = "-Dgevent.loop=nio")
    public int greenletsOnNio(OnHub hub) throws IOException {
        return roundTrip(hub.client);
    }

    /** A round trip by JDK virtual threads; the client is the platform thread that measures. */
    @Benchmark
    public int virtualThreads(OnVirtualThreads threads) throws IOException {
        return roundTrip(threads.client);
    }
}
