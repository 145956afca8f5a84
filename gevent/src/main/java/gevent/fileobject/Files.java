package gevent.fileobject;

import gevent.threadpool.Pools;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * What {@link java.nio.file.Files} does most, while other greenlets run: each of the same name does the same, on a
 * thread of {@link Pools#files}; what would wait for the other end of a FIFO, on one of {@link Pools#blocking}.
 *
 * <pre>{@code
 * List<String> names = Files.readAllLines(Path.of("names"));
 * Files.writeString(Path.of("count"), "" + names.size());
 * }</pre>
 *
 * <p>Who is killed while it waits leaves; what it began is done. On a thread that has no hub they just block. For what
 * is not here there is {@code Pools.files().apply(…)}.
 */
public class Files {
    /** For drop-ins, which inherit its methods. */
    protected Files() {
    }

    private static <V> V call(Callable<V> body) throws IOException {
        return Calls.once(Pools.files(), body);
    }

    private interface Doing {
        void run() throws IOException;
    }

    private static void run(Doing body) throws IOException {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** For what opens {@code path}. */
    private static <V> V open(Path path, Callable<V> body) throws IOException {
        Calls.Ended<V> ended = call(() -> Kind.of(path) == Kind.FILE ? Calls.Ended.of(body) : null);
        return ended != null ? ended.get() : Calls.once(Pools.blocking(), body);
    }

    // ---- whole contents

    /** {@link java.nio.file.Files#readAllBytes}. */
    public static byte[] readAllBytes(Path path) throws IOException {
        return open(path, () -> java.nio.file.Files.readAllBytes(path));
    }

    /** {@link java.nio.file.Files#readString(Path)}. */
    public static String readString(Path path) throws IOException {
        return readString(path, StandardCharsets.UTF_8);
    }

    /** {@link java.nio.file.Files#readString(Path, Charset)}. */
    public static String readString(Path path, Charset encoding) throws IOException {
        return open(path, () -> java.nio.file.Files.readString(path, encoding));
    }

    /** {@link java.nio.file.Files#readAllLines(Path)}. */
    public static List<String> readAllLines(Path path) throws IOException {
        return readAllLines(path, StandardCharsets.UTF_8);
    }

    /** {@link java.nio.file.Files#readAllLines(Path, Charset)}. */
    public static List<String> readAllLines(Path path, Charset encoding) throws IOException {
        return open(path, () -> java.nio.file.Files.readAllLines(path, encoding));
    }

    /** {@link java.nio.file.Files#write(Path, byte[], OpenOption...)}. */
    public static Path write(Path path, byte[] bytes, OpenOption... options) throws IOException {
        byte[] copy = bytes.clone();
        return open(path, () -> java.nio.file.Files.write(path, copy, options));
    }

    /** {@link java.nio.file.Files#write(Path, Iterable, OpenOption...)}. */
    public static Path write(Path path, Iterable<? extends CharSequence> lines, OpenOption... options)
            throws IOException {
        return open(path, () -> java.nio.file.Files.write(path, lines, options));
    }

    /** {@link java.nio.file.Files#writeString(Path, CharSequence, OpenOption...)}. */
    public static Path writeString(Path path, CharSequence text, OpenOption... options) throws IOException {
        return open(path, () -> java.nio.file.Files.writeString(path, text, options));
    }

    /** {@link java.nio.file.Files#writeString(Path, CharSequence, Charset, OpenOption...)}. */
    public static Path writeString(Path path, CharSequence text, Charset encoding, OpenOption... options)
            throws IOException {
        return open(path, () -> java.nio.file.Files.writeString(path, text, encoding, options));
    }

    // ---- streams

    /** {@link java.nio.file.Files#newInputStream}. */
    public static InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        if (call(() -> Kind.of(path)) != Kind.FILE) {
            return new FileInputStream(path.toFile());
        }
        return new DiskInput(Calls.open(Pools.files(), () -> java.nio.file.Files.newInputStream(path, options)));
    }

    /** {@link java.nio.file.Files#newOutputStream}. */
    public static OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        if (call(() -> Kind.of(path)) != Kind.FILE) {
            return new FileOutputStream(path.toFile());
        }
        return new DiskOutput(Calls.open(Pools.files(), () -> java.nio.file.Files.newOutputStream(path, options)));
    }

    /** {@link java.nio.file.Files#newBufferedReader(Path)}. */
    public static BufferedReader newBufferedReader(Path path) throws IOException {
        return newBufferedReader(path, StandardCharsets.UTF_8);
    }

    /** {@link java.nio.file.Files#newBufferedReader(Path, Charset)}. */
    public static BufferedReader newBufferedReader(Path path, Charset encoding) throws IOException {
        return new BufferedReader(new InputStreamReader(newInputStream(path), encoding.newDecoder()));
    }

    /** {@link java.nio.file.Files#newBufferedWriter(Path, OpenOption...)}. */
    public static BufferedWriter newBufferedWriter(Path path, OpenOption... options) throws IOException {
        return newBufferedWriter(path, StandardCharsets.UTF_8, options);
    }

    /** {@link java.nio.file.Files#newBufferedWriter(Path, Charset, OpenOption...)}. */
    public static BufferedWriter newBufferedWriter(Path path, Charset encoding, OpenOption... options)
            throws IOException {
        return new BufferedWriter(new OutputStreamWriter(newOutputStream(path, options), encoding.newEncoder()));
    }

    // ---- the tree

    /** {@link java.nio.file.Files#list}, all at once. */
    public static Stream<Path> list(Path directory) throws IOException {
        return call(() -> {
            try (Stream<Path> all = java.nio.file.Files.list(directory)) {
                return all.toList();
            }
        }).stream();
    }

    /** {@link java.nio.file.Files#walk}, all at once. */
    public static Stream<Path> walk(Path start) throws IOException {
        return call(() -> {
            try (Stream<Path> all = java.nio.file.Files.walk(start)) {
                return all.toList();
            }
        }).stream();
    }

    /** {@link java.nio.file.Files#copy(Path, Path, CopyOption...)}. */
    public static Path copy(Path source, Path target, CopyOption... options) throws IOException {
        return open(source, () -> java.nio.file.Files.copy(source, target, options));
    }

    /** {@link java.nio.file.Files#move}. */
    public static Path move(Path source, Path target, CopyOption... options) throws IOException {
        return call(() -> java.nio.file.Files.move(source, target, options));
    }

    /** {@link java.nio.file.Files#delete}. */
    public static void delete(Path path) throws IOException {
        run(() -> java.nio.file.Files.delete(path));
    }

    /** {@link java.nio.file.Files#deleteIfExists}. */
    public static boolean deleteIfExists(Path path) throws IOException {
        return call(() -> java.nio.file.Files.deleteIfExists(path));
    }

    /** {@link java.nio.file.Files#createFile}. */
    public static Path createFile(Path path, FileAttribute<?>... attributes) throws IOException {
        return call(() -> java.nio.file.Files.createFile(path, attributes));
    }

    /** {@link java.nio.file.Files#createDirectory}. */
    public static Path createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        return call(() -> java.nio.file.Files.createDirectory(path, attributes));
    }

    /** {@link java.nio.file.Files#createDirectories}. */
    public static Path createDirectories(Path path, FileAttribute<?>... attributes) throws IOException {
        return call(() -> java.nio.file.Files.createDirectories(path, attributes));
    }

    /** {@link java.nio.file.Files#createTempFile(String, String, FileAttribute...)}. */
    public static Path createTempFile(String prefix, String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return call(() -> java.nio.file.Files.createTempFile(prefix, suffix, attributes));
    }

    /** {@link java.nio.file.Files#createTempDirectory(String, FileAttribute...)}. */
    public static Path createTempDirectory(String prefix, FileAttribute<?>... attributes) throws IOException {
        return call(() -> java.nio.file.Files.createTempDirectory(prefix, attributes));
    }

    // ---- asking

    /** What cannot fail with an IOException. */
    private static boolean ask(Callable<Boolean> body) {
        try {
            return call(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@link java.nio.file.Files#exists}. */
    public static boolean exists(Path path, LinkOption... options) {
        return ask(() -> java.nio.file.Files.exists(path, options));
    }

    /** {@link java.nio.file.Files#notExists}. */
    public static boolean notExists(Path path, LinkOption... options) {
        return ask(() -> java.nio.file.Files.notExists(path, options));
    }

    /** {@link java.nio.file.Files#isDirectory}. */
    public static boolean isDirectory(Path path, LinkOption... options) {
        return ask(() -> java.nio.file.Files.isDirectory(path, options));
    }

    /** {@link java.nio.file.Files#isRegularFile}. */
    public static boolean isRegularFile(Path path, LinkOption... options) {
        return ask(() -> java.nio.file.Files.isRegularFile(path, options));
    }

    /** {@link java.nio.file.Files#size}. */
    public static long size(Path path) throws IOException {
        return call(() -> java.nio.file.Files.size(path));
    }

    /** {@link java.nio.file.Files#getLastModifiedTime}. */
    public static FileTime getLastModifiedTime(Path path, LinkOption... options) throws IOException {
        return call(() -> java.nio.file.Files.getLastModifiedTime(path, options));
    }

    /** {@link java.nio.file.Files#readAttributes(Path, Class, LinkOption...)}. */
    public static <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return call(() -> java.nio.file.Files.readAttributes(path, type, options));
    }
}
