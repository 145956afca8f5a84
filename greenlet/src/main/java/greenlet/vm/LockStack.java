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
 * <p>For one thread only. HotSpot: {@code lockStack.hpp}, {@code FreezeBase::freeze_lockstack}.
 */
public final class LockStack {
    // As many as LockStack::CAPACITY.
    private final Object a = new Object();
    private final Object b = new Object();
    private final Object c = new Object();
    private final Object d = new Object();
    private final Object e = new Object();
    private final Object f = new Object();
    private final Object g = new Object();
    private final Object h = new Object();
    private int spills;

    /** For the current thread. */
    public LockStack() {
    }

    /** Makes the monitors that the current thread has entered safe, before it runs a continuation. */
    public void spill() {
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
