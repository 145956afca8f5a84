package greenlet.vm;

import org.jspecify.annotations.Nullable;

/**
 * Prevents the continuations that a thread runs from taking the thread's monitors away.
 *
 * <p>HotSpot keeps a list of the last monitors, up to eight, that a thread has entered. A monitor that drops off the
 * list is kept in the heap, by its owner. A continuation that is suspended takes the whole list along, even monitors
 * that were entered below it, because the JDK's own carriers never hold any. Code that runs a continuation inside
 * {@code synchronized} would therefore lose that monitor, and the JVM may crash when the code returns. Entering eight
 * more monitors moves all others to the heap, where they are safe.
 *
 * <p>That costs nearly as much as running a continuation, and usually there is no monitor to move. So after many such
 * moves this class first checks whether the list is empty, if the JVM permits; see {@link LockStackTop}.
 *
 * <p>An instance is for one thread only. HotSpot: {@code lockStack.hpp}, {@code FreezeBase::freeze_lockstack}.
 */
public final class LockStack {
    /** The length of the JVM's list, and the number of this class's lock objects. */
    static final int CAPACITY = 8;

    /** Finding the list takes about as long as this many spills. */
    private static final int OFTEN = 100_000;

    // Any thread, unsynchronized: at worst the list is found twice, or used a little later.
    private static int spilled;             // number of spills while the list is not found
    private static boolean readable;        // whether the list is found

    private final Object a = new Object();
    private final Object b = new Object();
    private final Object c = new Object();
    private final Object d = new Object();
    private final Object e = new Object();
    private final Object f = new Object();
    private final Object g = new Object();
    private final Object h = new Object();
    int spills;                             // counted so that the locks have something to guard
    private @Nullable LockStackTop top;     // null until the list is found

    /** Makes a lock stack for the current thread. */
    public LockStack() {
    }

    /** Protects the monitors that the current thread has entered, before the thread runs a continuation. */
    public void spill() {
        if (top == null) {
            spillAll();
            look();
        } else if (!top.isEmpty()) {
            spillAll();
        }
    }

    /** From the next call on checks the list first, if it was found. Starts the search once that pays off. */
    private void look() {
        if (readable) {
            top = new LockStackTop();
        } else if (++spilled == OFTEN) {
            // On a separate thread, because the search reads files and the caller may be a hub in the middle of a turn.
            Thread.ofPlatform().daemon().name("greenlet-lock-stack").inheritInheritableThreadLocals(false)
                    .start(() -> readable = find());
        }
    }

    private static boolean find() {
        try {
            return new LockStackTop().isRight();
        } catch (LinkageError | RuntimeException notHere) {
            return false;
        }
    }

    /** Whether monitors are moved only if there are any. */
    boolean looks() {
        return top != null;
    }

    void spillAll() {
        synchronized (a) {
            synchronized (b) {
                synchronized (c) {
                    synchronized (d) {
                        synchronized (e) {
                            synchronized (f) {
                                synchronized (g) {
                                    synchronized (h) {
                                        spills++;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
