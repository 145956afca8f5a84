package samples.asyncio;

import static java.nio.charset.StandardCharsets.UTF_8;

import gevent.Gevent;
import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import gevent.hub.Hub;
import gevent.monkey.Monkey;
import gevent.pool.HubPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** A hundred requests on all cores: one hub per core, and the results in the order of the URLs. */
public final class Cores {
    private static final int URLS = 100;

    private final Set<Hub> hubs = ConcurrentHashMap.newKeySet();

    private Cores() {
    }

    /** Runs on any of the hubs. */
    private String get(String url) throws IOException {
        hubs.add(Gevent.getHub());
        try (InputStream text = URI.create(url).toURL().openStream()) {
            return new String(text.readAllBytes(), UTF_8);
        }
    }

    private Coroutine<List<String>> request(String url) {
        return Coroutine.of(() -> {
            List<String> urls = IntStream.range(0, URLS).mapToObj(i -> url + i).toList();
            try (HubPool pool = new HubPool()) {
                return pool.map(this::get, urls);
            }
        });
    }

    /** Runs the sample against a built-in server on main's hub, which takes a second per request. */
    public static void main(String[] args) throws IOException {
        Monkey.patchAll();
        Cores cores = new Cores();
        long start = System.nanoTime();
        EventLoop loop = Asyncio.getEventLoop();
        try (HelloServer server = new HelloServer(1)) {
            Future<List<String>> task = Asyncio.ensureFuture(cores.request(server.url()));
            loop.runUntilComplete(task).forEach(System.out::println);
        }
        System.out.println("Hubs: " + cores.hubs.size());
        System.out.println("Cost time: " + (System.nanoTime() - start) / 1e9);
    }
}
