package gevent.fileobject;

import static gevent.fileobject.SlowDisks.whileDisksAreSlow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link java.nio.file.Files} does, done by ours. */
@ExtendWith(FreshHub.class)
class FilesTest {
    @TempDir
    private Path temp;

    private static Set<String> methods(Class<?> of) {
        Set<String> all = new TreeSet<>();
        for (Method method : of.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())) {
                all.add(method.getReturnType().getName() + " " + method.getName()
                        + Arrays.toString(method.getParameterTypes()));
            }
        }
        return all;
    }

    @Test
    void hasTheMethodsOfTheJdks() {
        assertEquals(methods(java.nio.file.Files.class), methods(Files.class));
    }

    // ---- contents

    @Test
    void wholeContentsAreReadAndWritten() throws IOException {
        Path path = temp.resolve("file");
        assertEquals(path, Files.writeString(path, "a\nb\n"));
        assertEquals("a\nb\n", whileDisksAreSlow(() -> Files.readString(path)));
        assertEquals(List.of("a", "b"), Files.readAllLines(path));
        Files.write(path, List.of("c"), StandardOpenOption.APPEND);
        assertEquals(6, Files.readAllBytes(path).length);
        assertEquals(6, Files.size(path));
        try (BufferedWriter out = Files.newBufferedWriter(path)) {
            out.write("ä");
        }
        try (BufferedReader in = Files.newBufferedReader(path)) {
            assertEquals("ä", in.readLine());
        }
        assertEquals("ä", Files.readString(path, StandardCharsets.UTF_8));
    }

    @Test
    void theTreeIsChanged() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("a/b"));
        Path file = Files.createFile(folder.resolve("c"));
        Path copy = Files.copy(file, temp.resolve("copy"));
        Path moved = Files.move(copy, temp.resolve("moved"));

        assertTrue(Files.isDirectory(folder));
        assertTrue(Files.isRegularFile(moved));
        assertTrue(Files.notExists(copy));
        assertEquals(List.of(file), Files.list(folder).toList());
        assertEquals(List.of(folder, file), Files.walk(folder).toList());
        Files.delete(file);
        assertFalse(Files.deleteIfExists(file));
        assertFalse(Files.exists(file));
        assertThrows(NoSuchFileException.class, () -> Files.delete(file));
    }

    @Test
    void streamsAreCopied() throws IOException {
        Path path = temp.resolve("file");
        byte[] bytes = {1, 2, 3};
        assertEquals(3, Files.copy(new ByteArrayInputStream(bytes), path));
        assertThrows(FileAlreadyExistsException.class, () -> Files.copy(new ByteArrayInputStream(bytes), path));
        assertThrows(UnsupportedOperationException.class,
                () -> Files.copy(new ByteArrayInputStream(bytes), path, StandardCopyOption.COPY_ATTRIBUTES));
        Files.copy(new ByteArrayInputStream(new byte[] {4}), path, StandardCopyOption.REPLACE_EXISTING);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertEquals(1, Files.copy(path, out));
        assertArrayEquals(new byte[] {4}, out.toByteArray());
    }

    @Test
    void linesComeOneByOne() throws IOException {
        Path path = Files.write(temp.resolve("file"), List.of("a", "b"), StandardCharsets.UTF_8);
        try (Stream<String> lines = Files.lines(path)) {
            assertEquals(List.of("a", "b"), lines.toList());
        }
        assertThrows(NoSuchFileException.class, () -> Files.lines(temp.resolve("none")));
    }

    @Test
    void aChannelReadsAndWritesAnywhere() throws IOException {
        Path path = temp.resolve("file");
        try (SeekableByteChannel channel = whileDisksAreSlow(() -> Files.newByteChannel(path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)))) {
            ByteBuffer hello = ByteBuffer.wrap("hello".getBytes());
            assertEquals(5, whileDisksAreSlow(() -> channel.write(hello)));
            assertEquals(0, hello.remaining());
            assertEquals(5, channel.size());
            ByteBuffer some = ByteBuffer.allocate(3);
            assertEquals(3, channel.position(1).read(some));
            assertEquals("ell", new String(some.array()));
            assertEquals(4, channel.position());
            assertEquals(2, channel.truncate(2).size());
            assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
            assertTrue(channel.isOpen());
        }
    }

    // ---- links and attributes

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void linksAreMadeAndRead() throws IOException {
        Path file = Files.createTempFile(Files.createTempDirectory(temp, "folder"), "a", "b");
        Path link = Files.createSymbolicLink(temp.resolve("link"), file);
        Path hard = Files.createLink(temp.resolve("hard"), file);

        assertTrue(Files.isSymbolicLink(link));
        assertEquals(file, Files.readSymbolicLink(link));
        assertTrue(Files.isSameFile(file, hard));
        assertEquals(-1, Files.mismatch(file, link));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void attributesAreSetAndRead() throws IOException {
        Path file = Files.createFile(temp.resolve(".file"));
        FileTime then = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file, then);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        Files.setOwner(file, Files.getOwner(file));

        assertEquals(then, Files.getLastModifiedTime(file));
        assertEquals(then, Files.getAttribute(file, "lastModifiedTime"));
        assertEquals(Map.of("size", 0L), Files.readAttributes(file, "size"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.isHidden(file) && Files.isReadable(file) && Files.isWritable(file)
                && Files.isExecutable(file));
        Files.setAttribute(file, "lastModifiedTime", FileTime.fromMillis(0));
        assertEquals(0, Files.readAttributes(file, BasicFileAttributes.class).lastModifiedTime().toMillis());
        assertNotNull(Files.getFileStore(file));
        assertEquals("text/plain", Files.probeContentType(Files.createFile(temp.resolve("a.txt"))));
    }

    // ---- trees

    /** {@code a/b/c}, {@code a/d}, {@code e/}, {@code f}. */
    private void makeTree() throws IOException {
        Files.createDirectories(temp.resolve("a/b"));
        Files.createDirectory(temp.resolve("e"));
        for (String file : List.of("a/b/c", "a/d", "f")) {
            Files.createFile(temp.resolve(file));
        }
    }

    @Test
    void aDirectoryIsListedWithAFilter() throws IOException {
        makeTree();
        assertEquals(Set.of("a", "e", "f"), names(Files.newDirectoryStream(temp)));
        assertEquals(Set.of("e", "f"), names(Files.newDirectoryStream(temp, "{e,f}")));
        assertEquals(Set.of("f"), names(Files.newDirectoryStream(temp, Files::isRegularFile)));
        assertThrows(NotDirectoryException.class, () -> Files.newDirectoryStream(temp.resolve("f")));
        assertThrows(DirectoryIteratorException.class, () -> names(Files.newDirectoryStream(temp, _ -> {
            throw new IOException();
        })));
    }

    private static Set<String> names(DirectoryStream<Path> stream) throws IOException {
        Set<String> names = new TreeSet<>();
        try (stream) {
            stream.forEach(path -> names.add(path.getFileName().toString()));
            assertThrows(IllegalStateException.class, stream::iterator);
        }
        return names;
    }

    @Test
    void aTreeIsSearched() throws IOException {
        makeTree();

        assertEquals(4, Files.walk(temp, 1).count());
        assertEquals(List.of(temp.resolve("a/b/c")),
                Files.find(temp, 9, (path, attributes) -> attributes.isRegularFile() && path.endsWith("c")).toList());
    }

    private interface Walk {
        Path walk(Path start, Set<FileVisitOption> options, int depth, FileVisitor<? super Path> visitor)
                throws IOException;
    }

    /** What a visitor is shown that answers in a certain way at {@code a}, before, after and inside. */
    private List<String> shown(Walk walk, int depth, FileVisitResult answer, String when) throws IOException {
        List<String> shown = new ArrayList<>();
        walk.walk(temp, Set.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            private FileVisitResult show(String how, Path path) {
                shown.add(how + " " + temp.relativize(path));
                return (how + " " + path.getFileName()).equals(when) ? answer : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                assertTrue(attributes.isDirectory());
                return show("before", path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                return show("file", path);
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
                return show(e.getClass().getSimpleName(), path);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, IOException e) {
                return show("after", path);
            }
        });
        return shown;
    }

    @ParameterizedTest
    @EnumSource(FileVisitResult.class)
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aVisitorIsShownWhatTheJdkShowsIt(FileVisitResult answer) throws IOException {
        makeTree();
        // One that leads round, and one that leads nowhere.
        Files.createSymbolicLink(temp.resolve("a/b/up"), temp.resolve("a"));
        Files.createSymbolicLink(temp.resolve("g"), temp.resolve("none"));
        for (String when : List.of("before a", "after a", "file d", "file c", "FileSystemLoopException up")) {
            for (int depth : new int[] {0, 1, 9}) {
                assertEquals(shown(java.nio.file.Files::walkFileTree, depth, answer, when),
                        shown(Files::walkFileTree, depth, answer, when), when + " " + depth);
            }
        }
    }

    @Test
    void aTreeIsDeletedByAVisitor() throws IOException {
        makeTree();
        Path tree = temp.resolve("a");
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                Files.delete(path);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, IOException e) throws IOException {
                Files.delete(path);
                return FileVisitResult.CONTINUE;
            }
        });

        assertFalse(Files.exists(tree));
    }

    @Test
    void aTreeThatIsNotThereIsTold() {
        assertThrows(NoSuchFileException.class,
                () -> Files.walkFileTree(temp.resolve("none"), new SimpleFileVisitor<>() { }));
        assertThrows(IllegalArgumentException.class,
                () -> Files.walkFileTree(temp, Set.of(), -1, new SimpleFileVisitor<>() { }));
    }
}
