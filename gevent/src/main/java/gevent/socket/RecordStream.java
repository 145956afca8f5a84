package gevent.socket;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The input of a TLS connection, delivered in whole records; it waits only while it has no whole record. The JDK's TLS
 * keeps a partial record across a {@code SocketTimeoutException}, but loses it if the read throws anything else, for
 * example a kill. So TLS must not wait in the middle of a record. One reader at a time, which TLS itself ensures.
 *
 * <pre>
 *   buffer:  | given | whole records | part of one | free |
 *                    from            whole         end
 * </pre>
 */
final class RecordStream extends InputStream {
    private static final int HEADER = 5;
    private static final int FIRST_TYPE = 20;      // change of cipher, alert, handshake, data, heartbeat
    private static final int LAST_TYPE = 24;
    private static final int SMALL = 1024;

    private final InputStream in;
    private byte[] buffer = new byte[SMALL];
    private int from;
    private int whole;
    private int end;
    private boolean ended;

    RecordStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) > 0 ? one[0] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (from == whole && !ended) {
            fill();
        }
        int n = Math.min(length, whole - from);
        if (n == 0) {
            return -1;
        }
        System.arraycopy(buffer, from, bytes, offset, n);
        from += n;
        return n;
    }

    @Override
    public int available() throws IOException {
        return whole - from + in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Reads more; called when all whole records have been given. */
    private void fill() throws IOException {
        makeRoom();
        int n = in.read(buffer, end, buffer.length - end);
        if (n < 0) {
            // TLS judges the remaining bytes.
            ended = true;
            whole = end;
        } else {
            end += n;
            findWhole();
        }
    }

    private void makeRoom() {
        System.arraycopy(buffer, from, buffer, 0, end - from);
        end -= from;
        from = 0;
        whole = 0;
        if (end == buffer.length) {
            // Not at once for the length that the peer claims: it costs the peer nothing to claim it and send no more.
            buffer = Arrays.copyOf(buffer, Math.min(lengthAt(0), 2 * buffer.length));
        }
    }

    private void findWhole() {
        while (end - whole >= HEADER) {
            int type = buffer[whole] & 0xff;
            if (type < FIRST_TYPE || type > LAST_TYPE) {
                // An ancient hello, or not TLS at all.
                whole = end;
                return;
            }
            int length = lengthAt(whole);
            if (end - whole < length) {
                return;
            }
            whole += length;
        }
    }

    private int lengthAt(int record) {
        return HEADER + ((buffer[record + 3] & 0xff) << 8 | buffer[record + 4] & 0xff);
    }
}
