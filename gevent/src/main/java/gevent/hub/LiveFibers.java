package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The started, unfinished fibers of a hub, oldest first. The list does not keep them alive: a fiber that nothing can
 * wake any more is garbage, and leaves the list as if it had ended. Hub thread only.
 *
 * <pre>
 *   queued for its first slice --- runs ---&gt; unregistered --- parks or spawns ---&gt; listed
 * </pre>
 * Many fibers end in their first slice. Until then the hub's queue, and then the hub itself, refers to the fiber. Only
 * a fiber that outlives its first slice gets an entry, because an entry costs memory and garbage collection time.
 */
final class LiveFibers {
    static final class Entry extends WeakReference<Fiber> {
        private Entry previous = this;
        private Entry next = this;  // this unless listed
        boolean waits;              // whether the fiber is in a gevent wait

        private Entry(@Nullable Fiber fiber, @Nullable ReferenceQueue<Fiber> queue) {
            super(fiber, queue);
        }
    }

    private final ReferenceQueue<Fiber> collected = new ReferenceQueue<>();
    private final Entry head = new Entry(null, null);
    private int size;
    private int queued;                     // fibers that wait for their first slice
    private @Nullable Fiber unregistered;   // the fiber in its first slice, not listed; null if none

    /** Counts one more fiber that waits for its first slice. */
    void queue() {
        queued++;
    }

    /** Uncounts a queued fiber that ends or is listed before it runs. */
    void unqueue() {
        queued--;
    }

    /** Begins the first slice of a queued fiber. */
    void begin(Fiber fiber) {
        queued--;
        unregistered = fiber;
    }

    /** Called after each slice: lists a fiber that has not ended in its first slice. */
    void retainIfAlive() {
        if (unregistered != null) {
            unregistered.register();
        }
    }

    /** Forgets {@code fiber} if it is the unregistered one. */
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
        if (entry.next != entry) {
            entry.previous.next = entry.next;
            entry.next.previous = entry.previous;
            entry.next = entry;
            entry.previous = entry;
            size--;
        }
    }

    int size() {
        return size + queued + (unregistered == null ? 0 : 1);
    }

    /** Removes the fibers that were collected, and returns how many of them were in a gevent wait. */
    int expunge() {
        int waited = 0;
        for (Reference<? extends Fiber> dead; (dead = collected.poll()) != null; ) {
            Entry entry = (Entry) dead;
            if (entry.next != entry) {
                remove(entry);
                waited += entry.waits ? 1 : 0;
            }
        }
        return waited;
    }

    /** The threads of the fibers that have begun and are in no gevent wait. Between slices. */
    List<Thread> waitingInJdk() {
        return listed().stream().filter(fiber -> !fiber.waits()).map(Fiber::thread).toList();
    }

    /** All fibers, including those that wait for their first slice in {@code ready}. */
    List<Fiber> toList(Iterable<Runnable> ready) {
        List<Fiber> fibers = listed();
        if (unregistered != null) {
            fibers.add(unregistered);
        }
        for (Runnable next : ready) {
            if (next instanceof Fiber.Start start && start.fiber().isUnrun()) {
                fibers.add(start.fiber());
                continue;
            }
            Thread thread = VirtualThreads.threadOf(next);
            Fiber fiber = thread == null ? null : Fiber.of(thread);
            if (fiber != null && fiber.isQueued()) {
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
