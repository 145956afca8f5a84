package gevent.internal.jdk;

import org.jspecify.annotations.Nullable;

/**
 * A short section in which a virtual thread stays on its carrier, whatever lock it meets there. For code that takes
 * locks of the JDK: a greenlet that left its carrier with such a lock, or next in line for it, would need the thread
 * of its hub, which blocks once the loop or main wants the lock, too.
 *
 * <pre>{@code
 * try (Pin _ = Pin.hold()) {
 *     channel.close();
 * }
 * }</pre>
 */
public final class Pin implements AutoCloseable {
    /** How many frames must be left, so that the section can be ended: four times what that takes. */
    private static final int RESERVE = 32;

    private static final Pin HELD = new Pin();

    private Pin() {
    }

    /**
     * Begins the section.
     *
     * @return to be closed at its end; null on a platform thread, which has no carrier to leave
     */
    public static @Nullable Pin hold() {
        if (!Thread.currentThread().isVirtual()) {
            return null;
        }
        reserve(RESERVE);
        VirtualThreads.pin();
        return HELD;
    }

    /** Throws StackOverflowError unless there are that many more frames: {@link #close} must not overflow the stack. */
    private static int reserve(int frames) {
        return frames == 0 ? 0 : reserve(frames - 1) + 1;
    }

    /** Ends the section. */
    @Override
    public void close() {
        VirtualThreads.unpin();
    }
}
