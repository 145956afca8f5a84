package gevent.fileobject;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import gevent.os.Descriptor;
import gevent.subprocess.Subprocess;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** FIFOs and devices as files. */
@DisabledOnOs(OS.WINDOWS)
@ExtendWith(FreshHub.class)
class FifoTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    private Path temp;
    private String fifo;

    @BeforeEach
    void make() throws IOException {
        fifo = temp.resolve("fifo").toString();
        Subprocess.checkCall("mkfifo", fifo);
    }

    private Greenlet<Integer> reader() {
        Greenlet<Integer> reader = spawn(() -> {
            try (InputStream in = new FileInputStream(fifo)) {
                return in.read();
            }
        });
        sleep(0.001);
        return reader;
    }

    @Test
    void readingOneThatNobodyWritesBlocksOneGreenletOnly() throws IOException {
        Greenlet<Integer> reader = reader();
        Greenlet<String> other = spawn(() -> {
            sleep(0.001);
            return "undisturbed";
        });
        assertEquals("undisturbed", other.get());
        assertFalse(reader.isReady());
        try (OutputStream out = new FileOutputStream(fifo)) {
            out.write(42);
        }

        assertEquals(42, reader.get());
    }

    @Test
    void aWriterThatComesAndGoesIsTheEnd() throws IOException {
        Greenlet<Integer> reader = reader();
        new FileOutputStream(fifo).close();

        assertEquals(-1, reader.get());
    }

    @Test
    void openingItToWriteWaitsForAReader() throws IOException {
        Greenlet<Void> writer = spawn(() -> {
            try (OutputStream out = new FileOutputStream(fifo)) {
                out.write(1);
            }
        });
        sleep(0.001);
        assertFalse(writer.isReady());

        assertEquals(1, reader().get());
        writer.get();
    }

    @Test
    void moreThanAnyPoolOfThreadsMayWaitForOneAnother() throws IOException {
        int n = 40;
        for (int i = 0; i < n; i++) {
            Subprocess.checkCall("mkfifo", fifo + i);
        }
        Greenlet<?>[] all = new Greenlet<?>[n];
        for (int i = 0; i < n; i++) {
            int mine = i;
            all[i] = spawn(() -> {
                try (InputStream in = new FileInputStream(fifo + mine)) {
                    return in.read();
                }
            });
        }
        sleep(0.001);
        for (int i = n - 1; i >= 0; i--) {
            Files.write(Path.of(fifo + i), new byte[] {(byte) i});
            assertEquals(i, all[i].get());
        }
    }

    @Test
    void aTimeoutEndsTheRead() throws IOException {
        assumeTrue(Descriptor.areSupported());
        try (InputStream in = new FileInputStream(fifo)) {
            assertThrows(Timeout.class, () -> withTimeout(SHORT, () -> in.read()));
            try (OutputStream out = new FileOutputStream(fifo)) {
                out.write(5);
            }

            assertEquals(5, in.read());
            assertEquals(-1, in.read());
        }
    }

    @Test
    void aCloseEndsTheRead() throws IOException {
        assumeTrue(Descriptor.areSupported());
        InputStream in = new FileInputStream(fifo);
        Greenlet<IOException> reader = spawn(() -> assertThrows(IOException.class, in::read));
        sleep();
        in.close();

        assertEquals("Stream Closed", reader.get().getMessage());
        assertThrows(IOException.class, in::read);
        assertThrows(IOException.class, in::available);
    }

    @Test
    void theKillOfWhoOpensItToWriteLeavesNothingOpen() throws IOException {
        Greenlet<Void> writer = spawn(() -> new FileOutputStream(fifo).close());
        while (!isBeingOpened()) {
            sleep(0.001);
        }
        writer.kill();

        // The thread opens it when we do, and closes it, as nobody is there to take it.
        assertEquals(-1, reader().get());
    }

    /** Whether a thread of a pool has begun to open a file for writing; nobody takes that from it any more. */
    private static boolean isBeingOpened() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith("gevent-blocking-"))
                .flatMap(each -> Arrays.stream(each.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("openAndBlock")
                        || frame.getClassName().equals("java.io.FileOutputStream"));
    }

    @Test
    void linesComeAsTheyAreWritten() throws IOException {
        Greenlet<String> reader = spawn(() -> {
            try (BufferedReader in = new BufferedReader(new FileReader(fifo))) {
                return in.readLine();
            }
        });
        sleep();
        try (FileWriter out = new FileWriter(fifo)) {
            out.write("line\n");
            out.flush();
            assertEquals("line", reader.get());
        }
    }

    @Test
    void wholeContentsAreRead() {
        Greenlet<String> reader = spawn(() -> Files.readString(Path.of(fifo)));
        Greenlet<Path> writer = spawn(() -> Files.writeString(Path.of(fifo), "text"));

        assertEquals("text", reader.get());
        writer.get();
    }

    @Test
    void aThreadWithoutAHubReadsIt() throws Exception {
        OtherThread other = OtherThread.start(() -> {
            try (InputStream in = new FileInputStream(fifo)) {
                return in.read();
            }
        });
        try (OutputStream out = new FileOutputStream(fifo)) {
            out.write(7);
        }

        assertEquals(7, other.result());
    }

    @Test
    void hasNoPositions() {
        assertEquals(fifo + " (Illegal seek)",
                assertThrows(FileNotFoundException.class, () -> new RandomAccessFile(fifo, "r")).getMessage());
    }

    @Test
    void devicesAreReadAndWritten() throws IOException {
        try (InputStream in = new FileInputStream("/dev/zero")) {
            assertEquals(0, in.read());
        }
        try (InputStream in = new FileInputStream("/dev/null")) {
            assertEquals(-1, in.read());
        }
        try (OutputStream out = new FileOutputStream("/dev/null")) {
            out.write(new byte[10]);
        }
    }

    @Test
    void whatTheLoopWatchesHasNoChannel() throws IOException {
        assumeTrue(Descriptor.areSupported());
        try (FileInputStream in = new FileInputStream("/dev/null");
                FileOutputStream out = new FileOutputStream("/dev/null")) {
            assertThrows(UnsupportedOperationException.class, in::getChannel);
            assertThrows(UnsupportedOperationException.class, out::getChannel);
            assertFalse(in.getFD().valid());
        }
    }
}
