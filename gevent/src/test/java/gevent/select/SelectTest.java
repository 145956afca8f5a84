package gevent.select;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.hub.IoWatcher;
import gevent.os.Descriptor;
import gevent.os.FdWatch;
import gevent.os.RawPipe;
import gevent.socket.Sockets;
import java.io.File;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for descriptors of somebody else. */
@ExtendWith(FreshHub.class)
class SelectTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NOT_OPEN = 999_999;

    private RawPipe one;
    private RawPipe two;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Descriptor.areSupported(), "only the epoll loop has descriptors");
        one = new RawPipe();
        two = new RawPipe();
    }

    @AfterEach
    void close() {
        if (one != null) {
            one.close();
            two.close();
        }
    }

    private List<Integer> readable(Duration timeout) throws IOException {
        return Select.select(List.of(one.readEnd, two.readEnd), List.of(), List.of(), timeout).reads();
    }

    // ---- select

    @Test
    void waitsUntilOneIsReady() throws IOException {
        spawn(two::write);

        assertEquals(List.of(two.readEnd), readable(PATIENCE));
    }

    @Test
    void tellsAllThatAreReady() throws IOException {
        one.write();
        two.write();

        assertEquals(List.of(one.readEnd, two.readEnd), readable(null));
    }

    @Test
    void tellsAgainWhatIsStillReady() throws IOException {
        one.write();

        assertEquals(List.of(one.readEnd), readable(PATIENCE));
        assertEquals(List.of(one.readEnd), readable(PATIENCE));
        one.read();
        assertEquals(List.of(), readable(Duration.ZERO));
    }

    @Test
    void zeroLooksOnly() throws IOException {
        assertEquals(List.of(), readable(Duration.ZERO));
        one.write();
        assertEquals(List.of(one.readEnd), readable(Duration.ZERO));
    }

    @Test
    void givesUpWhenTheTimeIsUp() throws IOException {
        assertEquals(List.of(), readable(SOON));
    }

    @Test
    void theEndIsReadable() throws IOException {
        one.closeWriteEnd();

        assertEquals(List.of(one.readEnd), readable(PATIENCE));
    }

    @Test
    void readingAndWritingAreTwoThings() throws IOException {
        Select.Ready ready = Select.select(List.of(one.readEnd), List.of(one.writeEnd), List.of(), PATIENCE);

        assertEquals(new Select.Ready(List.of(), List.of(one.writeEnd), List.of()), ready);
    }

    @Test
    void aFullPipeIsNotWritable() throws IOException {
        one.fill();
        assertEquals(List.of(), Select.select(List.of(), List.of(one.writeEnd), List.of(), SOON).writes());
        Greenlet<Select.Ready> waiting = spawn(
                () -> Select.select(List.of(), List.of(one.writeEnd), List.of(), PATIENCE));
        sleep();
        one.drain();

        assertEquals(List.of(one.writeEnd), waiting.get().writes());
    }

    @Test
    void whatIsNotOpenIsAnError() {
        assertThrows(IOException.class,
                () -> Select.select(List.of(one.readEnd, NOT_OPEN), List.of(), List.of(), Duration.ZERO));
        assertThrows(IOException.class, () -> Select.select(List.of(), List.of(), List.of(NOT_OPEN)));
    }

    @Test
    void leavesThemBlockingAndWithoutAnyTrace() throws IOException {
        readable(Duration.ZERO);
        int before = new File("/proc/self/fd").list().length;
        for (int i = 0; i < 100; i++) {
            readable(Duration.ZERO);
        }

        assertTrue(one.isBlocking());
        assertTrue(new File("/proc/self/fd").list().length < before + 50);
    }

    @Test
    void severalMayWaitForTheSame() throws IOException {
        Greenlet<List<Integer>> first = spawn(() -> readable(PATIENCE));
        Greenlet<List<Integer>> second = spawn(() -> readable(PATIENCE));
        sleep();
        one.write();

        assertEquals(List.of(one.readEnd), first.get());
        assertEquals(List.of(one.readEnd), second.get());
    }

    @Test
    void othersRunEvenIfSomeAreReady() throws IOException {
        boolean[] ran = {false};
        one.write();
        spawn(() -> {
            ran[0] = true;
        });
        readable(Duration.ZERO);

        assertTrue(ran[0]);
    }

    @Test
    void aTimeoutEndsTheWait() {
        assertThrows(Timeout.class, () -> withTimeout(SOON, () -> readable(null)));
    }

    @Test
    void aNegativeTimeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> readable(Duration.ofSeconds(-1)));
    }

    // ---- poll

    @Test
    void aPollTellsWhichAreReadyForWhat() throws IOException {
        Poll poll = new Poll();
        poll.register(one.readEnd, Poll.IN);
        poll.register(one.writeEnd);
        assertEquals(List.of(new Poll.Ready(one.writeEnd, Poll.OUT)), poll.poll(PATIENCE));

        one.write();
        assertEquals(List.of(new Poll.Ready(one.readEnd, Poll.IN), new Poll.Ready(one.writeEnd, Poll.OUT)),
                poll.poll(Duration.ZERO));
    }

    @Test
    void aPollCanBeChanged() throws IOException {
        Poll poll = new Poll();
        poll.register(one.writeEnd, Poll.OUT);
        poll.modify(one.writeEnd, Poll.IN);
        assertEquals(List.of(), poll.poll(Duration.ZERO));
        poll.unregister(one.writeEnd);

        assertThrows(NoSuchElementException.class, () -> poll.modify(one.writeEnd, Poll.IN));
        assertThrows(NoSuchElementException.class, () -> poll.unregister(one.writeEnd));
        assertThrows(IllegalArgumentException.class, () -> poll.register(one.writeEnd, 2));
    }

    @Test
    void aPollTellsWhatIsNotOpen() throws IOException {
        Poll poll = new Poll();
        poll.register(NOT_OPEN);

        assertEquals(List.of(new Poll.Ready(NOT_OPEN, Poll.NVAL)), poll.poll());
    }

    // ---- one descriptor

    @Test
    void aLookTellsWhetherOneIsReady() {
        assertFalse(FdWatch.isReady(one.readEnd, IoWatcher.READ));
        assertTrue(FdWatch.isReady(one.writeEnd, IoWatcher.WRITE));
        one.write();
        assertTrue(FdWatch.isReady(one.readEnd, IoWatcher.READ));
        one.fill();
        assertFalse(FdWatch.isReady(one.writeEnd, IoWatcher.WRITE));
        two.closeWriteEnd();
        assertTrue(FdWatch.isReady(two.readEnd, IoWatcher.READ), "at its end");
        assertTrue(FdWatch.isReady(NOT_OPEN, IoWatcher.READ), "whoever uses it is told");
    }

    @Test
    void waitsForOne() throws IOException {
        spawn(one::write);
        Sockets.waitRead(one.readEnd, PATIENCE);
        Sockets.waitWrite(one.writeEnd, null);
        Sockets.waitReadwrite(one.readEnd, null);
    }

    @Test
    void aWaitForOneThatTakesTooLongIsTold() {
        assertEquals("timed out", assertThrows(SocketTimeoutException.class,
                () -> Sockets.waitRead(one.readEnd, SOON)).getMessage());
    }

    @Test
    void aCancelledWaitIsTold() {
        Greenlet<Void> waiting = spawn(() -> Sockets.waitRead(one.readEnd, null));
        Greenlet<Void> other = spawn(() -> Sockets.waitRead(two.readEnd, null));
        sleep();
        Sockets.cancelWait(one.readEnd);

        assertEquals("File descriptor was closed in another greenlet",
                assertThrows(CompletionException.class, waiting::get).getCause().getMessage());
        assertFalse(other.isReady());
        two.write();
        other.get();
    }

    @Test
    void aFileIsAlwaysReady() throws IOException {
        try (var file = new java.io.RandomAccessFile("/proc/self/status", "r")) {
            int fd = numberOf("/status");
            Sockets.waitRead(fd, PATIENCE);
            assertEquals(List.of(fd), Select.select(List.of(fd), List.of(), List.of(), PATIENCE).reads());
            assertTrue(file.length() >= 0);
        }
    }

    private static int numberOf(String target) throws IOException {
        for (String fd : new File("/proc/self/fd").list()) {
            java.nio.file.Path link = java.nio.file.Path.of("/proc/self/fd", fd);
            if (java.nio.file.Files.exists(link)
                    && java.nio.file.Files.readSymbolicLink(link).toString().endsWith(target)) {
                return Integer.parseInt(fd);
            }
        }
        throw new AssertionError("not open: " + target);
    }
}
