package samples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is printed until this is closed, instead of printing it. */
public final class Printed implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream formerOut = System.out;
    private final PrintStream formerErr = System.err;

    /** Begins to keep it. */
    public Printed() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** The lines so far. */
    public List<String> out() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Those of the standard error. */
    public List<String> err() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        System.setOut(formerOut);
        System.setErr(formerErr);
    }
}
