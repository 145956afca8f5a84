package gevent.fileobject;

import gevent.threadpool.Offload.Blocking;
import gevent.threadpool.Offload;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitor;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The methods of {@link Files} for directories, links and attributes. */
abstract class FileTree {
    FileTree() {
    }

    static <V extends @Nullable Object> V call(Blocking<V> body) throws IOException {
        return Offload.call(Pools.files(), body);
    }

    interface Doing {
        void run() throws IOException;
    }

    static void run(Doing body) throws IOException {
        call(() -> {
            body.run();
            return null;
        });
    }

    // ---- the tree

    /** {@link java.nio.file.Files#list}, read all at once. */
    public static Stream<Path> list(Path directory) throws IOException {
        return call(() -> {
            try (Stream<Path> all = java.nio.file.Files.list(directory)) {
                return all.toList();
            }
        }).stream();
    }

    /** {@link java.nio.file.Files#walk(Path, FileVisitOption...)}, read all at once. */
    public static Stream<Path> walk(Path start, FileVisitOption... options) throws IOException {
        return walk(start, Integer.MAX_VALUE, options);
    }

    /** {@link java.nio.file.Files#walk(Path, int, FileVisitOption...)}, read all at once. */
    public static Stream<Path> walk(Path start, int depth, FileVisitOption... options) throws IOException {
        return call(() -> {
            try (Stream<Path> all = java.nio.file.Files.walk(start, depth, options)) {
                return all.toList();
            }
        }).stream();
    }

    private record Found(Path path, BasicFileAttributes attributes) {
    }

    /** {@link java.nio.file.Files#find}, read all at once. */
    public static Stream<Path> find(Path start, int depth, BiPredicate<Path, BasicFileAttributes> matcher,
            FileVisitOption... options) throws IOException {
        List<Found> all = new ArrayList<>();
        run(() -> {
            try (Stream<Path> visited = java.nio.file.Files.find(start, depth,
                    (path, attributes) -> all.add(new Found(path, attributes)), options)) {
                visited.forEach(path -> { });
            }
        });
        return all.stream().filter(found -> matcher.test(found.path, found.attributes)).map(Found::path);
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
        new TreeWalk(options.contains(FileVisitOption.FOLLOW_LINKS), visitor).from(start, depth);
        return start;
    }

    /** {@link java.nio.file.Files#newDirectoryStream(Path)}, read all at once. */
    public static DirectoryStream<Path> newDirectoryStream(Path directory) throws IOException {
        return newDirectoryStream(directory, _ -> true);
    }

    /** {@link java.nio.file.Files#newDirectoryStream(Path, String)}, read all at once. */
    public static DirectoryStream<Path> newDirectoryStream(Path directory, String glob) throws IOException {
        PathMatcher matcher = directory.getFileSystem().getPathMatcher("glob:" + glob);
        return newDirectoryStream(directory, path -> matcher.matches(path.getFileName()));
    }

