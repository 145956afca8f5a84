package gevent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.internal.libc.FailingLibc.Failing;
import gevent.internal.libc.FailingLibc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** System calls on descriptors that fail once. */
@ExtendWith(FreshHub.class)
class FailingDescriptorTest {
    /** How many descriptors a poller has, which a hub makes when it first watches something. */
    private static final int POLLER = 2;
    private static final Duration MOMENT = Duration.ofMillis(1);

    @TempDir
    private Path temp;

    @BeforeEach
    void checkSupported() {
        assumeTrue(Descriptor.areSupported());
        Hub.get();
    }

    private Path file() throws IOException {
        return Files.createFile(temp.resolve("file"));
    }

    private static boolean isOpen(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : List.copyOf(all.toList())) {
                try {
                    if (Files.readSymbolicLink(each).equals(file.toRealPath())) {
                        return true;
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    // Not the file's.
                }
            }
        }
        return false;
    }

    @Test
    void aDescriptorThatCannotBeMadeNonBlockingIsClosed() throws IOException {
        Path file = file();
        try (Failing failing = FailingLibc.next(1, "fcntl", Errno.EPERM)) {
            assertThrows(IOException.class, () -> Descriptor.openAndBlock(file.toString(), IoWatcher.READ));

            assertTrue(failing.isOver());
            assertFalse(isOpen(file));
        }
    }

    @Test
    void anOpenThatIsInterruptedIsTriedAgain() throws IOException {
        try (Failing failing = FailingLibc.next(2, "openat", Errno.EINTR)) {
            Descriptor.openOutput(file().toString(), true).close();

            assertTrue(failing.isOver());
        }
    }

    @Test
    void aDescriptorThatEpollStillKnowsCanBeWatchedAgain() throws IOException {
        Descriptor[] pipe = Descriptor.pipe();
        Descriptor first = Descriptor.borrow(pipe[0].number());
        assertFalse(first.await(IoWatcher.READ, MOMENT));
        try (Failing failing = FailingLibc.next(1, "epoll_ctl", Errno.ENOMEM)) {
            first.close();
            assertTrue(failing.isOver());
        }

        Descriptor second = Descriptor.borrow(pipe[0].number());
        assertFalse(second.await(IoWatcher.READ, MOMENT));
        pipe[1].write(new byte[] {'x'}, 0, 1);
        second.await(IoWatcher.READ, null);

        assertEquals(1, second.read(new byte[1], 0, 1));
        second.close();
        pipe[0].close();
        pipe[1].close();
    }

    @Test
    void aWatchThatEpollCannotForgetIsClosed() throws Exception {
        Descriptor[] pipe = Descriptor.pipe();
        long before = descriptors();
        FdWatch watch = FdWatch.of(pipe[0].number());
        try (IoWatcher watcher = Hub.get().loop().io(watch, IoWatcher.READ)) {
            assertTrue(watch.start(watcher, () -> { }));
        }
        try (AutoCloseable _ = FailingLibc.before("epoll_ctl", () -> {
            throw new StackOverflowError("on purpose");
        })) {
            assertThrows(StackOverflowError.class, watch::close);
        }

        assertEquals(before + POLLER, descriptors());
        pipe[0].close();
        pipe[1].close();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
