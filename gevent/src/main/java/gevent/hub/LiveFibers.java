package gevent.hub;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The started, unfinished fibers of a hub, oldest first, without keeping them alive: a fiber that nothing can wake any
 * more is garbage, and then it leaves this list as if it had ended. Hub thread only.
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

    LiveFibers() {
        head.previous = head;
        head.next = head;
    }

    Entry add(Fiber fiber) {
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
        return size;
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

    /** The threads of those that have begun and are in no wait of ours. */
    List<Thread> waitingInJdk() {
        return toList().stream().filter(fiber -> !fiber.waits()).map(Fiber::thread).toList();
    }

    List<Fiber> toList() {
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
