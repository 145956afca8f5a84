package gevent.fileobject;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shows a file tree to a visitor. The visitor runs in the calling greenlet. Pool threads read the directories, together
 * with the attributes of their entries.
 */
final class TreeWalk {
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] DO_NOT_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private final boolean follows;
    private final FileVisitor<? super Path> visitor;
    private final Deque<Entry> above = new ArrayDeque<>();      // the directories being visited

    /** A directory entry. {@code failure} is why it has no attributes; null if it has them. */
    private record Entry(Path path, @Nullable BasicFileAttributes attributes, @Nullable IOException failure) {
        boolean isSameAs(Entry other) throws IOException {
            Object key = key();
            return key != null && other.key() != null ? key.equals(other.key()) : Files.isSameFile(path, other.path);
        }

        private @Nullable Object key() {
            return attributes == null ? null : attributes.fileKey();
        }
    }

    TreeWalk(boolean follows, FileVisitor<? super Path> visitor) {
        this.follows = follows;
        this.visitor = Objects.requireNonNull(visitor);
    }

    void from(Path start, int depth) throws IOException {
        visit(FileTree.call(() -> look(start)), depth);
    }

    // ---- on a pool thread

    private Entry look(Path path) {
        try {
            return new Entry(path, attributes(path), null);
        } catch (IOException e) {
            return new Entry(path, null, e);
        }
    }

    private BasicFileAttributes attributes(Path path) throws IOException {
        if (follows) {
            try {
                return java.nio.file.Files.readAttributes(path, BasicFileAttributes.class, FOLLOW);
            } catch (IOException leadsNowhere) {
                // Use the attributes of the link itself.
            }
        }
        return java.nio.file.Files.readAttributes(path, BasicFileAttributes.class, DO_NOT_FOLLOW);
    }

    private List<Entry> list(Path directory) throws IOException {
        try (Stream<Path> all = java.nio.file.Files.list(directory)) {
            return all.map(this::look).toList();
        }
    }

    // ---- in the greenlet

    /** Shows {@code entry} and, if it is a directory and {@code depth} is not zero, its contents. */
    private FileVisitResult visit(Entry entry, int depth) throws IOException {
        if (entry.attributes == null) {
            return Objects.requireNonNull(visitor.visitFileFailed(entry.path, entry.failure));
        }
        if (depth == 0 || !entry.attributes.isDirectory()) {
            return Objects.requireNonNull(visitor.visitFile(entry.path, entry.attributes));
        }
        List<Entry> inside;
        try {
            if (follows && leadsUp(entry)) {
                throw new FileSystemLoopException(entry.path.toString());
            }
            inside = FileTree.call(() -> list(entry.path));
        } catch (IOException e) {
            return Objects.requireNonNull(visitor.visitFileFailed(entry.path, e));
        }
        FileVisitResult result = Objects.requireNonNull(visitor.preVisitDirectory(entry.path, entry.attributes));
        return result != FileVisitResult.CONTINUE ? result : visitInside(entry, inside, depth - 1);
    }

    private boolean leadsUp(Entry entry) throws IOException {
        for (Entry each : above) {
            if (entry.isSameAs(each)) {
                return true;
            }
        }
        return false;
    }

    private FileVisitResult visitInside(Entry directory, List<Entry> inside, int depth) throws IOException {
        above.push(directory);
        for (Entry each : inside) {
            FileVisitResult result = visit(each, depth);
            if (result == FileVisitResult.TERMINATE) {
                return result;
            }
            if (result == FileVisitResult.SKIP_SIBLINGS) {
                break;
            }
        }
        above.pop();
        // Like the JDK, treat SKIP_SIBLINGS as CONTINUE after a directory.
        return Objects.requireNonNull(visitor.postVisitDirectory(directory.path, null)) == FileVisitResult.TERMINATE
                ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }
}
