package gevent.testing;

import gevent.internal.KernelAccess;
import java.util.AbstractList;
import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ready work of a simulated hub: callbacks of the loop, which keep their order among themselves, and slices of
 * greenlets, any of which may be next. Hub thread only.
 */
final class SeededOrder extends AbstractQueue<Runnable> {
    private static final int NONE = -1;

    private record Ready(Runnable what, @Nullable Thread thread, long number) {
    }

    private final Policy policy;
    private final Trace trace;
    private final List<Ready> slices = new ArrayList<>();
    private final ArrayDeque<Ready> callbacks = new ArrayDeque<>();     // only the first may be chosen
    private long number;

    SeededOrder(Policy policy, Trace trace) {
        this.policy = policy;
        this.trace = trace;
    }

    @Override
    public boolean offer(Runnable ready) {
        Thread thread = KernelAccess.get().threadOf(ready);
        (thread == null ? callbacks : slices).add(new Ready(ready, thread, number++));
        return true;
    }

    @Override
    public @Nullable Runnable poll() {
        if (isEmpty()) {
            return null;
        }
        Candidates candidates = new Candidates(placeOfCallback());
        int chosen = candidates.size() == 1 ? 0 : policy.choose(candidates);
        trace.step(candidates.get(chosen), candidates.size());
        return (chosen == candidates.callback ? callbacks.remove() : slices.remove(candidates.slice(chosen))).what();
    }

    /** The number of slices that became ready before the first callback; {@code NONE} if there is no callback. */
    private int placeOfCallback() {
        if (callbacks.isEmpty()) {
            return NONE;
        }
        int place = Collections.binarySearch(slices, callbacks.peek(), Comparator.comparingLong(Ready::number));
        return -place - 1;
    }

    /** The threads that could run, in the order in which they became ready; null for the callback. For one choice. */
    private final class Candidates extends AbstractList<@Nullable Thread> {
        private final int callback;

        Candidates(int callback) {
            this.callback = callback;
        }

        int slice(int candidate) {
            return callback == NONE || candidate < callback ? candidate : candidate - 1;
        }

        @Override
        public @Nullable Thread get(int candidate) {
            return candidate == callback ? null : slices.get(slice(candidate)).thread();
        }

        @Override
        public int size() {
            return slices.size() + (callback == NONE ? 0 : 1);
        }
    }

    @Override
    public Runnable peek() {
        throw new UnsupportedOperationException("What is next is decided when it is taken");
    }

    @Override
    public Iterator<Runnable> iterator() {
        return Stream.concat(slices.stream(), callbacks.stream()).map(Ready::what).iterator();
    }

    @Override
    public int size() {
        return slices.size() + callbacks.size();
    }

    @Override
    public void clear() {
        slices.clear();
        callbacks.clear();
    }
}
