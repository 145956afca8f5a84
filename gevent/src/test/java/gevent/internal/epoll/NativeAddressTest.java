package gevent.internal.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.internal.libc.NativeBuffer;
import gevent.io.Transport;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Socket addresses as the system returns them, whose Unix paths a stranger has chosen. */
class NativeAddressTest {
    private static final int START = NativeBuffer.SIZE + 16;

    @BeforeEach
    void onEpoll() {
        assumeTrue(Transport.get() instanceof EpollTransport);
    }

    /** What is read of an address of {@code bytes} of which the system says that there were {@code length}. */
    private static SocketAddress read(int length, byte... bytes) {
        NativeBuffer buffer = new NativeBuffer();
        NativeAddress.length(buffer);
        buffer.setCornerInt(0, length);
        buffer.memory.put(START, bytes);
        return NativeAddress.get(buffer);
    }

    private static SocketAddress path(int length, byte... path) {
        return read(length, ByteBuffer.allocate(2 + path.length).order(ByteOrder.nativeOrder())
                .putShort((short) NativeAddress.AF_UNIX).put(path).array());
    }

    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    @Test
    void aPathEndsBeforeItsZero() {
        assertEquals(UnixDomainSocketAddress.of("/a/b"), path(7, "/a/b\0c".getBytes()));
        assertEquals(UnixDomainSocketAddress.of("/a/b"), path(6, "/a/b".getBytes()));
    }

    @Test
    void whatCanBeNoPathOfJavaIsNoName() {
        assertEquals(UNNAMED, path(6, "a\0b\0".getBytes()));
        assertEquals(UNNAMED, path(6, "\0abc".getBytes()));
        assertEquals(UNNAMED, path(2));
        assertEquals(UNNAMED, path(0));
    }

    @Test
    void aLengthBeyondTheRoomIsCutOff() {
        byte[] longest = "x".repeat(126).getBytes();
        assertEquals(UnixDomainSocketAddress.of("x".repeat(126)), path(Integer.MAX_VALUE, longest));
    }

    @Test
    void anUnknownFamilyIsNoAddress() {
        assertNull(read(16, new byte[16]));
    }

    @Test
    void anAddressThatIsPutIsReadAgain() throws SocketException {
        NativeBuffer buffer = new NativeBuffer();
        UnixDomainSocketAddress longest = UnixDomainSocketAddress.of("p".repeat(107));
        NativeAddress.length(buffer);
        buffer.setCornerInt(0, NativeAddress.put(buffer, longest, NativeAddress.AF_UNIX));

        assertEquals(longest, NativeAddress.get(buffer));
    }
}
