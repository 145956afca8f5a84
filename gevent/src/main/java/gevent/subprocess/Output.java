package gevent.subprocess;

import java.nio.charset.Charset;

/**
 * What a child has written.
 *
 * @param out its standard output; null if it was not a pipe
 * @param err its standard error; null if it was not a pipe
 * @param encoding the encoding of its text
 */
public record Output(byte[] out, byte[] err, Charset encoding) {
    /** The child's standard output as text; null if it was not a pipe. */
    public String outText() {
        return text(out);
    }

    /** The child's standard error as text; null if it was not a pipe. */
    public String errText() {
        return text(err);
    }

    private String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, encoding);
    }
}
