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
    private final Map<Runnable, Boolean> continuations = new IdentityHashMap<>();

    /**
     * What the loop runs for a guest whose continuation is ready. Any thread.
     *
     * @param onHub whether this is the hub's thread, so that the guest is counted from now on
     */
    Runnable slice(Runnable continuation, boolean onHub) {
        if (onHub) {
            continuations.put(continuation, true);
        }
        return new Slice(this, continuation);
    }

    record Slice(Guests guests, Runnable continuation) implements Runnable {
        @Override
        public void run() {
            guests.continuations.put(continuation, true);
            continuation.run();
            if (!VirtualThreads.threadOf(continuation).isAlive()) {
                guests.continuations.remove(continuation);
            }
        }
    }

    int size() {
        return continuations.size();
    }

    List<Thread> threads() {
        return continuations.keySet().stream().map(VirtualThreads::threadOf).toList();
    }
}
