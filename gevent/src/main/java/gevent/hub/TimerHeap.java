package gevent.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline, then by order of start. This is a 4-ary heap in which each timer knows its index, so starting or
 * stopping one of n timers costs at most log4 n moves. Hub thread only.
 *
 * <p>A greenlet starts its timers on its own stack, which may be full, and all others depend on the heap. So what calls
 * methods changes nothing, and what changes the heap calls none: StackOverflowError comes before a change or not at all.
 */
final class TimerHeap {
    private Timer[] heap = new Timer[16];
    private int size;
    private long started;

    boolean isEmpty() {
        return size == 0;
    }

    /** How many timers were ever started, which is the order of the next one. */
    long started() {
        return started;
    }

    /** The next timer to fire; null if there is none. */
    @Nullable Timer peek() {
        return heap[0];
    }

    void add(Timer timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.order = started++;
        lower(topFor(size, timer), size, timer);
        size++;
    }

    @SuppressWarnings("NullAway")       // only what is behind the last timer becomes null
    void remove(Timer timer) {
        int hole = timer.index;
        if (hole == Timer.NOT_QUEUED) {
            return;
        }
        Timer last = heap[size - 1];
        if (last != timer) {
            int top = topFor(hole, last);
            if (top < hole) {
                lower(top, hole, last);
            } else {
                raise(hole, bottomFor(hole, last), last);
            }
        }
        timer.index = Timer.NOT_QUEUED;
        heap[--size] = null;
    }

    void clear() {
        while (size > 0) {
            remove(heap[size - 1]);
        }
    }

    // ---- finding a place; these change nothing

    /** The place of {@code timer} between {@code place} and the root. */
    private int topFor(int place, Timer timer) {
        int top = place;
        while (top > 0 && before(timer, heap[(top - 1) >> 2])) {
            top = (top - 1) >> 2;
        }
        return top;
    }

    /** The place of the last timer, {@code last}, between {@code place} and the leaves. */
    private int bottomFor(int place, Timer last) {
        int bottom = place;
        for (int first; (first = (bottom << 2) + 1) < size - 1; ) {
            int least = first;
            for (int child = first + 1; child < Math.min(first + 4, size - 1); child++) {
                if (before(heap[child], heap[least])) {
                    least = child;
                }
            }
            if (!before(heap[least], last)) {
                break;
            }
            bottom = least;
        }
        return bottom;
    }

    private static boolean before(Timer a, Timer b) {
        // Compare by difference, because nanoTime may overflow; NEVER comes after any other.
        long difference = a.deadline == Timer.NEVER || b.deadline == Timer.NEVER
                ? Long.compare(a.deadline, b.deadline) : a.deadline - b.deadline;
        return difference < 0 || (difference == 0 && a.order < b.order);
    }

    // ---- moving; these call nothing

    /** Moves what is from {@code top} to {@code bottom} one place down, and puts {@code timer} at the top. */
    private void lower(int top, int bottom, Timer timer) {
        int hole = bottom;
        while (hole != top) {
            int parent = (hole - 1) >> 2;
            heap[hole] = heap[parent];
            heap[hole].index = hole;
            hole = parent;
        }
        heap[top] = timer;
        timer.index = top;
    }

    /** Moves what is from {@code bottom} to {@code top} one place up, and puts {@code timer} at the bottom. */
    private void raise(int top, int bottom, Timer timer) {
        Timer moved = timer;
        for (int place = bottom; place >= top; place = (place - 1) >> 2) {
            Timer next = heap[place];
            heap[place] = moved;
            moved.index = place;
            moved = next;
        }
    }
}
