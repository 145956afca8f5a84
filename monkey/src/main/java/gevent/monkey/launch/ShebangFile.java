package gevent.monkey.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.tools.SimpleJavaFileObject;

/** A source file of any name whose first line, {@code #!…}, names the program that runs it (JEP 330). */
final class ShebangFile extends SimpleJavaFileObject {
    private static final byte[] MAGIC = {'#', '!'};

    private final Path file;
    private final String text;

    ShebangFile(Path file) throws IOException {
        super(file.toUri(), Kind.SOURCE);
        this.file = file;
        String all = Files.readString(file);
        // The end of the first line stays, so that lines keep their numbers.
        text = all.substring(all.indexOf('\n') < 0 ? all.length() : all.indexOf('\n'));
    }

    /** Whether {@code name} is a file that begins with {@code #!}. */
    static boolean is(String name) throws IOException {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(MAGIC, in.readNBytes(MAGIC.length));
        }
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }

    /** The name that the compiler's messages show. */
    @Override
    public String getName() {
        return file.toString();
    }

    /** Any class may be in a file of any name. */
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
        return kind == Kind.SOURCE;
    }
}
