package gevent.internal.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory that the C library reads and writes: for what goes through a descriptor, and a corner for what a call takes or
 * returns besides, a socket's address say. A hub keeps one; threads without a hub share a few. Nobody holds one across
 * a wait, so there are never more than calls at one time.
 *
 * <pre>{@code
 * try (NativeBuffer buffer = NativeBuffer.take()) {
 *     n = Libc.C.read(fd, buffer.address, NativeBuffer.SIZE);
 * }
 * }</pre>
 */
public final class NativeBuffer implements AutoCloseable {
    /** How much goes through at once: a full socket buffer of the usual size, twice over. */
    public static final int SIZE = 128 * 1024;
    private static final int CORNER = 512;

    private static final ConcurrentLinkedQueue<NativeBuffer> FREE = new ConcurrentLinkedQueue<>();  // any thread

    /** The bytes and, from {@link #SIZE} on, the corner; in the machine's own order. */
    public final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE + CORNER).order(ByteOrder.nativeOrder());
    /** Where the bytes begin. */
    public final long address = Libc.addressOf(memory);
    /** Where the corner begins. */
    public final long corner = address + SIZE;

    private final boolean shared;

    /** One for a single owner, a hub. */
    public NativeBuffer() {
        this(false);
    }

    private NativeBuffer(boolean shared) {
        this.shared = shared;
    }

    /** One that nobody else has until it is closed. */
    public static NativeBuffer take() {
        NativeBuffer free = FREE.poll();
        return free != null ? free : new NativeBuffer(true);
    }

    /** Gives it back; nothing if it has a single owner. */
    @Override
    public void close() {
        if (shared) {
            FREE.add(this);
        }
    }

    /** A number in the corner. @param offset in bytes */
    public int cornerInt(int offset) {
        return memory.getInt(SIZE + offset);
    }

    /** Puts a number into the corner. @param offset in bytes */
    public void setCornerInt(int offset, int value) {
        memory.putInt(SIZE + offset, value);
    }
}
