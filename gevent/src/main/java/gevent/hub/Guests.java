package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unfinished virtual threads that code of a hub's greenlets has started itself, and that thus run on the hub. Hub
 * thread only, save where it says otherwise.
 */
final class Guests {
    private final Hub hub;
    private final Map<Runnable, ForeignStrand> strands = new IdentityHashMap<>(0);      // by continuation

    Guests(Hub hub) {
        this.hub = hub;
    }

    /** The one that a continuation belongs to; it is a guest from now on, if it was not. */
    ForeignStrand strandOf(Runnable continuation) {
        return strands.computeIfAbsent(continuation,
                _ -> new ForeignStrand(hub, VirtualThreads.threadOf(continuation)));
    }

    /**
     * What the loop runs for a guest whose continuation is ready. Any thread.
     *
     * @param onHub whether this is the hub's thread, so that the guest is counted from now on
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
            Thread thread = guests.strandOf(continuation).thread();
            continuation.run();
            if (!thread.isAlive()) {
                guests.strands.remove(continuation);
            }
        }
    }

    int size() {
        return strands.size();
    }

    List<Thread> threads() {
        return strands.values().stream().map(ForeignStrand::thread).toList();
    }
}
