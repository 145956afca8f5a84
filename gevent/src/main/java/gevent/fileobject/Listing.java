package gevent.fileobject;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The entries of a directory that was read to its end; the filter is applied while iterating. */
final class Listing implements DirectoryStream<Path> {
    private final List<Path> entries;
    private final Filter<? super Path> filter;
    private boolean begun;
    private boolean closed;

    Listing(List<Path> entries, Filter<? super Path> filter) {
        this.entries = entries;
        this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
        if (closed) {
            throw new IllegalStateException("Directory stream is closed");
        }
        if (begun) {
            throw new IllegalStateException("Iterator already obtained");
        }
        begun = true;
        return new Wanted();
    }

    private final class Wanted implements Iterator<Path> {
        private int next;

        @Override
        public boolean hasNext() {
            try {
                while (!closed && next < entries.size() && !filter.accept(entries.get(next))) {
                    next++;
                }
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
            return !closed && next < entries.size();
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return entries.get(next++);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
