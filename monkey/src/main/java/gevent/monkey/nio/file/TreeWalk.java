package gevent.monkey.nio.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** {@link java.nio.file.Files#walkFileTree}, whose visitor is called by the greenlet that asked for it. */
final class TreeWalk {
    private record Ancestor(Path path, Object key) {
    }

    private final FileVisitor<? super Path> visitor;
    private final boolean followsLinks;
    private final int depth;
    private final Deque<Ancestor> ancestors = new ArrayDeque<>();

    TreeWalk(FileVisitor<? super Path> visitor, boolean followsLinks, int depth) {
        this.visitor = Objects.requireNonNull(visitor);
        this.followsLinks = followsLinks;
        this.depth = depth;
    }

    FileVisitResult visit(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = attributesOf(path);
        } catch (IOException e) {
            return checked(visitor.visitFileFailed(path, e));
        }
        if (ancestors.size() >= depth || !attributes.isDirectory()) {
            return checked(visitor.visitFile(path, attributes));
        }
        if (followsLinks && isAncestor(path, attributes.fileKey())) {
            return checked(visitor.visitFileFailed(path, new FileSystemLoopException(path.toString())));
        }
        List<Path> entries;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            entries = new ArrayList<>();
            all.forEach(entries::add);
        } catch (IOException e) {
            return checked(visitor.visitFileFailed(path, e));
        }
        FileVisitResult before = checked(visitor.preVisitDirectory(path, attributes));
        return before != FileVisitResult.CONTINUE ? before : visitEntries(path, attributes.fileKey(), entries);
    }

    private FileVisitResult visitEntries(Path directory, Object key, List<Path> entries) throws IOException {
        ancestors.push(new Ancestor(directory, key));
        try {
            for (Path entry : entries) {
                FileVisitResult result = visit(entry);
                if (result == FileVisitResult.TERMINATE) {
                    return result;
                }
                if (result == FileVisitResult.SKIP_SIBLINGS) {
                    break;
                }
            }
        } finally {
            ancestors.pop();
        }
        FileVisitResult after = checked(visitor.postVisitDirectory(directory, null));
        return after == FileVisitResult.SKIP_SIBLINGS ? FileVisitResult.CONTINUE : after;
    }

    private BasicFileAttributes attributesOf(Path path) throws IOException {
        if (followsLinks) {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class);
            } catch (IOException leadsNowhere) {
                // It is a link then, as which it is visited.
            }
        }
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isAncestor(Path path, Object key) throws IOException {
        for (Ancestor each : ancestors) {
            if (key != null && each.key != null ? key.equals(each.key) : Files.isSameFile(path, each.path)) {
                return true;
            }
        }
        return false;
    }

    private static FileVisitResult checked(FileVisitResult result) {
        return Objects.requireNonNull(result, "the visitor returned no result");
    }
}
