package gevent.stress;

import gevent.hub.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the process holds: descriptors by kind, threads that are not kept for the next work, and open hubs.
 *
 * @param things how many there are of each
 */
record Held(Map<String, Integer> things) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    /** Threads that pools keep idle, or that the JDK makes when it first needs them. */
    private static final String KEPT = "gevent-(files|dns|blocking|pool).*|Thread-.*-unblocker|ForkJoinPool.*"
            + "|VirtualThread-.*|process reaper.*|.*[Cc]leaner.*|.*Poller.*|Keep-Alive.*|Read-Updater|Write-Poller"
            + "|gevent-warning|gevent-close|Attach.*|Signal.*|C\\d Compiler.*|Unblocker.*|.*[Uu]nparker.*";

    static Held now() throws IOException {
        Map<String, Integer> things = new TreeMap<>();
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            all.forEach(open::add);
        }
        for (Path each : open) {
            try {
                String kind = Files.readSymbolicLink(each).toString().replaceAll("\\d+", "N");
                things.merge("descriptor " + kind, kind.contains("/fd") ? 0 : 1, Integer::sum);
            } catch (NoSuchFileException closedMeanwhile) {
                // It was the listing's own, for example.
            }
        }
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (!each.getName().matches(KEPT)) {
                things.merge("thread " + each.getName().replaceAll("\\d+", "N"), 1, Integer::sum);
            }
        }
        things.put("hubs", Hub.all().size());
        return new Held(things);
    }

    /** What there is more of than before. */
    List<String> moreThan(Held before) {
        return things.entrySet().stream()
                .filter(each -> each.getValue() > before.things.getOrDefault(each.getKey(), 0))
                .map(each -> each + " instead of " + before.things.getOrDefault(each.getKey(), 0)).toList();
    }
}
