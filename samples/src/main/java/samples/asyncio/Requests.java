package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import gevent.monkey.Monkey;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Five requests in three seconds, to a server that takes three seconds for each; clients and server share a thread. */
public final class Requests {
    private Requests() {
    }

    /** Plain JDK code. */
    static String get(String url) throws IOException {
        HttpURLConnection response = (HttpURLConnection) URI.create(url).toURL().openConnection();
        try (InputStream text = response.getInputStream()) {
            return response.getResponseCode() == 200 ? new String(text.readAllBytes(), StandardCharsets.UTF_8) : "";
        }
    }

    static Coroutine<Void> request(String url) {
        return Coroutine.of(() -> {
            System.out.println("Waiting for " + url);
            String response = get(url);
            System.out.println("get response from " + url + " result " + response);
        });
    }

    static void callback(Future<Void> task) {
        System.out.println("Status: " + (task.exception() == null ? 200 : task.exception()));
    }

    /** Runs the sample. */
    public static void main(String[] args) throws IOException {
        Monkey.patchAll();
        long start = System.nanoTime();
        EventLoop loop = Asyncio.getEventLoop();
        try (HelloServer server = new HelloServer(3)) {
            List<Future<Void>> tasks = Stream.generate(() -> Asyncio.ensureFuture(request(server.url()))).limit(5)
                    .toList();
            tasks.getFirst().addDoneCallback(Requests::callback);
            loop.runUntilComplete(() -> Asyncio.wait(tasks));
        }
        System.out.println("Cost time is " + (System.nanoTime() - start) / 1e9);
    }
}
