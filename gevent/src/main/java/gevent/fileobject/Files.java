package gevent.fileobject;

import gevent.threadpool.Offload.Blocking;
import gevent.threadpool.Offload.Ended;
import gevent.threadpool.Offload;
import gevent.threadpool.Pools;
import gevent.threadpool.ThreadPool;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@link java.nio.file.Files}, while other greenlets run. Each method does what its namesake does, on a
 * thread of {@link Pools#files}, or of {@link Pools#blocking} where it would wait for the other end of a FIFO.
 *
 * <pre>{@code
 * List<String> names = Files.readAllLines(Path.of("names"));
 * Files.writeString(Path.of("count"), "" + names.size());
 * }</pre>
 *
 * <p>A kill or a timeout ends no operation on a file that is open: it is thrown at the greenlet's next other wait. On a
 * thread without a hub, calls simply block. Streams, filters and visitors that you pass in run in the caller's
 * greenlet. A directory is read all at once, and a visitor sees the entries as they were then.
 */
public class Files extends FileTree {
    /** For drop-in subclasses, which inherit these methods. */
    protected Files() {
    }

    /** Makes a call that opens {@code path}. */
    private static <V extends @Nullable Object> V open(Path path, Blocking<V> body) throws IOException {
        Ended<V> ended = call(() -> FileKind.of(path) == FileKind.FILE ? Ended.of(body) : null);
        return ended != null ? ended.get() : Offload.call(Pools.blocking(), body);
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
        return write(path, lines, StandardCharsets.UTF_8, options);
    }

    /** {@link java.nio.file.Files#write(Path, Iterable, Charset, OpenOption...)}. */
    public static Path write(Path path, Iterable<? extends CharSequence> lines, Charset encoding,
            OpenOption... options) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append(System.lineSeparator()));
        return writeString(path, text, encoding, options);
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

    /** {@link java.nio.file.Files#copy(Path, Path, CopyOption...)}. */
    public static Path copy(Path source, Path target, CopyOption... options) throws IOException {
        return open(source, () -> java.nio.file.Files.copy(source, target, options));
    }

    /** {@link java.nio.file.Files#copy(InputStream, Path, CopyOption...)}. */
    public static long copy(InputStream in, Path target, CopyOption... options) throws IOException {
        Objects.requireNonNull(in);
        for (CopyOption option : options) {
            if (Objects.requireNonNull(option, "options contains 'null'") != StandardCopyOption.REPLACE_EXISTING) {
                throw new UnsupportedOperationException(option + " not supported");
            }
        }
        if (options.length > 0) {
            deleteIfExists(target);
        }
        try (OutputStream out = newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return in.transferTo(out);
        }
    }

    /** {@link java.nio.file.Files#copy(Path, OutputStream)}. */
    public static long copy(Path source, OutputStream out) throws IOException {
        Objects.requireNonNull(out);
        try (InputStream in = newInputStream(source)) {
            return in.transferTo(out);
        }
    }

    /** {@link java.nio.file.Files#mismatch}. */
    public static long mismatch(Path one, Path other) throws IOException {
        return call(() -> java.nio.file.Files.mismatch(one, other));
    }

    // ---- streams

    /** {@link java.nio.file.Files#newInputStream}. */
    public static InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        if (call(() -> FileKind.of(path)) != FileKind.FILE) {
            return new FileInputStream(path.toFile());
        }
        return new DiskInput(Offload.open(Pools.files(), () -> java.nio.file.Files.newInputStream(path, options)));
    }

    /** {@link java.nio.file.Files#newOutputStream}. */
    public static OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        if (call(() -> FileKind.of(path)) != FileKind.FILE) {
            return new FileOutputStream(path.toFile());
        }
        return new DiskOutput(Offload.open(Pools.files(), () -> java.nio.file.Files.newOutputStream(path, options)));
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

    /** {@link java.nio.file.Files#lines(Path)}. */
    public static Stream<String> lines(Path path) throws IOException {
        return lines(path, StandardCharsets.UTF_8);
    }

    /** {@link java.nio.file.Files#lines(Path, Charset)}. */
    public static Stream<String> lines(Path path, Charset encoding) throws IOException {
        BufferedReader reader = newBufferedReader(path, encoding);
        return reader.lines().onClose(() -> {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** {@link java.nio.file.Files#newByteChannel(Path, OpenOption...)}. */
    public static SeekableByteChannel newByteChannel(Path path, OpenOption... options) throws IOException {
        return newByteChannel(path, Set.of(options));
    }

    /** {@link java.nio.file.Files#newByteChannel(Path, Set, FileAttribute...)}. */
    public static SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        // The other end of a FIFO may never be opened.
        ThreadPool pool = call(() -> FileKind.of(path)) == FileKind.FILE ? Pools.files() : Pools.blocking();
        SeekableByteChannel opened = Offload.open(pool,
                () -> java.nio.file.Files.newByteChannel(path, options, attributes));
        return opened instanceof java.nio.channels.FileChannel channel ? new FileChannel(channel, pool)
                : new DiskChannel(opened, pool);
    }
}
