package gevent.fileobject;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** A directory that was read already, with a filter that has yet to choose. */
final class Listing implements DirectoryStream<Path> {
    private final List<Path> all;
    private final Filter<? super Path> filter;
    private boolean used;

    Listing(List<Path> all, Filter<? super Path> filter) {
        this.all = all;
        this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
        if (used) {
            throw new IllegalStateException("There is one iterator, or it is closed");
        }
        used = true;
        Predicate<Path> wanted = this::isWanted;
        return all.stream().filter(wanted).iterator();
    }

    private boolean isWanted(Path path) {
        try {
            return filter.accept(path);
        } catch (IOException e) {
            throw new DirectoryIteratorException(e);
        }
    }

    @Override
    public void close() {
        used = true;
    }
}
