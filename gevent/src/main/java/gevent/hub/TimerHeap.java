package gevent.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline, then by order of start. This is a 4-ary heap in which each timer knows its index, so starting or
 * stopping one of n timers costs at most log4 n moves. Hub thread only.
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
        siftUp(size++, timer);
    }

    @SuppressWarnings("NullAway")       // only what is behind the last timer becomes null
    void remove(Timer timer) {
        int hole = timer.index;
        if (hole == Timer.NOT_QUEUED) {
            return;
        }
        timer.index = Timer.NOT_QUEUED;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            siftDown(hole, last);
            if (heap[hole] == last) {
                siftUp(hole, last);
            }
        }
    }

    private void siftUp(int hole, Timer timer) {
        while (hole > 0) {
            int parent = (hole - 1) >> 2;
            if (!before(timer, heap[parent])) {
                break;
            }
            put(hole, heap[parent]);
            hole = parent;
        }
        put(hole, timer);
    }

    private void siftDown(int hole, Timer timer) {
        for (int first; (first = (hole << 2) + 1) < size; ) {
            int least = first;
            for (int child = first + 1; child < Math.min(first + 4, size); child++) {
                if (before(heap[child], heap[least])) {
                    least = child;
                }
            }
            if (!before(heap[least], timer)) {
                break;
            }
            put(hole, heap[least]);
            hole = least;
        }
        put(hole, timer);
    }

    private void put(int place, Timer timer) {
        heap[place] = timer;
        timer.index = place;
    }

    private static boolean before(Timer a, Timer b) {
        // Compare by difference, because nanoTime may overflow; NEVER comes after any other.
        long difference = a.deadline == Timer.NEVER || b.deadline == Timer.NEVER
                ? Long.compare(a.deadline, b.deadline) : a.deadline - b.deadline;
        return difference < 0 || (difference == 0 && a.order < b.order);
    }
}
