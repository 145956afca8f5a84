package greenlet;

import greenlet.vm.LockStack;
import java.util.Arrays;

/**
 * The greenlets of one thread, and the trampoline that runs them.
 *
 * <pre>
 *   the thread's own stack                     coroutines
 *   ----------------------                     ----------
 *   main greenlet's code
 *     switchTo(a)
 *       trampoline --- run ------------------> a: switchTo(b)
 *                  <-- suspend, target = b --- a
 *                  --- run ------------------> b: returns to its parent
 *                  <-- ends, target = main --- b
 *     switchTo(a) returns
 * </pre>
 *
 * A switch writes who is next and what travels there, leaves the current stack, and the trampoline, which always sits
 * on the main greenlet's stack, enters the next one: one suspend and one run, whoever switches to whom, and no stack
 * grows. Everything here is confined to {@link #thread}; other threads read {@link #thread} only.
 */
final class Tree {
    private static final ThreadLocal<Tree> OF_THREAD = ThreadLocal.withInitial(Tree::new);

    final Thread thread = Thread.currentThread();
    final Greenlet main = new Greenlet(this);

    private final LockStack monitors = new LockStack();

    private Greenlet current = main;
    private Tracer tracer;

    // The parcel of the switch under way: written by who leaves, taken by who arrives.
    private Greenlet origin;
    private Greenlet target = main;
    private Object value;
    private Throwable thrown;

    /** The tree of the current thread, made on first use. */
    static Tree ofThread() {
        return OF_THREAD.get();
    }

    Greenlet current() {
        return current;
    }

    Tracer tracer() {
        return tracer;
    }

    Tracer setTracer(Tracer newTracer) {
        Tracer previous = tracer;
        tracer = newTracer;
        return previous;
    }

    /** Makes the monitors that the current code has entered safe, before it runs a coroutine. */
    void keepMonitors() {
        monitors.spill();
    }

    /** Switches to {@code to}, or past it if it is dead, and returns what is one day sent back here. */
    Object switchTo(Greenlet to, Object newValue, Throwable newThrown) {
        checkThread();
        Greenlet from = current;
        address(from, to, newValue, newThrown);
        if (target == from) {
            return receive();
        }
        try {
            target.prepare();
            if (from == main) {
                trampoline();
            } else {
                Coroutine.suspendGreenlet();
            }
        } catch (Throwable notSwitched) {
            target.unprepare();
            discardParcel(from);
            throw notSwitched;
        }
        return receive();
    }

    /** Called last on the stack of a greenlet that has ended: who gets what it left. */
    void ended(Greenlet who, Object result, Throwable failure) {
        address(who, who.parent(), result, failure);
        try {
            target.prepare();
        } catch (Throwable unstartable) {
            address(who, target.parent(), null, unstartable);
        }
    }

    /** Takes what arrived at the current greenlet. Throws it if it is an exception, or what the tracer throws. */
    Object receive() {
        Object arrived = value;
        Throwable arrivedThrown = thrown;
        Greenlet from = origin;
        discardParcel(target);
        if (tracer != null) {
            trace(arrivedThrown == null ? Tracer.Event.SWITCH : Tracer.Event.THROW, from);
        }
        if (arrivedThrown != null) {
            throw Greenlet.<RuntimeException>sneak(arrivedThrown);
        }
        return arrived;
    }

    private void trampoline() {
        keepMonitors();
        try {
            do {
                current = target;
                current.resume();
            } while (target != main);
        } finally {
            current = main;
        }
    }

    /**
     * Writes the parcel. The dead pass it on to their parent, where a GreenletExit arrives as a value; the unstarted
     * die of an exception without ever running.
     */
    private void address(Greenlet from, Greenlet to, Object newValue, Throwable newThrown) {
        while (to != main) {
            if (to.tree() != this) {
                newThrown = to.wrongThread();
                to = main;
            } else if (to.isDead()) {
                if (newThrown instanceof GreenletExit) {
                    newValue = newThrown;
                    newThrown = null;
                }
                to = to.parent();
            } else if (newThrown != null && !to.isStarted()) {
                to.dieUnstarted();
            } else {
                break;
            }
        }
        origin = from;
        target = to;
        value = newValue;
        thrown = newThrown;
    }

    private void discardParcel(Greenlet stays) {
        origin = null;
        target = stays;
        value = null;
        thrown = null;
    }

    private void trace(Tracer.Event event, Greenlet from) {
        Tracer active = tracer;
        try {
            active.trace(event, from, current);
        } catch (Throwable t) {
            tracer = null;
            throw t;
        }
    }

    private void checkThread() {
        if (Thread.currentThread() != thread) {
            throw main.wrongThread();
        }
    }

    /**
     * Where the main greenlet is suspended while one of its coroutines runs: the thread's frames below the trampoline.
     */
    StackTraceElement[] mainStackTrace() {
        StackTraceElement[] all = Thread.currentThread().getStackTrace();
        int below = all.length;
        while (below > 0 && !isTrampoline(all[below - 1])) {
            below--;
        }
        while (below < all.length && (isOf(Tree.class, all[below]) || isOf(Greenlet.class, all[below]))) {
            below++;
        }
        return Arrays.copyOfRange(all, below, all.length);
    }

    private static boolean isTrampoline(StackTraceElement frame) {
        return isOf(Tree.class, frame) && frame.getMethodName().equals("trampoline");
    }

    private static boolean isOf(Class<?> type, StackTraceElement frame) {
        return frame.getClassName().equals(type.getName());
    }
}
