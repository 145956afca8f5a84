package greenlet.vm;

/**
 * Keeps the monitors of a thread from being taken away by the continuations that it runs.
 *
 * <p>HotSpot lists the monitors that a thread has entered last, up to eight, in the thread; a monitor that falls out of
 * the list is kept in the heap, by its owner. A continuation that is suspended takes the whole list along, also what
 * was entered below it: the JDK's own carriers never hold any. Without this, code that runs a continuation inside
 * {@code synchronized} would lose that monitor, and the JVM may crash when it comes back. Entering eight more monitors
 * moves all others to the heap, where they are safe.
 *
 * <p>That costs nearly as much as running a continuation, and mostly there is no monitor to move. So once it was done
 * often, we look first whether the list is empty, if the JVM lets us; see {@link LockStackTop}.
 *
 * <p>For one thread only. HotSpot: {@code lockStack.hpp}, {@code FreezeBase::freeze_lockstack}.
 */
public final class LockStack {
    /** How long the JVM's list is; there are as many objects here. */
    static final int CAPACITY = 8;

    /** To find the list takes about as long as this many spills. */
    private static final int OFTEN = 100_000;

    // Any thread, without care: at worst it is found twice, or used a little later.
    private static int spilled;             // how often, while the list is not found
    private static boolean readable;        // whether it is found

    private final Object a = new Object();
    private final Object b = new Object();
    private final Object c = new Object();
    private final Object d = new Object();
    private final Object e = new Object();
    private final Object f = new Object();
    private final Object g = new Object();
    private final Object h = new Object();
    private int spills;
    private LockStackTop top;               // null until the list is found

    /** For the current thread. */
    public LockStack() {
    }

    /** Makes the monitors that the current thread has entered safe, before it runs a continuation. */
    public void spill() {
        if (top == null) {
            spillAll();
            look();
        } else if (!top.isEmpty()) {
            spillAll();
        }
    }

    /** Looks from the next time on, if the list is found, which begins once that pays. */
    private void look() {
        if (readable) {
            top = new LockStackTop();
        } else if (++spilled == OFTEN) {
            // On a thread of its own, as it reads files, and the caller may be a hub in the middle of a turn.
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
