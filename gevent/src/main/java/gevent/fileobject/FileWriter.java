package gevent.fileobject;

import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;

/**
 * What {@link java.io.FileWriter} is to {@link java.io.FileOutputStream}, to {@link FileOutputStream}.
 *
 * <pre>{@code
 * try (Writer log = new FileWriter("log", true)) {
 *     log.write("begun\n");
 * }
 * }</pre>
 */
public class FileWriter extends OutputStreamWriter {
    /** Opens a file of the default encoding, which is made or emptied. */
    public FileWriter(String name) throws IOException {
        this(new File(name), false);
    }

    /** Opens a file of the default encoding. @param append whether to write behind what it holds */
    public FileWriter(String name, boolean append) throws IOException {
        this(new File(name), append);
    }

    /** Opens a file of the default encoding, which is made or emptied. */
    public FileWriter(File file) throws IOException {
        this(file, false);
    }

    /** Opens a file of the default encoding. @param append whether to write behind what it holds */
    public FileWriter(File file, boolean append) throws IOException {
        this(file, Charset.defaultCharset(), append);
    }

    /** Opens a file, which is made or emptied. */
    public FileWriter(String name, Charset encoding) throws IOException {
        this(new File(name), encoding, false);
    }

    /** Opens a file. @param append whether to write behind what it holds */
    public FileWriter(String name, Charset encoding, boolean append) throws IOException {
        this(new File(name), encoding, append);
    }

    /** Opens a file, which is made or emptied. */
    public FileWriter(File file, Charset encoding) throws IOException {
        this(file, encoding, false);
    }

    /** Opens a file. @param append whether to write behind what it holds */
    public FileWriter(File file, Charset encoding, boolean append) throws IOException {
        super(new FileOutputStream(file, append), encoding);
    }

    /** One for what is open already. */
    public FileWriter(FileDescriptor descriptor) {
        super(new FileOutputStream(descriptor));
    }
}
