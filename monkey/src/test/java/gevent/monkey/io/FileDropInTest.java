package gevent.monkey.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import gevent.monkey.FreshHub;
import gevent.monkey.nio.file.Files;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The drop-ins for files: code that was written for the JDK's compiles and works. */
@ExtendWith(FreshHub.class)
class FileDropInTest {
    @TempDir
    private Path temp;

    @Test
    void streamsAreTheJdks() throws IOException {
        String name = temp.resolve("file").toString();
        try (java.io.FileOutputStream out = new FileOutputStream(name)) {
            assertInstanceOf(gevent.fileobject.FileOutputStream.class, out);
            out.write(new byte[] {1, 2, 3});
        }
        try (java.io.FileOutputStream out = new FileOutputStream(name, true)) {
            out.write(4);
        }
        try (java.io.FileInputStream in = new FileInputStream(name)) {
            assertInstanceOf(gevent.fileobject.FileInputStream.class, in);
            assertArrayEquals(new byte[] {1, 2, 3, 4}, in.readAllBytes());
        }
        try (java.io.RandomAccessFile file = new RandomAccessFile(name, "r")) {
            assertInstanceOf(gevent.fileobject.RandomAccessFile.class, file);
            file.seek(3);
            assertEquals(4, file.read());
        }
    }

    @Test
    void readersAndWritersHaveTheJdksConstructors() throws IOException {
        Path file = temp.resolve("file");
        try (FileWriter out = new FileWriter(file.toFile(), StandardCharsets.ISO_8859_1, false)) {
            out.write("ä");
        }
        try (BufferedReader in = new BufferedReader(new FileReader(file.toString(), StandardCharsets.ISO_8859_1))) {
            assertEquals("ä", in.readLine());
        }
    }

    @Test
    void theHelpersAreThere() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "text");

        assertEquals("text", Files.readString(file));
        assertEquals(4, Files.size(file));
    }
}
