package gevent.monkey.io;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;

/**
 * A drop-in for {@link java.io.FileOutputStream}: who waits for a disk, or for whoever reads a FIFO,
 * lets other greenlets run.
 *
 * <pre>{@code
 * import gevent.monkey.io.FileOutputStream;      // instead of java.io.FileOutputStream
 * }</pre>
 */
public class FileOutputStream extends gevent.fileobject.FileOutputStream {
    /** Opens a file, which is made or emptied. */
    public FileOutputStream(String name) throws FileNotFoundException {
        super(name);
    }

    /** Opens a file. @param append whether to write behind what it holds */
    public FileOutputStream(String name, boolean append) throws FileNotFoundException {
        super(name, append);
    }

    /** Opens a file, which is made or emptied. */
    public FileOutputStream(File file) throws FileNotFoundException {
        super(file);
    }

    /** Opens a file. @param append whether to write behind what it holds */
    public FileOutputStream(File file, boolean append) throws FileNotFoundException {
        super(file, append);
    }

    /** One for what is open already. */
    public FileOutputStream(FileDescriptor descriptor) {
        super(descriptor);
    }
}
