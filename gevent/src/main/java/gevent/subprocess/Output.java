package gevent.subprocess;

import java.nio.charset.Charset;

/**
 * What a child has written.
 *
 * @param out to its standard output; null if that was no pipe
 * @param err to its standard error; null if that was no pipe
 * @param encoding of its text
 */
public record Output(byte[] out, byte[] err, Charset encoding) {
    /** Its standard output as text; null if that was no pipe. */
    public String outText() {
        return text(out);
    }

    /** Its standard error as text; null if that was no pipe. */
    public String errText() {
        return text(err);
    }

    private String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, encoding);
    }
}
