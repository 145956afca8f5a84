package gevent.hub;

import gevent.internal.jdk.Joiners;
import gevent.internal.jdk.VirtualThreads;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/**
 * The unfinished virtual threads that code in a hub's greenlets started itself. They run on the same hub. Hub thread
 * only, unless a method says otherwise.
 */
final class Guests {
    private final Hub hub;
    private final IdentityHashMap<Runnable, ForeignStrand> strands = new IdentityHashMap<>(0);      // by continuation

    Guests(Hub hub) {
        this.hub = hub;
    }

    /** The strand of the guest with this continuation; an unknown guest is added. */
    ForeignStrand strandOf(Runnable continuation) {
        return strands.computeIfAbsent(continuation,
                _ -> new ForeignStrand(hub, Objects.requireNonNull(VirtualThreads.threadOf(continuation))));
    }

    /**
     * What the loop runs for a guest whose continuation is ready. Any thread.
     *
     * @param onHub whether the current thread is the hub's, so that the guest is counted from now on
     */
    Runnable slice(Runnable continuation, boolean onHub) {
        if (onHub) {
            strandOf(continuation);
        }
        return new Slice(this, continuation);
    }

    record Slice(Guests guests, Runnable continuation) implements Runnable {
        @Override
        public void run() {
            ForeignStrand strand = guests.strandOf(continuation);
            Thread thread = strand.thread();
            strand.joined |= Joiners.take(thread);
            continuation.run();
            if (!thread.isAlive()) {
                guests.strands.remove(continuation);
                if (strand.joined) {
                    JoinNotice.start(guests.hub, thread);
                }
            }
        }
    }

    /** Ends the waits of guests that did not end in time. */
    void abandonAll(HubDestroyed end) {
        strands.values().forEach(guest -> guest.abandonWait(end));
    }

    void clear() {
        strands.clear();
    }

    int size() {
        return strands.size();
    }

    List<Thread> threads() {
        return strands.values().stream().map(ForeignStrand::thread).toList();
    }
}
