package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The started, unfinished fibers of a hub, oldest first, without keeping them alive: a fiber that nothing can wake any
 * more is garbage, and then it leaves this list as if it had ended. Hub thread only.
 *
 * <pre>
 *   queued for its first slice --- runs ---&gt; unregistered --- parks, or says who it is ---&gt; listed
 * </pre>
 * Many a fiber ends in its first slice. Until then its hub's queue, and then its hub, has it; only who stays gets an
 * entry, which costs memory and the collector's time.
 */
final class LiveFibers {
    static final class Entry extends WeakReference<Fiber> {
        private Entry previous;
        private Entry next;
        boolean waits;      // whether the fiber is in a wait of ours

        private Entry(Fiber fiber, ReferenceQueue<Fiber> queue) {
            super(fiber, queue);
        }
    }

    private final ReferenceQueue<Fiber> collected = new ReferenceQueue<>();
    private final Entry head = new Entry(null, null);
    private int size;
    private int queued;         // for their first slice
    private Fiber unregistered;     // in its first slice, and not listed; null if there is none

    LiveFibers() {
        head.previous = head;
        head.next = head;
    }

    /** One more waits for its first slice. */
    void queue() {
        queued++;
    }

    /** One that was queued ends, or is listed, before it runs. */
    void unqueue() {
        queued--;
    }

    /** The first slice of one that was queued. */
    void begin(Fiber fiber) {
        queued--;
        unregistered = fiber;
    }

    /** Behind each slice: who has not ended in its first one stays. */
    void retainIfAlive() {
        if (unregistered != null) {
            unregistered.register();
        }
    }

    /** Ends one that was not listed. */
    void forget(Fiber fiber) {
        if (unregistered == fiber) {
            unregistered = null;
        }
    }

    Entry add(Fiber fiber) {
        forget(fiber);
        Entry entry = new Entry(fiber, collected);
        entry.previous = head.previous;
        entry.next = head;
        entry.previous.next = entry;
        head.previous = entry;
        size++;
        return entry;
    }

    void remove(Entry entry) {
        if (entry.next != null) {
            entry.previous.next = entry.next;
            entry.next.previous = entry.previous;
            entry.next = null;
            entry.previous = null;
            size--;
        }
    }

    int size() {
        return size + queued + (unregistered == null ? 0 : 1);
    }

    /** Forgets the fibers that were collected; says how many of them were in a wait of ours. */
    int expunge() {
        int waited = 0;
        for (Reference<? extends Fiber> dead; (dead = collected.poll()) != null; ) {
            Entry entry = (Entry) dead;
            if (entry.next != null) {
                remove(entry);
                waited += entry.waits ? 1 : 0;
            }
        }
        return waited;
    }

    /** The threads of those that have begun and are in no wait of ours. Between slices. */
    List<Thread> waitingInJdk() {
        return listed().stream().filter(fiber -> !fiber.waits()).map(Fiber::thread).toList();
    }

    /** All, with those that wait for their first slice. @param ready where they are */
    List<Fiber> toList(Iterable<Runnable> ready) {
        List<Fiber> fibers = listed();
        if (unregistered != null) {
            fibers.add(unregistered);
        }
        for (Runnable next : ready) {
            Thread thread = VirtualThreads.threadOf(next);
            if (thread != null && Fiber.of(thread) instanceof Fiber fiber && fiber.isQueued()) {
                fibers.add(fiber);
            }
        }
        return fibers;
    }

    private List<Fiber> listed() {
        List<Fiber> fibers = new ArrayList<>(size);
        for (Entry entry = head.next; entry != head; entry = entry.next) {
            Fiber fiber = entry.get();
            if (fiber != null) {
                fibers.add(fiber);
            }
        }
        return fibers;
    }
}
