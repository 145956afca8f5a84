package gevent.fileobject;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;

/**
 * The counterpart of {@link java.io.FileReader} on top of {@link FileInputStream}.
 *
 * <pre>{@code
 * try (var lines = new BufferedReader(new FileReader("names"))) {
 *     String first = lines.readLine();
 * }
 * }</pre>
 */
public class FileReader extends InputStreamReader {
    /** Opens a file in the default encoding. */
    public FileReader(String name) throws FileNotFoundException {
        super(new FileInputStream(name));
    }

    /** Opens a file in the default encoding. */
    public FileReader(File file) throws FileNotFoundException {
        super(new FileInputStream(file));
    }

    /** Reads an open descriptor. */
    public FileReader(FileDescriptor descriptor) {
        super(new FileInputStream(descriptor));
    }

    /** Opens a file. */
    public FileReader(String name, Charset encoding) throws IOException {
        this(new File(name), encoding);
    }

    /** Opens a file. */
    public FileReader(File file, Charset encoding) throws IOException {
        super(new FileInputStream(file), encoding);
    }
}
