package samples.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import gevent.event.Event;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.io.Endpoint;
import gevent.io.Transport;
import gevent.server.StreamServer;
import greenlet.Generator;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * What a hub does, written by hand: generators that yield what they wait for, sockets that never block, and watchers
 * that resume each generator when its socket is ready. No threads, and no greenlets except the server's.
 */
public final class Fetcher {
    private static final int PAGES = 3;

    private final Event done = new Event();
    private int left = PAGES;

    /** What a page waits for: a socket, and whether to read or to write. */
    private record Wait(Endpoint socket, int events) {
    }

    private Fetcher() {
    }

    static Generator<Wait, Void> download(String name, SocketAddress server) {
        return Generator.of(y -> {
            Endpoint client = Transport.here().newStream();
            try {
                if (!client.connect(server)) {
                    y.yield(new Wait(client, IoWatcher.WRITE));
                    client.finishConnect();
                }
                byte[] request = ("GET /" + name + " HTTP/1.0\r\n\r\n").getBytes(UTF_8);
                client.write(request, 0, request.length);
                String data = y.yieldFrom(readAll(client));
                System.out.println(data.split("\r\n\r\n")[1]);
            } finally {
                client.close();
            }
        });
    }

    private static Generator<Wait, Void> readAll(Endpoint client) {
        return Generator.of(y -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            for (int n; (n = client.read(buffer, 0, buffer.length)) != Endpoint.END; ) {
                if (n == Endpoint.WOULD_BLOCK) {
                    y.yield(new Wait(client, IoWatcher.READ));
                } else {
                    all.write(buffer, 0, n);
                }
            }
            return all.toString(UTF_8);
        });
    }

    /** Runs a page until it waits, and again each time its wait is over. */
    private void run(Generator<Wait, Void> page) {
        if (page.hasNext()) {
            Wait wait = page.next();
            IoWatcher watcher = Hub.get().loop().io(wait.socket(), wait.events());
            watcher.start(() -> {
                watcher.stop();
                run(page);
            });
        } else if (--left == 0) {
            done.set();
        }
    }

    private static void serve(Socket client) throws IOException {
        BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
        String path = request.readLine().split(" ")[1];
        while (!request.readLine().isEmpty()) { }
        client.getOutputStream().write(("HTTP/1.0 200 OK\r\n\r\npage of " + path).getBytes(UTF_8));
    }

    /** Runs the sample against a built-in server on the same hub. */
    public static void main(String[] args) throws IOException {
        try (StreamServer server = new StreamServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Fetcher::serve)) {
            server.start();
            Fetcher fetcher = new Fetcher();
            for (int i = 1; i <= PAGES; i++) {
                fetcher.run(download(Integer.toString(i), server.address()));
            }
            fetcher.done.await();
        }
    }
}
