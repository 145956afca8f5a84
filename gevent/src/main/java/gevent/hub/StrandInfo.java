package gevent.hub;

import java.time.Duration;
import java.util.List;

/**
 * What a greenlet, or a hub's main, was doing at one moment.
 *
 * @param strand who
 * @param name as it calls itself
 * @param waitsFor what it waited for; null if it was in no wait of ours, or that did not say
 * @param waitingFor how long it had waited, give or take a turn of the loop; null if it was in no wait of ours
 * @param stack where it stood, innermost first
 * @param spawner who made it; null if that was no greenlet, or nothing is left of it
 * @param spawnedAt where it was made, innermost first; empty unless {@code -Dgevent.spawnstacks=true}
 */
public record StrandInfo(Strand strand, String name, Object waitsFor, Duration waitingFor,
        List<StackTraceElement> stack, Fiber spawner, List<StackTraceElement> spawnedAt) {
    /** Who alone can end its wait: a greenlet that is joined, the owner of a lock; null if that cannot be said. */
    public Strand waitsForWhom() {
        return switch (waitsFor) {
            case Strand joined -> joined;
            case Owned lock -> lock.owner();
            case null, default -> null;
        };
    }

    /** One line: who, and what it waited for. */
    public String summary() {
        return name + (waitingFor == null ? "" : " waits" + (waitsFor == null ? "" : " for " + waitsFor)
                + " since " + waitingFor.toMillis() + " ms");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(summary());
        stack.forEach(frame -> text.append("\n      at ").append(frame));
        if (!spawnedAt.isEmpty()) {
            text.append("\n    spawned");
            spawnedAt.forEach(frame -> text.append("\n      at ").append(frame));
        }
        return text.toString();
    }
}
