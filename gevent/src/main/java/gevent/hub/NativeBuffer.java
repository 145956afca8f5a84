package gevent.hub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory that the C library reads and writes: for what goes through a descriptor, and a corner for what a call takes or
 * returns besides, a socket's address say. A hub keeps one; threads without a hub share a few. Nobody holds one across
 * a wait, so there are never more than calls at one time.
 */
final class NativeBuffer {
    /** How much goes through at once: a full socket buffer of the usual size, twice over. */
    static final int SIZE = 128 * 1024;
    private static final int CORNER = 512;

    private static final ConcurrentLinkedQueue<NativeBuffer> FREE = new ConcurrentLinkedQueue<>();  // any thread

    /** The bytes and, from {@link #SIZE} on, the corner; in the machine's own order. */
    final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE + CORNER).order(ByteOrder.nativeOrder());
    /** Where the bytes begin. */
    final long address = Libc.addressOf(memory);
    /** Where the corner begins. */
    final long corner = address + SIZE;

    /** The one of {@code hub}, on whose thread we are; one of our own until {@link #giveBack} if that is null. */
    static NativeBuffer take(Hub hub) {
        if (hub != null) {
            return hub.nativeBuffer();
        }
        NativeBuffer free = FREE.poll();
        return free != null ? free : new NativeBuffer();
    }

    /** Ends what {@link #take} began. */
    static void giveBack(Hub hub, NativeBuffer buffer) {
        if (hub == null) {
            FREE.add(buffer);
        }
    }

    int cornerInt(int offset) {
        return memory.getInt(SIZE + offset);
    }

    void setCornerInt(int offset, int value) {
        memory.putInt(SIZE + offset, value);
    }
}