    /** {@link java.nio.file.Files#newDirectoryStream(Path, DirectoryStream.Filter)}, read all at once. */
    public static DirectoryStream<Path> newDirectoryStream(
            Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
        return new Listing(list(directory).toList(), filter);
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
    public static Path createTempFile(@Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return call(() -> java.nio.file.Files.createTempFile(prefix, suffix, attributes));
    }

    /** {@link java.nio.file.Files#createTempFile(Path, String, String, FileAttribute...)}. */
    public static Path createTempFile(
            Path directory, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return call(() -> java.nio.file.Files.createTempFile(directory, prefix, suffix, attributes));
    }

    /** {@link java.nio.file.Files#createTempDirectory(Path, String, FileAttribute...)}. */
    public static Path createTempDirectory(Path directory, @Nullable String prefix, FileAttribute<?>... attributes)
            throws IOException {
        return call(() -> java.nio.file.Files.createTempDirectory(directory, prefix, attributes));
    }

    /** {@link java.nio.file.Files#createSymbolicLink}. */
    public static Path createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
            throws IOException {
        return call(() -> java.nio.file.Files.createSymbolicLink(link, target, attributes));
    }

    /** {@link java.nio.file.Files#createLink}. */
    public static Path createLink(Path link, Path existing) throws IOException {
        return call(() -> java.nio.file.Files.createLink(link, existing));
    }

    /** {@link java.nio.file.Files#readSymbolicLink}. */
    public static Path readSymbolicLink(Path link) throws IOException {
        return call(() -> java.nio.file.Files.readSymbolicLink(link));
    }

    /** {@link java.nio.file.Files#createTempDirectory(String, FileAttribute...)}. */
    public static Path createTempDirectory(@Nullable String prefix, FileAttribute<?>... attributes) throws IOException {
        return call(() -> java.nio.file.Files.createTempDirectory(prefix, attributes));
    }

    // ---- attributes

    /** Makes a call that cannot fail with an IOException. */
    private static boolean ask(Blocking<Boolean> body) {
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

    /** {@link java.nio.file.Files#isSymbolicLink}. */
    public static boolean isSymbolicLink(Path path) {
        return ask(() -> java.nio.file.Files.isSymbolicLink(path));
    }

    /** {@link java.nio.file.Files#isReadable}. */
    public static boolean isReadable(Path path) {
        return ask(() -> java.nio.file.Files.isReadable(path));
    }

    /** {@link java.nio.file.Files#isWritable}. */
    public static boolean isWritable(Path path) {
        return ask(() -> java.nio.file.Files.isWritable(path));
    }

    /** {@link java.nio.file.Files#isExecutable}. */
    public static boolean isExecutable(Path path) {
        return ask(() -> java.nio.file.Files.isExecutable(path));
    }

    /** {@link java.nio.file.Files#isSameFile}. */
    public static boolean isSameFile(Path one, Path other) throws IOException {
        return call(() -> java.nio.file.Files.isSameFile(one, other));
    }

    /** {@link java.nio.file.Files#isHidden}. */
    public static boolean isHidden(Path path) throws IOException {
        return call(() -> java.nio.file.Files.isHidden(path));
    }

    /** {@link java.nio.file.Files#probeContentType}. */
    public static @Nullable String probeContentType(Path path) throws IOException {
        return call(() -> java.nio.file.Files.probeContentType(path));
    }

    /** {@link java.nio.file.Files#getFileStore}. */
    public static FileStore getFileStore(Path path) throws IOException {
        return call(() -> java.nio.file.Files.getFileStore(path));
    }

    /** {@link java.nio.file.Files#setLastModifiedTime}. */
    public static Path setLastModifiedTime(Path path, FileTime time) throws IOException {
        return call(() -> java.nio.file.Files.setLastModifiedTime(path, time));
    }

    /** {@link java.nio.file.Files#getOwner}. */
    public static UserPrincipal getOwner(Path path, LinkOption... options) throws IOException {
        return call(() -> java.nio.file.Files.getOwner(path, options));
    }

    /** {@link java.nio.file.Files#setOwner}. */
    public static Path setOwner(Path path, UserPrincipal owner) throws IOException {
        return call(() -> java.nio.file.Files.setOwner(path, owner));
    }

    /** {@link java.nio.file.Files#getPosixFilePermissions}. */
    public static Set<PosixFilePermission> getPosixFilePermissions(Path path, LinkOption... options)
            throws IOException {
        return call(() -> java.nio.file.Files.getPosixFilePermissions(path, options));
    }

    /** {@link java.nio.file.Files#setPosixFilePermissions}. */
    public static Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions) throws IOException {
        return call(() -> java.nio.file.Files.setPosixFilePermissions(path, permissions));
    }

    /** {@link java.nio.file.Files#getAttribute}. */
    public static Object getAttribute(Path path, String attribute, LinkOption... options) throws IOException {
        return call(() -> java.nio.file.Files.getAttribute(path, attribute, options));
    }

    /** {@link java.nio.file.Files#setAttribute}. */
    public static Path setAttribute(Path path, String attribute, Object value, LinkOption... options)
            throws IOException {
        return call(() -> java.nio.file.Files.setAttribute(path, attribute, value, options));
    }

    /** {@link java.nio.file.Files#readAttributes(Path, String, LinkOption...)}. */
    public static Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
            throws IOException {
        return call(() -> java.nio.file.Files.readAttributes(path, attributes, options));
    }

    /** {@link java.nio.file.Files#getFileAttributeView}: the JDK's view, which reads the disk itself and blocks. */
    public static <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return java.nio.file.Files.getFileAttributeView(path, type, options);
    }
}
