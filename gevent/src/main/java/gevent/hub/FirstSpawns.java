package gevent.hub;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the first greenlets of a hub were spawned, as long as its loop has not turned: if its thread never waits, they
 * never run. Only a few, because a stack costs more than a greenlet. Hub thread only.
 */
final class FirstSpawns {
    private static final int MOST = 20;

    private final IdentityHashMap<Fiber, List<StackTraceElement>> sites = new IdentityHashMap<>();

    void add(Fiber fiber) {
        if (sites.size() < MOST) {
            sites.put(fiber, SpawnSite.callers());
        }
    }

    /** Describes greenlets that never ran, and how to run them. */
    String describe(List<Fiber> unrun) {
        return unrun.size() + (unrun.size() == 1 ? " greenlet" : " greenlets") + " to run:\n"
                + unrun.stream().limit(MOST).map(this::describe).collect(Collectors.joining())
                + (unrun.size() > MOST ? "  … and " + (unrun.size() - MOST) + " more\n" : "")
                + "A greenlet begins when the thread that spawned it waits: join it there, or use Gevent.run.";
    }

    private String describe(Fiber fiber) {
        return "  " + fiber.describe() + StrandInfo.lines(sites.getOrDefault(fiber, List.of())) + "\n";
    }
}
