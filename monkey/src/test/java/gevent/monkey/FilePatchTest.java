package gevent.monkey;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.threadpool.Pools;
import greenlet.GreenletExit;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which calls of the JDK a disk, or a network file system that is gone, may keep waiting: in a JVM of its own each is
 * made while the threads for files are busy, so that it has to wait for one of them.
 */
@Tag("jvm")
@EnabledOnOs(OS.LINUX)
class FilePatchTest {
    private static final int THREADS = 8;

    @TempDir
    private Path temp;

    /** As if a network file system was mounted. */
    private List<String> lines(Class<?> program) throws Exception {
        List<String> arguments = new ArrayList<>(ChildJvm.withAgent(program, temp));
        arguments.addFirst("-Dgevent.files=all");
        return ChildJvm.succeeded(ChildJvm.run(arguments));
    }

    /** Runs {@code program} while no thread for files is free, until it closes this. */
    private record Busy(CountDownLatch end) implements AutoCloseable {
        static Busy begin() {
            Busy busy = new Busy(new CountDownLatch(1));
            for (int i = 0; i < THREADS; i++) {
                Pools.files().spawn(() -> busy.end.await());
            }
            return busy;
        }

        @Override
        public void close() {
            end.countDown();
        }
    }

    static final class CallsEach {
        private static final Map<String, Action> CALLS = new LinkedHashMap<>();

