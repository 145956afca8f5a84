package samples.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import greenlet.Generator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * What a hub does, by hand: generators that hand out what they wait for, and a loop around a selector that lets each go
 * on when that is ready. One thread, and no callbacks.
 */
public final class Fetcher {
    private static final int PAGES = 3;

    /** What a page waits for: its channel, and whether to read or to write. */
    private record Wait(SocketChannel channel, int operation) {
    }

    private Fetcher() {
    }

    static Generator<Wait, Void> download(String name, InetSocketAddress server) {
        return Generator.of(y -> {
            try (SocketChannel channel = SocketChannel.open()) {
                channel.configureBlocking(false);
                channel.connect(server);
                y.yield(new Wait(channel, SelectionKey.OP_CONNECT));
                channel.finishConnect();
                channel.write(UTF_8.encode("GET /" + name + " HTTP/1.0\r\n\r\n"));
                String page = y.yieldFrom(readAll(channel));
                System.out.println(page.split("\r\n\r\n")[1]);
            }
        });
    }

    private static Generator<Wait, Void> readAll(SocketChannel channel) {
        return Generator.of(y -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
                y.yield(new Wait(channel, SelectionKey.OP_READ));
            }
            return all.toString(UTF_8);
        });
    }

    /** The loop. */
    private static void run(Selector selector, Generator<Wait, Void> page) throws IOException {
        if (page.hasNext()) {
            Wait wait = page.next();
            wait.channel().register(selector, wait.operation(), page);
        }
    }

    @SuppressWarnings("unchecked")
    private static void turn(Selector selector) throws IOException {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
            run(selector, (Generator<Wait, Void>) key.attachment());
        }
        selector.selectedKeys().clear();
        selector.selectNow();               // forgets the channels that were closed
    }

    /** Runs it, against a server of its own. */
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = ("page of " + exchange.getRequestURI()).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try (Selector selector = Selector.open()) {
            for (int i = 1; i <= PAGES; i++) {
                run(selector, download(Integer.toString(i), server.getAddress()));
            }
            while (!selector.keys().isEmpty()) {
                turn(selector);
            }
        } finally {
            server.stop(0);
        }
    }
}
