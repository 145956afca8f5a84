package samples.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directory for downloads, each under a unique name. A temporary directory is removed when it is closed. */
final class Directory implements AutoCloseable {
    private final Path path;
    private final boolean temporary;
    private final Set<String> given = new HashSet<>();

    private Directory(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /** A permanent directory; created if it does not exist. */
    static Directory of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
        }
        return new Directory(path, false);
    }

    static Directory temporary() throws IOException {
        return new Directory(Files.createTempDirectory("gevent4j-download-"), true);
    }

    /** The file for the download of {@code url}, named after the last part of its path, with a unique name. */
    Path fileOf(String url) {
        String path = URI.create(url).getPath();
        String last = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        String name = last.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceFirst("^\\.+", "");
        if (name.isEmpty()) {
            name = "index.html";
        }
        String unique = name;
        for (int n = 2; !given.add(unique); n++) {
            unique = n + "-" + name;
        }
        return this.path.resolve(unique);
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            List<Path> files;
            try (Stream<Path> all = Files.list(path)) {
                files = all.toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(path);
        }
    }
}
