package gevent.internal.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory that the C library reads and writes: for what goes through a descriptor, and a corner for other parameters and
 * results of a call, such as a socket address. A hub keeps one buffer; threads without a hub share a few. No buffer is
 * held across a wait, so there are never more shared buffers than calls at one time.
 *
 * <pre>{@code
 * try (NativeBuffer buffer = NativeBuffer.take()) {
 *     n = Libc.C.read(fd, buffer.address, NativeBuffer.SIZE);
 * }
 * }</pre>
 */
public final class NativeBuffer implements AutoCloseable {
    /** How many bytes go through at once: twice a full socket buffer of the usual size. */
    public static final int SIZE = 128 * 1024;
    private static final int CORNER = 512;

    private static final ConcurrentLinkedQueue<NativeBuffer> FREE = new ConcurrentLinkedQueue<>();  // any thread

    /** The bytes and, from {@link #SIZE} on, the corner; in native byte order. */
    public final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE + CORNER).order(ByteOrder.nativeOrder());
    /** The address of the bytes. */
    public final long address = Libc.addressOf(memory);
    /** The address of the corner. */
    public final long corner = address + SIZE;

    private final boolean shared;

    /** Makes a buffer for a single owner, a hub. */
    public NativeBuffer() {
        this(false);
    }

    private NativeBuffer(boolean shared) {
        this.shared = shared;
    }

    /** A buffer that nothing else uses until it is closed. */
    public static NativeBuffer take() {
        NativeBuffer free = FREE.poll();
        return free != null ? free : new NativeBuffer(true);
    }

    /** Gives a shared buffer back; does nothing if the buffer has a single owner. */
    @Override
    public void close() {
        if (shared) {
            FREE.add(this);
        }
    }

    /**
     * A number in the corner.
     *
     * @param offset in bytes
     */
    public int cornerInt(int offset) {
        return memory.getInt(SIZE + offset);
    }

    /**
     * Puts a number into the corner.
     *
     * @param offset in bytes
     */
    public void setCornerInt(int offset, int value) {
        memory.putInt(SIZE + offset, value);
    }
}