        static void main(String[] arguments) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path directory = Files.createDirectory(Path.of(arguments[0], "directory"));
                ofFiles(directory, Files.writeString(directory.resolve("a"), "text"));
                ofFile(new File(directory.toFile(), "a"), directory.toFile());
                ofStreams(directory.resolve("a"));
                List<String> atOnce = new ArrayList<>();
                List<String> failed = new ArrayList<>();
                List<Greenlet<?>> greenlets = new ArrayList<>();
                try (Busy _ = Busy.begin()) {
                    CALLS.forEach((name, call) -> {
                        Greenlet<?> greenlet = spawn(() -> {
                            try {
                                call.run();
                            } catch (IOException e) {
                                failed.add(name + " " + e.getClass().getSimpleName());
                            }
                        });
                        greenlets.add(greenlet);
                        sleep();
                        if (greenlet.isReady()) {
                            atOnce.add(name);
                        }
                    });
                }
                Gevent.joinall(greenlets);
                System.out.println(atOnce);
                System.out.println(failed.stream().sorted().toList());
            });
        }

        private static void ofFiles(Path directory, Path file) {
            CALLS.put("exists", () -> Files.exists(file));
            CALLS.put("notExists", () -> Files.notExists(file));
            CALLS.put("isDirectory", () -> Files.isDirectory(file));
            CALLS.put("isRegularFile", () -> Files.isRegularFile(file));
            CALLS.put("isReadable", () -> Files.isReadable(file));
            CALLS.put("isSameFile", () -> Files.isSameFile(file, directory));
            CALLS.put("size", () -> Files.size(file));
            CALLS.put("getLastModifiedTime", () -> Files.getLastModifiedTime(file));
            CALLS.put("setLastModifiedTime", () -> Files.setLastModifiedTime(file, FileTime.fromMillis(1)));
            CALLS.put("readAttributes", () -> Files.readAttributes(file, "*"));
            CALLS.put("getOwner", () -> Files.getOwner(file));
            CALLS.put("setPosixFilePermissions",
                    () -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")));
            CALLS.put("toRealPath", file::toRealPath);
            CALLS.put("getFileStore", () -> Files.getFileStore(file).getUsableSpace());
            CALLS.put("list", () -> Files.list(directory).close());
            CALLS.put("walk", () -> {
                try (Stream<Path> all = Files.walk(directory)) {
                    all.toList();
                }
            });
            CALLS.put("createFile", () -> Files.createFile(directory.resolve("b")));
            CALLS.put("createDirectory", () -> Files.createDirectory(directory.resolve("c")));
            CALLS.put("createTempFile", () -> Files.createTempFile(directory, "t", null));
            CALLS.put("createSymbolicLink", () -> Files.createSymbolicLink(directory.resolve("d"), file));
            CALLS.put("createLink", () -> Files.createLink(directory.resolve("e"), file));
            CALLS.put("copy", () -> Files.copy(file, directory.resolve("f")));
            CALLS.put("move", () -> Files.move(directory.resolve("none"), directory.resolve("g")));
            CALLS.put("delete", () -> Files.delete(directory.resolve("none")));
            CALLS.put("deleteIfExists", () -> Files.deleteIfExists(directory.resolve("none")));
            CALLS.put("readSymbolicLink", () -> Files.readSymbolicLink(file));
        }

        private static void ofFile(File file, File directory) {
            CALLS.put("File.exists", file::exists);
            CALLS.put("File.isFile", file::isFile);
            CALLS.put("File.length", file::length);
            CALLS.put("File.lastModified", file::lastModified);
            CALLS.put("File.canRead", file::canRead);
            CALLS.put("File.list", directory::list);
            CALLS.put("File.listFiles", directory::listFiles);
            CALLS.put("File.getCanonicalPath", file::getCanonicalPath);
            CALLS.put("File.createNewFile", () -> new File(directory, "h").createNewFile());
            CALLS.put("File.mkdir", () -> new File(directory, "i").mkdir());
            CALLS.put("File.delete", () -> new File(directory, "none").delete());
            CALLS.put("File.renameTo", () -> new File(directory, "none").renameTo(file));
            CALLS.put("File.setReadOnly", () -> new File(directory, "none").setReadOnly());
            CALLS.put("File.setLastModified", () -> new File(directory, "none").setLastModified(1));
            CALLS.put("File.getFreeSpace", file::getFreeSpace);
        }

        /** They are open: to open a file takes a thread of another kind. */
        private static void ofStreams(Path file) throws IOException {
            FileInputStream in = new FileInputStream(file.toFile());
            CALLS.put("in.read", () -> in.read());
            CALLS.put("in.close", new FileInputStream(file.toFile())::close);
            FileOutputStream out = new FileOutputStream(file.toFile(), true);
            CALLS.put("out.write", () -> out.write(new byte[10]));
            CALLS.put("out.sync", () -> out.getFD().sync());
            RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw");
            CALLS.put("random.read", () -> random.read());
            CALLS.put("random.write", () -> random.write(1));
            CALLS.put("random.setLength", () -> random.setLength(100));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            CALLS.put("channel.read", () -> channel.read(ByteBuffer.allocate(3)));
            CALLS.put("channel.readAt", () -> channel.read(ByteBuffer.allocate(3), 0));
            CALLS.put("channel.readMany", () -> channel.read(new ByteBuffer[] {ByteBuffer.allocate(3)}));
            CALLS.put("channel.write", () -> channel.write(ByteBuffer.allocate(3)));
            CALLS.put("channel.writeAt", () -> channel.write(ByteBuffer.allocate(3), 0));
            CALLS.put("channel.writeMany", () -> channel.write(new ByteBuffer[] {ByteBuffer.allocate(3)}));
            CALLS.put("channel.force", () -> channel.force(true));
            CALLS.put("channel.truncate", () -> channel.truncate(1));
            FileChannel other = FileChannel.open(file.resolveSibling("other"), StandardOpenOption.CREATE,
                    StandardOpenOption.READ, StandardOpenOption.WRITE);
            CALLS.put("channel.transferTo", () -> channel.transferTo(0, 10, other));
            CALLS.put("channel.transferFrom", () -> channel.transferFrom(other, 0, 10));
            CALLS.put("ProcessBuilder.start", () -> new ProcessBuilder("true").start());
        }
    }

    @Test
    void whatADiskKeepsWaitingLetsOthersRun() throws Exception {
        assertEquals(List.of("[]",
                "[delete NoSuchFileException, move NoSuchFileException, readSymbolicLink NotLinkException]"),
                lines(CallsEach.class));
    }

    static final class IsThrownInto {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path file = Files.writeString(Path.of(directory[0], "file"), "content");
                FileInputStream in = new FileInputStream(file.toFile());
                byte[] bytes = new byte[3];
                AtomicBoolean found = new AtomicBoolean();
                Greenlet<Integer> reader;
                Greenlet<String> limited;
                Greenlet<Boolean> interrupted;
                try (Busy _ = Busy.begin()) {
                    reader = spawn(() -> in.read(bytes));
                    limited = spawn(() -> {
                        try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                            found.set(Files.exists(file));
                            sleep(60);
                            return "never";
                        } catch (Timeout expired) {
                            return "found " + found + ", then too late";
                        }
                    });
                    interrupted = spawn(() -> {
                        Thread.currentThread().interrupt();
                        return Files.exists(file) && Thread.interrupted();
                    });
                    sleep(0.01);
                    reader.kill(new GreenletExit(), false, null);
                    sleep();
                }
                System.out.println(limited.get() + ", " + interrupted.get());
                reader.join();
                System.out.println(reader.value() + " " + (char) in.read());
            });
        }
    }

    @Test
    void whatIsThrownInSurfacesAtTheNextOtherWaitAndAnInterruptIsKept() throws Exception {
        assertEquals(List.of("found true, then too late, true", "3 t"), lines(IsThrownInto.class));
    }

    /** As a database does that goes on to its next file in the middle of a change. */
    static final class IsThrownIntoWhileItOpens {
        private interface Open {
            Closeable at(Path file) throws IOException;
        }

        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path file = Files.createFile(Path.of(directory[0], "next"));
                List<Open> ways = List.of(path -> new FileInputStream(path.toFile()),
                        path -> new FileOutputStream(path.toFile()), path -> new RandomAccessFile(path.toFile(), "rw"),
                        path -> FileChannel.open(path, StandardOpenOption.WRITE), Files::newInputStream);
                List<Greenlet<Void>> openers = new ArrayList<>();
                int[] opened = new int[1];
                try (Busy _ = Busy.begin()) {
                    for (Open way : ways) {
                        openers.add(spawn(() -> {
                            try (Closeable _ = way.at(file)) {
                                opened[0]++;
                                sleep(60);
                            }
                        }));
                    }
                    sleep();
                    Gevent.killall(openers, new GreenletExit(), false, null);
                    sleep();
                }
                Gevent.joinall(openers);
                System.out.println("opened " + opened[0] + ", killed "
                        + openers.stream().filter(Greenlet::isSuccessful).count());
            });
        }
    }

    @Test
    void whoIsKilledWhileItOpensAFileIsThrownIntoAtTheNextOtherWait() throws Exception {
        assertEquals(List.of("opened 5, killed 5"), lines(IsThrownIntoWhileItOpens.class));
    }

    /** The kill comes while it waits for a lock of the JDK, which sets the thread's status when it is taken. */
    static final class IsInterruptedForAKill {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path file = Files.createFile(Path.of(directory[0], "database"));
                ReentrantLock lock = new ReentrantLock();
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    lock.lock();
                    Greenlet<Void> writer = spawn(() -> {
                        lock.lock();
                        System.out.println("interrupted " + Thread.currentThread().isInterrupted());
                        channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                        channel.force(true);
                        new CountDownLatch(1).await();
                    });
                    sleep();
                    writer.kill(new GreenletExit(), false, null);
                    sleep(0.001);       // a turn of the loop, in which it interrupts
                    sleep(0.001);
                    lock.unlock();
                    writer.join();
                    System.out.println("open " + channel.isOpen() + ", size " + channel.size());
                    System.out.println("killed " + writer.isSuccessful());
                }
            });
        }
    }

    @Test
    void theInterruptOfAKillClosesNoFile() throws Exception {
        assertEquals(List.of("interrupted true", "open true, size 3", "killed true"),
                lines(IsInterruptedForAKill.class));
    }

    static final class Locks {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path file = Files.createFile(Path.of(directory[0], "locked"));
                Process other = holder(file);
                other.getInputStream().read();
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    Greenlet<FileLock> killed = spawn(() -> channel.lock());
                    sleep(0.01);
                    System.out.println("others run " + killed.isReady());
                    killed.kill();
                    System.out.println("killed " + killed.isDead());
                    other.getOutputStream().close();
                    System.out.println(other.waitFor());
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    System.out.println(lock.isValid());
                }
            });
        }

        private static Process holder(Path file) throws IOException {
            return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), Holder.class.getName(), file.toString()).start();
        }
    }

    /** Locks a file until its input ends. */
    static final class Holder {
        static void main(String[] file) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                System.out.write('x');
                System.out.flush();
                System.in.read();
            }
        }
    }

    @Test
    void whoWaitsForALockLetsOthersRunAndLeavesNoneWhenKilled() throws Exception {
        assertEquals(List.of("others run false", "killed true", "0", "true"), lines(Locks.class));
    }

    /** A class loader that the JVM calls: no frame but its own tells that a class is being loaded. */
    static final class LoadsByItself extends ClassLoader {
        private final Path from;

        LoadsByItself(Path from) {
            super(null);
            this.from = from;
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (!name.startsWith(FilePatchTest.class.getName())) {
                return Class.forName(name, false, null);
            }
            try {
                Thread.sleep(1);
                byte[] bytes = Files.readAllBytes(from.resolve(name.replace('.', '/') + ".class"));
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException | InterruptedException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Class<?> user = new LoadsByItself(ChildJvm.tests()).loadClass(User.class.getName());
                var run = user.getDeclaredMethod("run");
                run.setAccessible(true);
                System.out.println(spawn(() -> run.invoke(null)).get());
            });
        }
    }

    static final class User {
        static String run() {
            return Used.TEXT.toString();
        }
    }

    static final class Used {
        static final StringBuilder TEXT = new StringBuilder("loaded");
    }

    @Test
    void aClassLoaderOfSomebodysReadsItsFilesAsEverAndMaySleep() throws Exception {
        assertEquals(List.of("loaded"), lines(LoadsByItself.class));
    }
}
