package samples.download;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;

import gevent.monkey.Monkey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Three concurrent downloads with plain {@code URL.openStream()}. */
public final class Urls {
    private Urls() {
    }

    private static void download(String url) throws IOException {
        System.out.println("GET: " + url);
        try (InputStream page = URI.create(url).toURL().openStream()) {
            byte[] data = page.readAllBytes();
            System.out.println(data.length + " bytes received from " + url + ".");
        }
    }

    /** Runs the sample against a built-in server that takes a second per request. */
    public static void main(String[] args) throws IOException {
        Monkey.patchAll();
        try (SlowServer server = new SlowServer(Duration.ofSeconds(1))) {
            List<String> urls = server.urls(3, 10_000, 100_000);
            joinall(
                    spawn(Urls::download, urls.get(0)),
                    spawn(Urls::download, urls.get(1)),
                    spawn(Urls::download, urls.get(2)));
        }
    }
}
