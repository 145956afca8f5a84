package gevent.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The poller that a hub makes for its first socket. */
@Tag("io")
class LazyPollerTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** The numbers of this process's epoll descriptors. */
    private static Set<Path> epolls() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(LazyPollerTest::isEpoll).collect(Collectors.toSet());
        }
    }

    private static boolean isEpoll(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[eventpoll]");
        } catch (IOException closed) {
            return false;
        }
    }

    /** Has the current thread's hub poll, and returns the descriptors that this took. */
    private static Set<Path> poll() throws IOException {
        Hub.get();
        Set<Path> before = epolls();
        Endpoint listener = Transport.get().newListener();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.listen(1);
        listener.await(IoWatcher.READ, Duration.ofMillis(1));
        listener.close();
        Set<Path> made = epolls();
        made.removeAll(before);
        return made;
    }

    @Test
    void isClosedOnceTheHubOfAThreadThatHasEndedIsCollected() throws Exception {
        assumeTrue(Files.exists(DESCRIPTORS));
        Set<Path> made;
        try (var thread = Executors.newSingleThreadExecutor()) {
            made = thread.submit(LazyPollerTest::poll).get();
        }
        assertFalse(made.isEmpty());

        while (!Collections.disjoint(made, epolls())) {
            System.gc();
            Thread.sleep(1);        // which the limit of the test's time interrupts
        }
    }
}
