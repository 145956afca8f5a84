package gevent.monkey.io;

import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.Charset;

/**
 * A drop-in for {@link java.io.FileWriter}: other greenlets run while one waits for a disk or the reader of a FIFO.
 *
 * <pre>{@code
 * import gevent.monkey.io.FileWriter;      // instead of java.io.FileWriter
 * }</pre>
 */
public class FileWriter extends gevent.fileobject.FileWriter {
    /** Opens a file in the default encoding; it is created or truncated. */
    public FileWriter(String name) throws IOException {
        super(name);
    }

    /**
     * Opens a file in the default encoding.
     *
     * @param append whether to append to the file
     */
    public FileWriter(String name, boolean append) throws IOException {
        super(name, append);
    }

    /** Opens a file, which is created or truncated. */
    public FileWriter(String name, Charset encoding) throws IOException {
        super(name, encoding);
    }

    /**
     * Opens a file.
     *
     * @param append whether to append to the file
     */
    public FileWriter(String name, Charset encoding, boolean append) throws IOException {
        super(name, encoding, append);
    }

    /** Opens a file in the default encoding; it is created or truncated. */
    public FileWriter(File file) throws IOException {
        super(file);
    }

    /**
     * Opens a file in the default encoding.
     *
     * @param append whether to append to the file
     */
    public FileWriter(File file, boolean append) throws IOException {
        super(file, append);
    }

    /** Opens a file, which is created or truncated. */
    public FileWriter(File file, Charset encoding) throws IOException {
        super(file, encoding);
    }

    /**
     * Opens a file.
     *
     * @param append whether to append to the file
     */
    public FileWriter(File file, Charset encoding, boolean append) throws IOException {
        super(file, encoding, append);
    }

    /** Makes a writer for an open descriptor. */
    public FileWriter(FileDescriptor descriptor) {
        super(descriptor);
    }
}
