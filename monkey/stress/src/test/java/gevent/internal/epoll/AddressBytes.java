package gevent.internal.epoll;

import gevent.internal.libc.NativeBuffer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Socket addresses as the system returns them. */
public final class AddressBytes {
    private static final int START = NativeBuffer.SIZE + 16;
    private static final int ROOM = 128;

    private AddressBytes() {
    }

    /** Two bytes for the length that the system tells, then the address; it survives being put and read again. */
    public static void read(byte[] input) throws IOException {
        byte[] bytes = Arrays.copyOf(input, 2 + ROOM);
        NativeBuffer buffer = new NativeBuffer();
        NativeAddress.length(buffer);
        buffer.setCornerInt(0, ByteBuffer.wrap(bytes).getShort());
        buffer.memory.put(START, bytes, 2, ROOM);
        SocketAddress read = NativeAddress.get(buffer);
        if (read instanceof InetSocketAddress inet) {
            NativeAddress.put(buffer, read, inet.getAddress() instanceof Inet4Address ? NativeAddress.AF_INET
                    : NativeAddress.AF_INET6);
            if (!read.equals(NativeAddress.get(buffer))) {
                throw new AssertionError(read + " was put, but " + NativeAddress.get(buffer) + " read");
            }
        }
    }
}
