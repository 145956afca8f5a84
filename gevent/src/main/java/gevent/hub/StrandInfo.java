package gevent.hub;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a greenlet, or a hub's main, was doing at one moment.
 *
 * @param strand the greenlet or main
 * @param name the name that it gives itself
 * @param waitsFor what it waited for; null if it was in no gevent wait, or if the wait did not say
 * @param waitingFor how long it had waited, give or take a turn of the loop; null if it was in no gevent wait
 * @param stack its stack, innermost frame first
 * @param spawner the greenlet that spawned it; null if none did, or if it was garbage-collected
 * @param spawnedAt where it was spawned, innermost frame first; empty unless {@code -Dgevent.spawnstacks=true}
 */
public record StrandInfo(Strand strand, String name, @Nullable Object waitsFor, @Nullable Duration waitingFor,
        List<StackTraceElement> stack, @Nullable Fiber spawner, List<StackTraceElement> spawnedAt) {
    /** The only strand that can end this wait: a joined greenlet, or the owner of a lock; null if unknown. */
    public @Nullable Strand waitsForWhom() {
        Collection<Strand> enders = Strand.endersOf(waitsFor);
        return enders.size() == 1 ? enders.iterator().next() : null;
    }

    /** One line: the name, and what the strand waited for. */
    public String summary() {
        return name + (waitingFor == null ? "" : " waits" + (waitsFor == null ? "" : " for " + waitsFor)
                + " since " + waitingFor.toMillis() + " ms");
    }

    @Override
    public String toString() {
        return summary() + lines(stack) + (spawnedAt.isEmpty() ? "" : "\n    spawned" + lines(spawnedAt));
    }

    /** A stack as reports show it, each frame on a line of its own. */
    static String lines(List<StackTraceElement> stack) {
        return stack.stream().map(frame -> "\n      at " + frame).collect(Collectors.joining());
    }
}
