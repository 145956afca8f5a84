package samples.download;

import static gevent.Gevent.getHub;
import static gevent.Gevent.joinall;
import static gevent.Gevent.killall;
import static gevent.Gevent.spawn;

import gevent.Greenlet;
import gevent.Timeout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One run of the downloader: several greenlets take URLs from one queue until it is empty. */
final class Session {
    private final ArrayDeque<String> queue;     // this class runs on one thread, hence without locks
    private final Directory directory;
    private final Duration timeout;             // null for none
    private final Progress progress;
    private final long start = System.nanoTime();
    private final Set<Thread> threads = new HashSet<>();
    private int files;
    private long bytes;
    private int failures;
    private int greenlets = 1;                  // main

    Session(List<String> urls, Directory directory, Duration timeout, Progress progress) {
        this.queue = new ArrayDeque<>(urls);
        this.directory = directory;
        this.timeout = timeout;
        this.progress = progress;
    }

    void run(int atOnce) {
        List<Greenlet<?>> workers = new ArrayList<>(atOnce);
        try {
            for (int i = 0; i < atOnce; i++) {
                workers.add(spawn(this::work));
            }
            joinall(workers, true);
        } finally {
            killall(workers);
        }
    }

    private void work() {
        greenlets++;
        threads.add(getHub().mainStrand().thread());
        for (String url; (url = queue.poll()) != null; ) {
            download(url);
        }
    }

    private void download(String url) {
        progress.line("GET: " + url);
        Timeout limit = Timeout.start(timeout);
        try (limit) {
            long received = Fetch.fetch(url, directory.fileOf(url));
            files++;
            bytes += received;
            progress.line(received + " bytes received from " + url + ".");
            progress.step();
        } catch (IOException | RuntimeException e) {
            failed(url, reason(e));
        } catch (Timeout expired) {
            if (expired != limit) {
                throw expired;
            }
            failed(url, "not complete after " + limit.getMessage());
        }
    }

    private void failed(String url, String reason) {
        failures++;
        progress.failure("FAILED: " + url + ": " + reason);
    }

    private static String reason(Exception e) {
        return switch (e) {
            case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
            case MalformedURLException malformed -> "bad URL: " + malformed.getMessage();
            case IllegalArgumentException malformed -> "bad URL: " + malformed.getMessage();
            case FileNotFoundException missing -> "not found: " + missing.getMessage();
            case FileSystemException disk -> disk.getFile() + ": "
                    + (disk.getReason() != null ? disk.getReason() : disk.getClass().getSimpleName());
            default -> e.getMessage() != null ? e.getMessage() : e.toString();
        };
    }

    int failures() {
        return failures;
    }

    /** The last line of output; {@code server} is a server that ran on the same thread, or null. */
    String summary(SlowServer server) {
        double seconds = (System.nanoTime() - start) / 1e9;
        int all = greenlets + (server == null ? 0 : server.greenlets());
        return "%s, %,d bytes, %.2f seconds, %s, %s%s".formatted(count(files, "file"), bytes, seconds,
                count(all, "greenlet"), count(threads.size(), "thread"),
                failures == 0 ? "" : "; " + count(failures, "file") + " failed");
    }

    private static String count(int n, String noun) {
        return "%,d %s%s".formatted(n, noun, n == 1 ? "" : "s");
    }
}
