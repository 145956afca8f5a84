package gevent.monkey.io;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.monkey.FreshHub;
import gevent.monkey.nio.channels.FileChannel;
import gevent.monkey.nio.file.Files;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The drop-ins for {@code Files} and {@code FileChannel} do what the JDK's do. */
@ExtendWith(FreshHub.class)
class FilesDropInTest {
    @TempDir
    private Path temp;
    private Path file;

    @BeforeEach
    void aTree() throws IOException {
        Path deep = Files.createDirectories(temp.resolve("a").resolve("b"));
        file = Files.writeString(deep.resolve("file.txt"), "one\ntwo\n");
        Files.writeString(temp.resolve("a").resolve("other.bin"), "x");
        Files.createDirectory(temp.resolve("c"));
        Files.createSymbolicLink(temp.resolve("c").resolve("up"), temp);
        Files.createSymbolicLink(temp.resolve("c").resolve("nowhere"), temp.resolve("none"));
    }

    // ---- trees

    /** Tells what it is told. */
    private record Telling(List<String> told, Path skipped, FileVisitResult how) implements FileVisitor<Path> {
        private FileVisitResult tell(String what, Path path) {
            told.add(what + " " + path.getFileName());
            return path.equals(skipped) ? how : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return tell("before", directory);
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            return tell("at " + attributes.isSymbolicLink(), path);
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException e) {
            return tell(e.getClass().getSimpleName(), path);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e) {
            return tell("after " + e, directory);
        }
    }

    private List<String> told(boolean ours, Path start, Set<FileVisitOption> options, int depth, Path skipped,
            FileVisitResult how) throws IOException {
        Telling visitor = new Telling(new ArrayList<>(), skipped, how);
        if (ours) {
            Files.walkFileTree(start, options, depth, visitor);
        } else {
            java.nio.file.Files.walkFileTree(start, options, depth, visitor);
        }
        return visitor.told();
    }

    @ParameterizedTest
    @EnumSource
    void aTreeIsWalkedAsTheJdkWalksIt(FileVisitResult how) throws IOException {
        for (Set<FileVisitOption> options : List.of(Set.<FileVisitOption>of(), EnumSet.allOf(FileVisitOption.class))) {
            for (int depth = 0; depth < 5; depth++) {
                for (Path skipped : List.of(temp, temp.resolve("a"), temp.resolve("a").resolve("b"), file)) {
                    assertEquals(told(false, temp, options, depth, skipped, how),
                            told(true, temp, options, depth, skipped, how));
                }
            }
        }
        assertEquals(List.of("NoSuchFileException none"),
                told(true, temp.resolve("none"), Set.of(), 9, temp, how));
    }

    @Test
    void whatIsFoundIsWhatTheJdkFinds() throws IOException {
        try (Stream<Path> ours = Files.find(temp, 3, (path, attributes) -> attributes.isRegularFile());
                Stream<Path> theirs = java.nio.file.Files.find(temp, 3,
                        (path, attributes) -> attributes.isRegularFile());
                Stream<Path> walked = Files.walk(temp, 2);
                Stream<Path> walkedByTheirs = java.nio.file.Files.walk(temp, 2)) {
            assertEquals(theirs.toList(), ours.toList());
            assertEquals(walkedByTheirs.toList(), walked.toList());
        }
    }

