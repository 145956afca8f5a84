package gevent.fileobject;

import gevent.hub.IoWatcher;
import gevent.os.Descriptor;
import gevent.threadpool.Offload.Blocking;
import gevent.threadpool.Offload;
import gevent.threadpool.Pools;
import gevent.threadpool.ThreadPool;
import java.io.Closeable;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An open file: the stream that reads or writes it, and its descriptor as the JDK sees it. That descriptor is invalid
 * if the loop watches the file.
 *
 * <pre>
 *              epoll loop                                        nio loop
 *   file       threads for files                                 threads for files
 *   device     the loop                                          one thread per wait
 *   FIFO       the loop; opening to read returns at once         one thread per wait;
 *              and the first read waits for the first writer;    opening waits on a thread
 *              opening to write waits on a thread                for the other end
 * </pre>
 */
record OpenFile<S extends Closeable>(S stream, FileDescriptor fd) {
    static OpenFile<java.io.InputStream> input(File file) throws FileNotFoundException {
        FileKind kind = kindOf(file);
        if (kind == FileKind.FILE) {
            var in = opened(Pools.files(), () -> new java.io.FileInputStream(file));
            return new OpenFile<>(new DiskInput(in), descriptorOf(in::getFD));
        }
        if (Descriptor.areSupported()) {
            Descriptor descriptor = open(file, IoWatcher.READ);
            return new OpenFile<>(new DescriptorInput(descriptor, kind == FileKind.FIFO), new FileDescriptor());
        }
        var in = opened(Pools.blocking(), () -> new java.io.FileInputStream(file));
        return new OpenFile<>(new PooledInput(in), descriptorOf(in::getFD));
    }

    static OpenFile<java.io.OutputStream> output(File file, boolean append) throws FileNotFoundException {
        FileKind kind = kindOf(file);
        if (kind == FileKind.FILE) {
            var out = opened(Pools.files(), () -> new java.io.FileOutputStream(file, append));
            return new OpenFile<>(new DiskOutput(out), descriptorOf(out::getFD));
        }
        if (!Descriptor.areSupported()) {
            var out = opened(Pools.blocking(), () -> new java.io.FileOutputStream(file, append));
            return new OpenFile<>(new PooledOutput(out), descriptorOf(out::getFD));
        }
        Descriptor descriptor = kind == FileKind.DEVICE ? open(file, IoWatcher.WRITE)
                : opened(Pools.blocking(), () -> new Opening(file)).descriptor;
        return new OpenFile<>(new DescriptorOutput(descriptor), new FileDescriptor());
    }

    static FileKind kindOf(File file) throws FileNotFoundException {
        if (file.getPath().indexOf('\0') >= 0) {
            throw new FileNotFoundException("Invalid file path");
        }
        try {
            return Offload.call(Pools.files(), () -> FileKind.of(file.toPath()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Descriptor open(File file, int mode) throws FileNotFoundException {
        return notFound(() -> Descriptor.open(file.getPath(), mode));
    }

    static <V extends Closeable> V opened(ThreadPool pool, Blocking<V> opening) throws FileNotFoundException {
        return notFound(() -> Offload.open(pool, opening));
    }

    private interface Open<V> {
        V call() throws IOException;
    }

    /** Turns any failure to open into a FileNotFoundException; the JDK's constructors throw nothing else. */
    private static <V extends @Nullable Object> V notFound(Open<V> open) throws FileNotFoundException {
        try {
            return open.call();
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw (FileNotFoundException) new FileNotFoundException(e.getMessage()).initCause(e);
        }
    }

    /** A FIFO that is open for writing and has a reader. */
    private static final class Opening implements Closeable {
        final Descriptor descriptor;

        Opening(File file) throws IOException {
            descriptor = Descriptor.openAndBlock(file.getPath(), IoWatcher.WRITE);
        }

        @Override
        public void close() throws IOException {
            descriptor.close();
        }
    }

    private interface Descriptors {
        FileDescriptor get() throws IOException;
    }

    private static FileDescriptor descriptorOf(Descriptors of) {
        try {
            return of.get();
        } catch (IOException e) {
            throw new IllegalStateException("an open stream has a descriptor", e);
        }
    }
}
