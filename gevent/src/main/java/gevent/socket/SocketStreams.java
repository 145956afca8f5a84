package gevent.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The streams of a socket's implementation. */
final class SocketStreams {
    private SocketStreams() {
    }

    static InputStream in(GeventSocketImpl of) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) > 0 ? one[0] & 0xff : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return of.read(bytes, offset, length);
            }

            @Override
            public int available() throws IOException {
                return of.available();
            }

            @Override
            public void close() throws IOException {
                of.close();
            }
        };
    }

    static OutputStream out(GeventSocketImpl of) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                of.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                of.close();
            }
        };
    }
}
