package greenlet;

import java.util.Arrays;
import java.util.Objects;

/** Counts platform threads. */
final class Threads {
    private Threads() {
    }

    /** How many live in our group, save for the one that once per JVM finds out where monitors are listed. */
    static long count() {
        Thread[] threads = new Thread[2 * Thread.activeCount() + 16];
        Thread.enumerate(threads);
        return Arrays.stream(threads).filter(Objects::nonNull)
                .filter(thread -> !thread.getName().equals("greenlet-lock-stack")).count();
    }
}
