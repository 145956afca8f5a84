package gevent.subprocess;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * What a child has written.
 *
 * @param out its standard output; null if it was not a pipe
 * @param err its standard error; null if it was not a pipe
 * @param encoding the encoding of its text
 */
public record Output(byte @Nullable [] out, byte @Nullable [] err, Charset encoding) {
    /** The child's standard output as text; null if it was not a pipe. */
    public @Nullable String outText() {
        return text(out);
    }

    /** The child's standard error as text; null if it was not a pipe. */
    public @Nullable String errText() {
        return text(err);
    }

    private @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, encoding);
    }
}
