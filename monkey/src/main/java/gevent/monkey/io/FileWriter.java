package gevent.monkey.io;

import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.Charset;

/**
 * A drop-in for {@link java.io.FileWriter}: who waits for a disk, or for whoever reads a FIFO,
 * lets other greenlets run.
 *
 * <pre>{@code
 * import gevent.monkey.io.FileWriter;      // instead of java.io.FileWriter
 * }</pre>
 */
public class FileWriter extends gevent.fileobject.FileWriter {
    /** Opens a file of the default encoding, which is made or emptied. */
    public FileWriter(String name) throws IOException {
        super(name);
    }

    /** Opens a file of the default encoding. @param append whether to write behind what it holds */
    public FileWriter(String name, boolean append) throws IOException {
        super(name, append);
    }

    /** Opens a file, which is made or emptied. */
    public FileWriter(String name, Charset encoding) throws IOException {
        super(name, encoding);
    }

    /** Opens a file. @param append whether to write behind what it holds */
    public FileWriter(String name, Charset encoding, boolean append) throws IOException {
        super(name, encoding, append);
    }

    /** Opens a file of the default encoding, which is made or emptied. */
    public FileWriter(File file) throws IOException {
        super(file);
    }

    /** Opens a file of the default encoding. @param append whether to write behind what it holds */
    public FileWriter(File file, boolean append) throws IOException {
        super(file, append);
    }

    /** Opens a file, which is made or emptied. */
    public FileWriter(File file, Charset encoding) throws IOException {
        super(file, encoding);
    }

    /** Opens a file. @param append whether to write behind what it holds */
    public FileWriter(File file, Charset encoding, boolean append) throws IOException {
        super(file, encoding, append);
    }

    /** One for what is open already. */
    public FileWriter(FileDescriptor descriptor) {
        super(descriptor);
    }
}
