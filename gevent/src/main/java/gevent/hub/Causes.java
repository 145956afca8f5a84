package gevent.hub;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks through an exception, its causes, the exceptions that it suppresses, and theirs. */
final class Causes {
    /** More than any library wraps. It ends the search where {@code getCause()} always makes a new exception. */
    private static final int MOST = 1000;
    /** Its class is not loaded, because its module may be absent. */
    private static final String NAMING_INTERRUPT = "javax.naming.InterruptedNamingException";

    private Causes() {
    }

    /** Whether {@code wanted} is among them. */
    static boolean include(Throwable end, Throwable wanted) {
        return end == wanted || anyMatch(end, t -> t == wanted);
    }

    /** Whether one of them says that a thread was interrupted. */
    static boolean tellOfInterrupt(Throwable end) {
        return anyMatch(end, Causes::tellsOfInterrupt);
    }

    private static boolean tellsOfInterrupt(Throwable t) {
        return switch (t) {
            case SocketTimeoutException _ -> false;
            case InterruptedException _, InterruptedIOException _, ClosedByInterruptException _ -> true;
            default -> t.getClass().getName().equals(NAMING_INTERRUPT);
        };
    }

    private static boolean anyMatch(Throwable end, Predicate<Throwable> wanted) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Queue<Throwable> left = new ArrayDeque<>();
        left.add(end);
        for (Throwable t; (t = left.poll()) != null && seen.size() < MOST; ) {
            if (!seen.add(t)) {
                continue;
            }
            if (wanted.test(t)) {
                return true;
            }
            Throwable cause = causeOf(t);
            if (cause != null) {
                left.add(cause);
            }
            Collections.addAll(left, t.getSuppressed());
        }
        return false;
    }

    private static @Nullable Throwable causeOf(Throwable t) {
        try {
            return t.getCause();
        } catch (RuntimeException brokenOverride) {
            return null;
        }
    }
}
