package gevent.hub;

/**
 * Runs its callback after a delay, once or repeatedly. A timer never fires early. Timers that are due together fire in
 * the order of their deadlines; timers with equal deadlines fire in the order they were started.
 *
 * <p>Made by {@link Loop#timer}. A one-shot timer is stopped before its callback runs, so the callback may start it
 * again.
 */
public final class Timer extends Watcher {
    static final int NOT_QUEUED = -1;
    /** The deadline of a timer that never fires. */
    static final long NEVER = Long.MAX_VALUE;
    /** Nanoseconds, 146 years: what is longer is never, so that deadlines can be compared by their difference. */
    private static final long LONGEST = 1L << 62;

    private final long after;       // nanoseconds
    private final long repeat;      // nanoseconds; 0 for once
    private final TimerHeap heap;

    long deadline;                  // on the loop's clock; for TimerHeap
    long order;                     // among equal deadlines; for TimerHeap
    int index = NOT_QUEUED;         // in the heap; for TimerHeap

    Timer(Loop loop, TimerHeap heap, long after, long repeat) {
        super(loop);
        this.heap = heap;
        this.after = after;
        this.repeat = repeat;
    }

    @Override
    void arm() {
        deadline = later(loop.clock().nanos(), after);
        heap.add(this);
    }

    private static long later(long time, long nanos) {
        return nanos >= LONGEST ? NEVER : time + nanos;
    }

    @Override
    void disarm() {
        heap.remove(this);
    }

    /** Called by the loop after the timer has left the heap. */
    @SuppressWarnings("NullAway")       // a timer in the heap is started, so it has a callback
    void fire(long now) {
        if (repeat == 0) {
            stopped().run();
        } else {
            long next = later(deadline, repeat);
            deadline = next == NEVER || next - now > 0 ? next : now;
            heap.add(this);
            callback().run();
        }
    }
}
