package gevent.asyncio;

import gevent.hub.PinnedLock;
import gevent.internal.ServiceThread;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A warning about an object that was dropped. It is logged when the object is collected, or printed when the program
 * ends, unless it is settled before. Any thread.
 *
 * <p>Python warns as soon as the last reference is gone; on the JVM, that is when the garbage collector notices.
 */
final class Forgotten extends WeakReference<Object> {
    /** How many warnings to print one by one when the program ends; there may be a million. */
    private static final int MOST_TOLD = 100;

    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();
    private static final PinnedLock LOCK = new PinnedLock();
    private static final Forgotten ALL = new Forgotten(null);       // a ring, guarded by LOCK

    private Forgotten previous = this;                              // guarded by LOCK
    private Forgotten next = this;                                  // guarded by LOCK
    private volatile @Nullable Supplier<String> text;               // null for no warning
    private volatile @Nullable Throwable failure;                   // logged with text; null for none

    static {
        new ServiceThread("gevent-asyncio", () -> false, Forgotten::tellOfCollected).start();
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Forgotten::tellOfAll));
        } catch (IllegalStateException ending) {
            // The JVM is already shutting down: there is nobody left to warn.
        }
    }

    private Forgotten(@Nullable Object object) {
        super(object, COLLECTED);
    }

    /** Watches {@code object}. {@code text} must not refer to it, and is null for no warning. */
    static Forgotten ifDropped(Object object, @Nullable Supplier<String> text) {
        Forgotten entry = new Forgotten(object);
        entry.text = text;
        try (PinnedLock _ = LOCK.hold()) {
            entry.previous = ALL.previous;
            entry.next = ALL;
            entry.previous.next = entry;
            ALL.previous = entry;
        }
        return entry;
    }

    /** Replaces the warning. {@code withFailure} is null for none. */
    void tell(@Nullable Supplier<String> otherText, @Nullable Throwable withFailure) {
        failure = withFailure;
        text = otherText;
    }

    /** Withdraws the warning. */
    void settle() {
        text = null;
        try (PinnedLock _ = LOCK.hold()) {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }
    }

    /** Returns all warnings that are not settled, oldest first. */
    static List<Forgotten> all() {
        List<Forgotten> all = new ArrayList<>();
        try (PinnedLock _ = LOCK.hold()) {
            for (Forgotten entry = ALL.next; entry != ALL; entry = entry.next) {
                all.add(entry);
            }
        }
        return all;
    }

    private static void tellOfCollected() {
        while (true) {
            try {
                ((Forgotten) COLLECTED.remove()).tellOnce();
            } catch (InterruptedException noConcernOfOurs) {
                // Nobody has a reason to interrupt this thread.
            }
        }
    }

    private void tellOnce() {
        Supplier<String> what = text;
        settle();
        if (what != null) {
            warn(what.get(), failure);
        }
    }

    /** Logs a warning at once. {@code failure} is null for none. */
    static void warn(String text, @Nullable Throwable failure) {
        System.getLogger("gevent.asyncio").log(System.Logger.Level.WARNING, text, failure);
    }

    /** Prints to standard error, because the loggers end with the program, too. */
    private static void tellOfAll() {
        List<Forgotten> left = all().stream().filter(entry -> entry.text != null).toList();
        left.stream().limit(MOST_TOLD).forEach(Forgotten::tellAtTheEnd);
        if (left.size() > MOST_TOLD) {
            System.err.println("… and " + (left.size() - MOST_TOLD) + " more");
        }
    }

    private void tellAtTheEnd() {
        Supplier<String> what = text;
        Throwable with = failure;
        if (what != null) {
            System.err.println(what.get());
            if (with != null) {
                with.printStackTrace();
            }
        }
    }
}
