package gevent.monkey.io;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;

/**
 * A drop-in for {@link java.io.FileInputStream}: other greenlets run while one waits for a disk, a FIFO or a terminal.
 *
 * <pre>{@code
 * import gevent.monkey.io.FileInputStream;      // instead of java.io.FileInputStream
 * }</pre>
 */
public class FileInputStream extends gevent.fileobject.FileInputStream {
    /** Opens a file. */
    public FileInputStream(String name) throws FileNotFoundException {
        super(name);
    }

    /** Opens a file. */
    public FileInputStream(File file) throws FileNotFoundException {
        super(file);
    }

    /** Makes a stream for an open descriptor. */
    public FileInputStream(FileDescriptor descriptor) {
        super(descriptor);
    }
}
