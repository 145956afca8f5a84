package gevent.os;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file descriptor that greenlets wait for: a pipe, a FIFO. */
@ExtendWith(FreshHub.class)
class DescriptorTest {
    /** More than a pipe holds. */
    private static final int MUCH = 1 << 20;

    @TempDir
    private Path temp;

    private Descriptor out;
    private Descriptor in;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Descriptor.areSupported());
        Descriptor[] pipe = Descriptor.pipe();
        in = pipe[0];
        out = pipe[1];
    }

    @AfterEach
    void close() throws IOException {
        if (in != null) {
            in.close();
            out.close();
        }
    }

    private static int read(Descriptor from) throws IOException {
        byte[] one = new byte[1];
        int n = from.read(one, 0, 1);
        return n == Descriptor.END ? n : one[0];
    }

    private static void write(Descriptor to, int data) throws IOException {
        to.write(new byte[] {(byte) data}, 0, 1);
    }

    @Test
    void whoReadsLetsOthersRun() throws IOException {
        Greenlet<Integer> reader = spawn(() -> read(in));
        sleep();
        assertFalse(reader.isReady());
        write(out, 42);

        assertEquals(42, reader.get());
    }

    @Test
    void whoWritesMuchLetsOthersRun() {
        byte[] much = new byte[MUCH];
        Arrays.fill(much, (byte) 7);
        Greenlet<Void> writer = spawn(() -> out.write(much, 0, MUCH));
        byte[] got = new byte[MUCH];
        Greenlet<Void> reader = spawn(() -> {
            for (int at = 0; at < MUCH; ) {
                at += in.read(got, at, MUCH - at);
            }
        });
        reader.get();

        assertTrue(writer.isReady());
        assertArrayEquals(much, got);
    }

    @Test
    void theWritersEndIsTheEnd() throws IOException {
        Greenlet<Integer> reader = spawn(() -> read(in));
        sleep();
        out.close();

        assertEquals(Descriptor.END, reader.get());
    }

    @Test
    void theReadersEndBreaksThePipe() throws IOException {
        in.close();

        assertEquals("Broken pipe", assertThrows(IOException.class, () -> write(out, 1)).getMessage());
    }

    @Test
    void nothingYetIsSaid() throws IOException {
        assertEquals(Descriptor.WOULD_BLOCK, in.readNowait(new byte[1], 0, 1));
    }

    @Test
    void nothingIsReadAndWritten() throws IOException {
        assertEquals(0, in.read(new byte[0], 0, 0));
        out.write(new byte[0], 0, 0);

        assertEquals(0, in.available());
    }

    @Test
    void saysHowMuchIsAvailable() throws IOException {
        out.write(new byte[5], 0, 5);
        read(in);

        assertEquals(4, in.available());
    }

    @Test
    void aCloseEndsTheWait() throws IOException {
        Reported.here();
        Greenlet<Integer> reader = spawn(() -> read(in));
        sleep();
        in.close();

        assertEquals("Stream Closed", assertThrows(CompletionException.class, reader::get).getCause().getMessage());
    }

    @Test
    void aCloseFromAnotherThreadEndsTheWait() throws Exception {
        Thread self = Thread.currentThread();
        Hub.get();
        OtherThread closer = OtherThread.start(() -> {
            OtherThread.awaitState(self, Thread.State.RUNNABLE);
            in.close();
            return null;
        });

        assertEquals("Stream Closed", assertThrows(IOException.class, () -> read(in)).getMessage());
        closer.result();
    }

    @Test
    void nothingIsDoneWithAClosedOne() throws IOException {
        in.close();
        out.close();

        assertThrows(IOException.class, () -> read(in));
        assertThrows(IOException.class, () -> write(out, 1));
        assertThrows(IOException.class, in::available);
        assertThrows(IOException.class, () -> in.await(IoWatcher.READ, null));
    }

    @Test
    void aKilledReaderLeavesItUsable() throws IOException {
        Greenlet<Integer> reader = spawn(() -> read(in));
        sleep();
        reader.kill();
        write(out, 42);

        assertEquals(42, read(in));
    }

    @Test
    void aThreadWithoutAHubMayRead() throws Exception {
        OtherThread platform = OtherThread.start(() -> read(in));
        OtherThread.awaitState(platform.thread(), Thread.State.WAITING);
        write(out, 42);

        assertEquals(42, platform.result());
    }

    // ---- what was ready before anybody waited

    @Test
    void whatIsReadyEndsAWaitAtOnceWhoeverWaitedBefore() throws IOException {
        assertTrue(out.await(IoWatcher.WRITE, null));
        assertTrue(out.await(IoWatcher.WRITE, null));
        write(out, 1);
        assertTrue(in.await(IoWatcher.READ, null));
        assertTrue(in.await(IoWatcher.READ, null));

        assertEquals(1, read(in));
        assertFalse(in.await(IoWatcher.READ, Duration.ofMillis(1)));
    }

    @Test
    void anEventThatNobodyWaitedForIsNotLost() throws IOException {
        assertFalse(in.await(IoWatcher.READ, Duration.ofMillis(1)));
        write(out, 1);
        // The loop is told, and nobody there cares.
        sleep(0.001);

        assertTrue(in.await(IoWatcher.READ, null));
    }

    @Test
    void oneOfTwoHubsThatWaitReads() throws Exception {
        OtherThread other = OtherThread.start(() -> {
            Hub.get();
            return read(in);
        });
        write(out, 42);
        assertEquals(42, other.result());
        write(out, 43);

        assertEquals(43, read(in));
    }

    // ---- which there are

    @Test
    void opensAFifo() throws Exception {
        Path fifo = temp.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        Descriptor reading = Descriptor.open(fifo.toString(), IoWatcher.READ);
        Descriptor writing = Descriptor.open(fifo.toString(), IoWatcher.WRITE);
        Greenlet<Integer> reader = spawn(() -> read(reading));
        sleep();
        write(writing, 42);

        assertEquals(42, reader.get());
        reading.close();
        writing.close();
    }

    @Test
    void opensWhatIsOpenAnew() throws IOException {
        Descriptor again = Descriptor.open("/proc/self/fd/" + in.number(), IoWatcher.READ);
        Greenlet<Integer> reader = spawn(() -> read(again));
        sleep();
        write(out, 42);

        assertEquals(42, reader.get());
        again.close();
    }

    @Test
    void saysWhatCannotBeOpened() {
        String path = temp.resolve("nothing").toString();

        assertEquals(path + " (No such file or directory)",
                assertThrows(IOException.class, () -> Descriptor.open(path, IoWatcher.READ)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Descriptor.open(path, 0));
    }

    @Test
    void aPathWithAZeroByteIsNotCutThere() {
        assertEquals("Invalid file path", assertThrows(IOException.class,
                () -> Descriptor.open("/dev/null\0.txt", IoWatcher.READ)).getMessage());
    }

    @Test
    void aNumberThatIsNoDescriptorIsRefused() {
        assertEquals("Bad file descriptor",
                assertThrows(IOException.class, () -> Descriptor.of(1_000_000)).getMessage());
    }

    @Test
    void aFileCannotBeWaitedFor() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "text");
        Descriptor descriptor = Descriptor.open(file.toString(), IoWatcher.READ);
        assertEquals("Operation not permitted",
                assertThrows(IOException.class, () -> descriptor.await(IoWatcher.READ, null)).getMessage());
        descriptor.close();
    }

    @Test
    void aBorrowedOneStaysOpen() throws IOException {
        Descriptor borrowed = Descriptor.borrow(in.number());
        assertFalse(borrowed.await(IoWatcher.READ, Duration.ofMillis(1)));
        borrowed.close();
        write(out, 42);

        assertEquals(42, read(in));
    }
}
