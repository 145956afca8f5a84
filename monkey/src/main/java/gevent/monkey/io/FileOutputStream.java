package gevent.monkey.io;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;

/**
 * A drop-in for {@link java.io.FileOutputStream}: other greenlets run while one waits for a disk or the reader of a
 * FIFO.
 *
 * <pre>{@code
 * import gevent.monkey.io.FileOutputStream;      // instead of java.io.FileOutputStream
 * }</pre>
 */
public class FileOutputStream extends gevent.fileobject.FileOutputStream {
    /** Opens a file, which is created or truncated. */
    public FileOutputStream(String name) throws FileNotFoundException {
        super(name);
    }

    /**
     * Opens a file.
     *
     * @param append whether to append to the file
     */
    public FileOutputStream(String name, boolean append) throws FileNotFoundException {
        super(name, append);
    }

    /** Opens a file, which is created or truncated. */
    public FileOutputStream(File file) throws FileNotFoundException {
        super(file);
    }

    /**
     * Opens a file.
     *
     * @param append whether to append to the file
     */
    public FileOutputStream(File file, boolean append) throws FileNotFoundException {
        super(file, append);
    }

    /** Makes a stream for an open descriptor. */
    public FileOutputStream(FileDescriptor descriptor) {
        super(descriptor);
    }
}
