package gevent.testing;

import gevent.hub.Loop;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * What is ready on a simulated hub: callbacks of the loop, which keep their order among themselves, and slices of
 * greenlets, any of which may be next. Hub thread only.
 */
final class SeededOrder extends AbstractQueue<Runnable> {
    private final Policy policy;
    private final Trace trace;
    private final List<Runnable> queue = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();         // of the queue, null for callbacks
    private final List<Thread> seenThreads = Collections.unmodifiableList(threads);
    private int callbacks;

    SeededOrder(Policy policy, Trace trace) {
        this.policy = policy;
        this.trace = trace;
    }

    @Override
    public boolean offer(Runnable ready) {
        Thread thread = Loop.threadOf(ready);
        queue.add(ready);
        threads.add(thread);
        callbacks += thread == null ? 1 : 0;
        return true;
    }

    @Override
    public Runnable poll() {
        if (queue.isEmpty()) {
            return null;
        }
        int next = queue.size() == 1 ? 0 : callbacks == 0 ? policy.choose(seenThreads) : chooseAmongCallbacks();
        trace.step(threads.get(next), queue.size());
        callbacks -= threads.remove(next) == null ? 1 : 0;
        return queue.remove(next);
    }

    /** Of the callbacks only the first may be chosen. */
    private int chooseAmongCallbacks() {
        List<Thread> candidates = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        boolean callback = false;
        for (int i = 0; i < threads.size(); i++) {
            Thread thread = threads.get(i);
            if (thread != null || !callback) {
                callback |= thread == null;
                candidates.add(thread);
                places.add(i);
            }
        }
        return places.get(candidates.size() == 1 ? 0 : policy.choose(candidates));
    }

    @Override
    public Runnable peek() {
        throw new UnsupportedOperationException("What is next is decided when it is taken");
    }

    @Override
    public Iterator<Runnable> iterator() {
        return queue.iterator();
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public void clear() {
        queue.clear();
        threads.clear();
        callbacks = 0;
    }
}
