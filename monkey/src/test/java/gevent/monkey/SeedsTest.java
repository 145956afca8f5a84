package gevent.monkey;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The examples of the documents that gevent's monkey patching comes from. */
class SeedsTest {

    /** E7, in hundredths of a second: two workers that sleep by the JDK's own means. */
    static final class Workers {
        private static final Random RANDOM = new Random();

        static void main() {
            Monkey.patchAll();
            joinall(spawn(Workers::work, "work1"), spawn(Workers::work, "work2"));
        }

        private static void work(String name) throws InterruptedException {
            for (int i = 0; i < 10; i++) {
                System.out.println(name + " " + i);
                Thread.sleep(1 + RANDOM.nextInt(10));
            }
        }
    }

    @Test
    void twoWorkersThatSleepTakeTurns() throws Exception {
        List<String> lines = ChildJvm.linesOf(Workers.class);

        assertEquals(List.of("work1 0", "work2 0"), lines.subList(0, 2));
        assertNotEquals("work1 9", lines.get(lines.indexOf("work2 0") - 1));
        for (String name : List.of("work1", "work2")) {
            assertEquals(IntStream.range(0, 10).mapToObj(i -> name + " " + i).toList(),
                    lines.stream().filter(line -> line.startsWith(name)).toList());
        }
    }

    /** E8: three downloads at once, from a server on the same hub in place of the internet. */
    static final class Downloads {
        static void main() throws IOException {
            Monkey.patchAll();
            try (SmallHttpServer server = new SmallHttpServer()) {
                long start = System.nanoTime();
                joinall(spawn(Downloads::download, server.url(0.6, 300_000)),
                        spawn(Downloads::download, server.url(0.2, 20_000)),
                        spawn(Downloads::download, server.url(0.4, 1_000)));
                System.out.println((System.nanoTime() - start) / 1_000_000);
            }
        }

        private static void download(URL url) throws IOException {
            System.out.println("GET: " + url.getPath());
            try (InputStream response = url.openStream()) {
                byte[] data = response.readAllBytes();
                System.out.println(data.length + " bytes received from " + url.getPath() + ".");
            }
        }
    }

    @Test
    void downloadsRunAtOnce() throws Exception {
        List<String> lines = ChildJvm.linesOf(Downloads.class);

        assertEquals(List.of("GET: /0.6/300000", "GET: /0.2/20000", "GET: /0.4/1000",
                "20000 bytes received from /0.2/20000.",
                "1000 bytes received from /0.4/1000.",
                "300000 bytes received from /0.6/300000."), lines.subList(0, 6));
        long millis = Long.parseLong(lines.getLast());
        assertTrue(millis >= 600 && millis < 1_200, () -> "the slowest takes 600 ms, all together took " + millis);
    }
}
