package gevent.monkey.nio.file;

import gevent.monkey.dropin.Waits;
import gevent.monkey.nio.channels.FileChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitor;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * A drop-in for {@link java.nio.file.Files}: who waits for a disk lets other greenlets run.
 *
 * <pre>{@code
 * import gevent.monkey.nio.file.Files;     // instead of java.nio.file.Files
 *
 * String text = Files.readString(path);
 * }</pre>
 *
 * <p>What lists directories lists all at once, before it returns, and a failure is told then; visitors, filters and
 * matchers are called by the greenlet. A {@link #getFileAttributeView view of attributes} is the JDK's, which blocks.
 */
public final class Files extends gevent.fileobject.Files {
    private Files() {
    }

    /** What cannot fail with an IOException. */
    private static boolean ask(Waits.Blocking<Boolean> body) {
        try {
            return Waits.onFiles(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- whole contents

    /** {@link java.nio.file.Files#write(Path, Iterable, Charset, OpenOption...)}. */
    public static Path write(Path path, Iterable<? extends CharSequence> lines, Charset encoding, OpenOption... options)
            throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append(System.lineSeparator()));
        return writeString(path, text, encoding, options);
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

    /** {@link java.nio.file.Files#copy(InputStream, Path, CopyOption...)}. */
    public static long copy(InputStream from, Path target, CopyOption... options) throws IOException {
        Objects.requireNonNull(from, "in");
        boolean replaces = false;
        for (CopyOption option : options) {
            if (option != StandardCopyOption.REPLACE_EXISTING) {
                throw new UnsupportedOperationException(Objects.requireNonNull(option, "options") + " not supported");
            }
            replaces = true;
        }
        if (replaces) {
            deleteIfExists(target);
        }
        try (OutputStream out = newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return from.transferTo(out);
        }
    }

    /** {@link java.nio.file.Files#copy(Path, OutputStream)}. */
    public static long copy(Path source, OutputStream to) throws IOException {
        Objects.requireNonNull(to, "out");
        try (InputStream in = newInputStream(source)) {
            return in.transferTo(to);
        }
    }

    /** {@link java.nio.file.Files#newByteChannel(Path, OpenOption...)}. */
    public static SeekableByteChannel newByteChannel(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(path, options);
    }

    /** {@link java.nio.file.Files#newByteChannel(Path, Set, FileAttribute...)}. */
    public static SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options,
            FileAttribute<?>... attributes) throws IOException {
        return FileChannel.open(path, options, attributes);
    }

    // ---- directories

    /** {@link java.nio.file.Files#newDirectoryStream(Path)}. */
    public static DirectoryStream<Path> newDirectoryStream(Path directory) throws IOException {
        return newDirectoryStream(directory, _ -> true);
    }

    /** {@link java.nio.file.Files#newDirectoryStream(Path, String)}. */
    public static DirectoryStream<Path> newDirectoryStream(Path directory, String glob) throws IOException {
        PathMatcher matcher = directory.getFileSystem().getPathMatcher("glob:" + glob);
        return newDirectoryStream(directory, entry -> matcher.matches(entry.getFileName()));
    }

    /** {@link java.nio.file.Files#newDirectoryStream(Path, DirectoryStream.Filter)}. */
    public static DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Objects.requireNonNull(filter);
        return new Listed(Waits.onFiles(() -> {
            List<Path> entries = new ArrayList<>();
            try (DirectoryStream<Path> all = java.nio.file.Files.newDirectoryStream(directory)) {
                all.forEach(entries::add);
            }
            return entries;
        }), filter);
    }

    /** {@link java.nio.file.Files#walk(Path, FileVisitOption...)}. */
    public static Stream<Path> walk(Path start, FileVisitOption... options) throws IOException {
        return walk(start, Integer.MAX_VALUE, options);
    }

    /** {@link java.nio.file.Files#walk(Path, int, FileVisitOption...)}. */
    public static Stream<Path> walk(Path start, int depth, FileVisitOption... options) throws IOException {
        return Waits.onFiles(() -> {
            try (Stream<Path> all = java.nio.file.Files.walk(start, depth, options)) {
                return all.toList();
            }
        }).stream();
    }

    private record Found(Path path, BasicFileAttributes attributes) {
    }

    /** {@link java.nio.file.Files#find}. */
    public static Stream<Path> find(Path start, int depth, BiPredicate<Path, BasicFileAttributes> matcher,
            FileVisitOption... options) throws IOException {
        Objects.requireNonNull(matcher);
        List<Found> all = new ArrayList<>();
        Waits.onFiles(() -> {
            try (Stream<Path> found = java.nio.file.Files.find(start, depth,
                    (path, attributes) -> all.add(new Found(path, attributes)), options)) {
                return found.toList();
            }
        });
        return all.stream().filter(each -> matcher.test(each.path, each.attributes)).map(Found::path);
    }

    /** {@link java.nio.file.Files#walkFileTree(Path, FileVisitor)}. */
    public static Path walkFileTree(Path start, FileVisitor<? super Path> visitor) throws IOException {
        return walkFileTree(start, Set.of(), Integer.MAX_VALUE, visitor);
    }

    /** {@link java.nio.file.Files#walkFileTree(Path, Set, int, FileVisitor)}. */
    public static Path walkFileTree(Path start, Set<FileVisitOption> options, int depth,
            FileVisitor<? super Path> visitor) throws IOException {
        if (depth < 0) {
            throw new IllegalArgumentException("'maxDepth' is negative");
        }
        new TreeWalk(visitor, options.contains(FileVisitOption.FOLLOW_LINKS), depth).visit(start);
        return start;
    }

    /** {@link java.nio.file.Files#getFileAttributeView}; what it does blocks. */
    public static <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type,
            LinkOption... options) {
        return java.nio.file.Files.getFileAttributeView(path, type, options);
    }

    // ---- asking

    /** {@link java.nio.file.Files#isExecutable}. */
    public static boolean isExecutable(Path path) {
        return ask(() -> java.nio.file.Files.isExecutable(path));
    }

    /** {@link java.nio.file.Files#isReadable}. */
    public static boolean isReadable(Path path) {
        return ask(() -> java.nio.file.Files.isReadable(path));
    }

    /** {@link java.nio.file.Files#isWritable}. */
    public static boolean isWritable(Path path) {
        return ask(() -> java.nio.file.Files.isWritable(path));
    }

    /** {@link java.nio.file.Files#isSymbolicLink}. */
    public static boolean isSymbolicLink(Path path) {
        return ask(() -> java.nio.file.Files.isSymbolicLink(path));
    }

    /** {@link java.nio.file.Files#isHidden}. */
    public static boolean isHidden(Path path) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.isHidden(path));
    }

    /** {@link java.nio.file.Files#isSameFile}. */
    public static boolean isSameFile(Path path, Path other) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.isSameFile(path, other));
    }

    /** {@link java.nio.file.Files#mismatch}. */
    public static long mismatch(Path path, Path other) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.mismatch(path, other));
    }

    /** {@link java.nio.file.Files#probeContentType}. */
    public static String probeContentType(Path path) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.probeContentType(path));
    }

    /** {@link java.nio.file.Files#getFileStore}. */
    public static FileStore getFileStore(Path path) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.getFileStore(path));
    }

    /** {@link java.nio.file.Files#readSymbolicLink}. */
    public static Path readSymbolicLink(Path link) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.readSymbolicLink(link));
    }

    /** {@link java.nio.file.Files#getAttribute}. */
    public static Object getAttribute(Path path, String attribute, LinkOption... options) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.getAttribute(path, attribute, options));
    }

    /** {@link java.nio.file.Files#readAttributes(Path, String, LinkOption...)}. */
    public static Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
            throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.readAttributes(path, attributes, options));
    }

    /** {@link java.nio.file.Files#getOwner}. */
    public static UserPrincipal getOwner(Path path, LinkOption... options) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.getOwner(path, options));
    }

    /** {@link java.nio.file.Files#getPosixFilePermissions}. */
    public static Set<PosixFilePermission> getPosixFilePermissions(Path path, LinkOption... options)
            throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.getPosixFilePermissions(path, options));
    }

    // ---- changing

    /** {@link java.nio.file.Files#setAttribute}. */
    public static Path setAttribute(Path path, String attribute, Object value, LinkOption... options)
            throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.setAttribute(path, attribute, value, options));
    }

    /** {@link java.nio.file.Files#setLastModifiedTime}. */
    public static Path setLastModifiedTime(Path path, FileTime time) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.setLastModifiedTime(path, time));
    }

    /** {@link java.nio.file.Files#setOwner}. */
    public static Path setOwner(Path path, UserPrincipal owner) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.setOwner(path, owner));
    }

    /** {@link java.nio.file.Files#setPosixFilePermissions}. */
    public static Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.setPosixFilePermissions(path, permissions));
    }

    /** {@link java.nio.file.Files#createLink}. */
    public static Path createLink(Path link, Path existing) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.createLink(link, existing));
    }

    /** {@link java.nio.file.Files#createSymbolicLink}. */
    public static Path createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.createSymbolicLink(link, target, attributes));
    }

    /** {@link java.nio.file.Files#createTempDirectory(Path, String, FileAttribute)}. */
    public static Path createTempDirectory(Path directory, String prefix, FileAttribute<?>... attributes)
            throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.createTempDirectory(directory, prefix, attributes));
    }

    /** {@link java.nio.file.Files#createTempFile(Path, String, String, FileAttribute)}. */
    public static Path createTempFile(Path directory, String prefix, String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return Waits.onFiles(() -> java.nio.file.Files.createTempFile(directory, prefix, suffix, attributes));
    }
}
