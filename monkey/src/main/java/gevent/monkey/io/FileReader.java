package gevent.monkey.io;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;

/**
 * A drop-in for {@link java.io.FileReader}: other greenlets run while one waits for a disk, a FIFO or a terminal.
 *
 * <pre>{@code
 * import gevent.monkey.io.FileReader;      // instead of java.io.FileReader
 * }</pre>
 */
public class FileReader extends gevent.fileobject.FileReader {
    /** Opens a file in the default encoding. */
    public FileReader(String name) throws FileNotFoundException {
        super(name);
    }

    /** Opens a file in the default encoding. */
    public FileReader(File file) throws FileNotFoundException {
        super(file);
    }

    /** Opens a file. */
    public FileReader(String name, Charset encoding) throws IOException {
        super(name, encoding);
    }

    /** Opens a file. */
    public FileReader(File file, Charset encoding) throws IOException {
        super(file, encoding);
    }

    /** Makes a reader for an open descriptor. */
    public FileReader(FileDescriptor descriptor) {
        super(descriptor);
    }
}
