package gevent.fileobject;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.fileobject.SlowDisks.whileDisksAreSlow;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.threadpool.Pools;
import greenlet.GreenletExit;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Regular files. */
@ExtendWith(FreshHub.class)
class FileTest {
    @TempDir
    private Path temp;

    private File file() {
        return temp.resolve("file").toFile();
    }

    private File file(String content) throws IOException {
        java.nio.file.Files.writeString(file().toPath(), content);
        return file();
    }

    private String content() throws IOException {
        return java.nio.file.Files.readString(file().toPath());
    }

    // ---- streams

    @Test
    void whoOpensAndReadsOneLetsOthersRun() throws IOException {
        File file = file("text");

        assertEquals((int) 't', whileDisksAreSlow(() -> {
            try (InputStream in = new FileInputStream(file)) {
                return in.read();
            }
        }));
        try (InputStream in = new FileInputStream(file)) {
            assertEquals("text", new String(whileDisksAreSlow(() -> in.readNBytes(4)), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void readsInAllWays() throws IOException {
        try (InputStream in = new FileInputStream(file("0123456789abcdef").getPath())) {
            assertEquals('0', in.read());
            byte[] two = new byte[2];
            assertEquals(2, in.read(two));
            assertArrayEquals(new byte[] {'1', '2'}, two);
            byte[] four = new byte[4];
            assertEquals(2, in.read(four, 1, 2));
            assertArrayEquals(new byte[] {0, '3', '4', 0}, four);
            assertEquals(2, in.skip(2));
            assertEquals(9, in.available());
            assertArrayEquals(new byte[] {'7', '8'}, in.readNBytes(2));
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            assertEquals(7, in.transferTo(rest));
            assertEquals("9abcdef", rest.toString(StandardCharsets.US_ASCII));
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(two));
            assertEquals(0, in.readAllBytes().length);
        }
    }

    @Test
    void writesInAllWays() throws IOException {
        try (OutputStream out = new FileOutputStream(file("longer than that"))) {
            out.write('0');
            out.write(new byte[] {'1', '2'});
            out.write(new byte[] {'x', '3', 'x'}, 1, 1);
        }
        assertEquals("0123", content());
        try (OutputStream out = new FileOutputStream(file().getPath(), true)) {
            out.write('4');
        }
        assertEquals("01234", content());
    }

    @Test
    void whoWritesOneLetsOthersRun() throws IOException {
        try (OutputStream out = new FileOutputStream(file())) {
            whileDisksAreSlow(() -> {
                out.write(new byte[] {'a', 'b'});
                return null;
            });
        }
        assertEquals("ab", content());
    }

    @Test
    void aKillEndsNoWriteAndIsThrownAtTheNextOtherWait() throws IOException {
        try (OutputStream out = new FileOutputStream(file())) {
            CountDownLatch fast = new CountDownLatch(1);
            for (int i = 0; i < Pools.files().maxsize(); i++) {
                Pools.files().spawn(() -> fast.await());
            }
            Greenlet<Void> killed = spawn(() -> {
                out.write('1');
                out.write('2');
                sleep(Duration.ofMinutes(10));
            });
            sleep();
            killed.kill(new GreenletExit(), false, null);
            Greenlet<Void> next = spawn(() -> out.write('3'));
            sleep();
            assertFalse(killed.isReady());
            fast.countDown();
            next.get();
            killed.join();
            assertTrue(killed.isSuccessful());
        }
        assertEquals("123", content().chars().sorted().mapToObj(Character::toString).collect(joining()));
    }

    @Test
    void saysWhatTheJdkSaysOfWhatCannotBeOpened() {
        String none = temp.resolve("none").toString();
        for (var opening : List.<Callable<?>>of(() -> new FileInputStream(none),
                () -> new FileOutputStream(temp.toFile()), () -> new RandomAccessFile(none, "r"),
                () -> new FileReader(none))) {
            String message = assertThrows(FileNotFoundException.class, opening::call).getMessage();
            assertTrue(message.equals(none + " (No such file or directory)")
                    || message.equals(temp + " (Is a directory)"), message);
        }
        assertThrows(NullPointerException.class, () -> new FileInputStream((File) null));
        assertThrows(FileNotFoundException.class, () -> new FileInputStream("a\0b"));
        assertThrows(IllegalArgumentException.class, () -> new RandomAccessFile(none, "x"));
    }

    @Test
    void aClosedOneIsNotUsed() throws IOException {
        FileInputStream in = new FileInputStream(file("text"));
        in.close();
        in.close();
        assertEquals("Stream Closed", assertThrows(IOException.class, in::read).getMessage());
        assertThrows(IOException.class, in::available);

        FileOutputStream out = new FileOutputStream(file());
        out.close();
        assertEquals("Stream Closed", assertThrows(IOException.class, () -> out.write(1)).getMessage());
    }

    @Test
    void hasTheJdksDescriptorAndChannel() throws IOException {
        try (FileInputStream in = new FileInputStream(file("text"));
                FileOutputStream out = new FileOutputStream(temp.resolve("other").toFile())) {
            assertTrue(in.getFD().valid());
            assertEquals(4, in.getChannel().size());
            out.getFD().sync();
            assertEquals(0, out.getChannel().position());
        }
    }

    @Test
    void aThreadWithoutAHubJustReadsAndGetsNone() throws Exception {
        File file = file("text");
        assertNull(OtherThread.run(() -> {
            try (InputStream in = new FileInputStream(file)) {
                assertEquals("text", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
            assertEquals("text", Files.readString(file.toPath()));
            return Hub.getIfExists();
        }));
    }

    @Test
    void readersAndWritersHaveEncodings() throws IOException {
        try (FileWriter out = new FileWriter(file(), StandardCharsets.ISO_8859_1)) {
            out.write("ä");
        }
        try (FileWriter out = new FileWriter(file().getPath(), StandardCharsets.ISO_8859_1, true)) {
            out.write("ö\n");
        }
        assertEquals(3, file().length());
        try (BufferedReader in = new BufferedReader(new FileReader(file(), StandardCharsets.ISO_8859_1))) {
            assertEquals("äö", in.readLine());
        }
    }

    // ---- random access

    @Test
    void readsAndWritesAnywhere() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(file(), "rw")) {
            file.writeLong(42);
            file.writeUTF("ä");
            file.seek(4);
            assertEquals(42, file.readInt());
            assertEquals("ä", file.readUTF());
            assertEquals(12, file.getFilePointer());
            assertEquals(-1, file.read());
            assertThrows(EOFException.class, file::readByte);
            file.setLength(8);
            assertEquals(8, file.length());
            file.seek(0);
            file.writeBytes("line\nx");
            file.seek(0);
            assertEquals("line", file.readLine());
            assertEquals(1, file.skipBytes(1));
        }
    }

    @Test
    void whoReadsSomewhereLetsOthersRun() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(file("0123"), "r")) {
            file.seek(2);

            assertEquals((int) '2', whileDisksAreSlow(() -> file.read()));
            assertThrows(IOException.class, () -> file.write(1));
        }
    }
}
