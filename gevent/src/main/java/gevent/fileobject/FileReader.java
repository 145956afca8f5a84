package gevent.fileobject;

import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;

/**
 * What {@link java.io.FileReader} is to {@link java.io.FileInputStream}, to {@link FileInputStream}.
 *
 * <pre>{@code
 * try (var lines = new BufferedReader(new FileReader("names"))) {
 *     String first = lines.readLine();
 * }
 * }</pre>
 */
public class FileReader extends InputStreamReader {
    /** Opens a file of the default encoding. */
    public FileReader(String name) throws IOException {
        this(new File(name));
    }

    /** Opens a file of the default encoding. */
    public FileReader(File file) throws IOException {
        this(file, Charset.defaultCharset());
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