    @Test
    void aDirectoryIsStreamed() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(temp.resolve("a"), "*.bin")) {
            all.forEach(each -> names.add(each.getFileName().toString()));
            assertThrows(IllegalStateException.class, all::iterator);
        }

        assertEquals(List.of("other.bin"), names);
    }

    // ---- contents

    @Test
    void linesAreRead() throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            assertEquals(List.of("one", "two"), lines.toList());
        }
    }

    @Test
    void streamsAreCopied() throws IOException {
        Path copy = temp.resolve("copy");
        assertEquals(4, Files.copy(new ByteArrayInputStream("text".getBytes()), copy));
        assertThrows(FileAlreadyExistsException.class, () -> Files.copy(new ByteArrayInputStream(new byte[1]), copy));
        assertEquals(3, Files.copy(new ByteArrayInputStream("new".getBytes()), copy,
                StandardCopyOption.REPLACE_EXISTING));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(3, Files.copy(copy, out));
        assertEquals("new", out.toString());
        assertThrows(UnsupportedOperationException.class, () -> Files.copy(new ByteArrayInputStream(new byte[1]), copy,
                StandardCopyOption.ATOMIC_MOVE));
    }

    @Test
    void whatItIsAskedItKnows() throws IOException {
        assertTrue(Files.isReadable(file) && Files.isWritable(file) && !Files.isHidden(file));
        assertTrue(Files.isSymbolicLink(temp.resolve("c").resolve("up")));
        assertTrue(Files.isSameFile(temp, temp.resolve("c").resolve("up")));
        assertEquals(-1, Files.mismatch(file, file));
        assertEquals(8L, Files.getAttribute(file, "size"));
        assertEquals(java.nio.file.Files.getOwner(file), Files.getOwner(file));
    }

    // ---- channels

    @Test
    void aChannelReadsAndWrites() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer three = ByteBuffer.allocate(3);
            assertEquals(3, channel.read(three));
            assertEquals("one", new String(three.array()));
            assertEquals(3, channel.position());
            assertEquals(2, channel.write(ByteBuffer.wrap("++".getBytes())));
            assertEquals(1, channel.write(ByteBuffer.wrap("!".getBytes()), 7));
            ByteBuffer[] parts = {ByteBuffer.allocate(2), ByteBuffer.allocateDirect(20)};
            assertEquals(8, channel.position(0).read(parts));
            assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
            assertEquals(6, channel.write(new ByteBuffer[] {ByteBuffer.allocate(2), ByteBuffer.allocate(4)}));
            assertEquals(14, channel.size());
            assertEquals(8, channel.truncate(8).size());
            channel.force(true);
        }

        assertEquals("one++wo!", Files.readString(file));
    }

    @Test
    void whatAChannelReadsIntoMustTakeIt() throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            assertThrows(IllegalArgumentException.class, () -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
        }
    }

    @Test
    void aChannelOfFilesIsOne() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(temp.resolve("new"), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE); FileChannel source = FileChannel.open(file)) {
            assertEquals(8, source.transferTo(0, 8, channel));
        }

        assertEquals("one\ntwo\n", Files.readString(temp.resolve("new")));
    }

    @Test
    void aLockIsTakenAndGivenBack() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            try (FileLock lock = channel.lock()) {
                assertTrue(lock.isValid());
                assertThrows(OverlappingFileLockException.class, () -> channel.tryLock());
            }
            try (FileLock lock = channel.tryLock()) {
                assertTrue(lock.isValid() && lock.acquiredBy() == channel);
            }
        }
    }

    @Test
    void othersRunWhileItWaitsForAThread() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 8; i++) {
            gevent.threadpool.Pools.files().spawn(() -> end.await());
        }
        List<Greenlet<?>> waiting = List.of(spawn(() -> Files.isReadable(file)),
                spawn(() -> Files.walk(temp, 1).close()), spawn(() -> Files.newDirectoryStream(temp).close()));
        sleep(0.002);
        assertFalse(waiting.stream().anyMatch(Greenlet::isReady));
        end.countDown();

        gevent.Gevent.joinall(waiting);
    }

    // ---- what is open already

    @Test
    void aStreamOfADescriptorReadsAndWritesIt() throws IOException {
        try (java.io.FileInputStream opened = new java.io.FileInputStream(file.toFile());
                FileInputStream in = new FileInputStream(opened.getFD())) {
            assertEquals('o', in.read());
        }
        try (java.io.FileOutputStream opened = new java.io.FileOutputStream(file.toFile());
                FileWriter out = new FileWriter(opened.getFD())) {
            out.write("text");
        }

        assertEquals("text", Files.readString(file));
        assertThrows(NullPointerException.class, () -> new FileInputStream((FileDescriptor) null));
    }

    @Test
    void aThreadWithoutHubGetsNone() throws Exception {
        Thread thread = Thread.ofPlatform().start(() -> {
            assertTrue(Files.isReadable(file));
            assertNull(gevent.hub.Hub.getIfExists());
        });
        List<Throwable> thrown = new ArrayList<>();
        thread.setUncaughtExceptionHandler((_, e) -> thrown.add(e));
        thread.join();

        assertEquals(List.of(), thrown);
    }
}
