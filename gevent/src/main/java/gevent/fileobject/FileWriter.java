package gevent.fileobject;

import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;

/**
 * The counterpart of {@link java.io.FileWriter} on top of {@link FileOutputStream}.
 *
 * <pre>{@code
 * try (Writer log = new FileWriter("log", true)) {
 *     log.write("begun\n");
 * }
 * }</pre>
 */
public class FileWriter extends OutputStreamWriter {
    /** Opens a file in the default encoding, creating or truncating it. */
    public FileWriter(String name) throws IOException {
        this(new File(name), false);
    }

    /**
     * Opens a file in the default encoding.
     *
     * @param append whether to write after the file's existing content
     */
    public FileWriter(String name, boolean append) throws IOException {
        this(new File(name), append);
    }

    /** Opens a file in the default encoding, creating or truncating it. */
    public FileWriter(File file) throws IOException {
        this(file, false);
    }

    /**
     * Opens a file in the default encoding.
     *
     * @param append whether to write after the file's existing content
     */
    public FileWriter(File file, boolean append) throws IOException {
        this(file, Charset.defaultCharset(), append);
    }

    /** Opens a file, creating or truncating it. */
    public FileWriter(String name, Charset encoding) throws IOException {
        this(new File(name), encoding, false);
    }

    /**
     * Opens a file.
     *
     * @param append whether to write after the file's existing content
     */
    public FileWriter(String name, Charset encoding, boolean append) throws IOException {
        this(new File(name), encoding, append);
    }

    /** Opens a file, creating or truncating it. */
    public FileWriter(File file, Charset encoding) throws IOException {
        this(file, encoding, false);
    }

    /**
     * Opens a file.
     *
     * @param append whether to write after the file's existing content
     */
    public FileWriter(File file, Charset encoding, boolean append) throws IOException {
        super(new FileOutputStream(file, append), encoding);
    }

    /** Writes to an open descriptor. */
    public FileWriter(FileDescriptor descriptor) {
        super(new FileOutputStream(descriptor));
    }
}
