package greenlet;

import greenlet.vm.LockStack;
import org.jspecify.annotations.Nullable;

/**
 * The greenlets of one thread, and the trampoline that runs them.
 *
 * <pre>
 *   the thread's own stack                     coroutines
 *   ----------------------                     ----------
 *   main greenlet's code
 *     switchTo(a)
 *       trampoline --- run ------------------&gt; a: switchTo(b)
 *                  &lt;-- suspend, target = b --- a
 *                  --- run ------------------&gt; b: returns to its parent
 *                  &lt;-- ends, target = main --- b
 *     switchTo(a) returns
 * </pre>
 *
 * A switch writes the target and the parcel for it, and leaves the current stack. The trampoline, which always sits on
 * the main greenlet's stack, then enters the target's stack. So every switch costs one suspend and one run, whichever
 * the two greenlets are, and no stack grows. This class is confined to {@link #thread}; other threads read
 * {@link #thread} only.
 */
final class Tree {
    private static final ThreadLocal<Tree> OF_THREAD = ThreadLocal.withInitial(Tree::new);
    private static final StackWalker FRAMES = StackWalker.getInstance(StackWalker.Option.SHOW_REFLECT_FRAMES);

    final Thread thread = Thread.currentThread();
    final Greenlet main = new Greenlet(this);

    private final LockStack monitors = new LockStack();

    private Greenlet current = main;
    private @Nullable Tracer tracer;

    // The parcel of the switch under way: written by the greenlet that leaves, taken by the greenlet that arrives.
    private Greenlet origin = main;
    private Greenlet target = main;
    private @Nullable Object value;
    private @Nullable Throwable thrown;

    /** The tree of the current thread, made on first use. */
    static Tree ofThread() {
        return OF_THREAD.get();
    }

    Greenlet current() {
        return current;
    }

    @Nullable Tracer tracer() {
        return tracer;
    }

    @Nullable Tracer setTracer(@Nullable Tracer newTracer) {
        Tracer previous = tracer;
        tracer = newTracer;
        return previous;
    }

    /** Protects the monitors that the current code has entered, before it runs a coroutine. */
    void keepMonitors() {
        monitors.spill();
    }

    /** Switches to {@code to}, or to its ancestor if it is dead. Returns the value that a later switch sends back. */
    @Nullable Object switchTo(Greenlet to, @Nullable Object newValue, @Nullable Throwable newThrown) {
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

    /** Addresses the result of an ended greenlet to its parent; the last call on the ended greenlet's stack. */
    void ended(Greenlet who, @Nullable Object result, @Nullable Throwable failure) {
        address(who, who.heir(), result, failure);
        try {
            target.prepare();
        } catch (Throwable unstartable) {
            address(who, target.heir(), null, unstartable);
        }
    }

    /** Takes the parcel of the current greenlet: returns its value, or throws its or the tracer's exception. */
    @Nullable Object receive() {
        Object arrived = value;
        Throwable arrivedThrown = thrown;
        Greenlet from = origin;
        discardParcel(target);
        Tracer active = tracer;
        if (active != null) {
            trace(active, arrivedThrown == null ? Tracer.Event.SWITCH : Tracer.Event.THROW, from);
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
     * Writes the parcel. A dead greenlet passes it on to its parent, where a GreenletExit arrives as a value. An
     * unstarted greenlet dies of an exception without ever running.
     */
    private void address(Greenlet from, Greenlet to, @Nullable Object newValue, @Nullable Throwable newThrown) {
        while (to != main) {
            if (to.tree() != this) {
                newThrown = to.wrongThread();
                to = main;
            } else if (to.isDead()) {
                if (newThrown instanceof GreenletExit) {
                    newValue = newThrown;
                    newThrown = null;
                }
                to = to.heir();
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
        origin = stays;
        target = stays;
        value = null;
        thrown = null;
    }

    private void trace(Tracer active, Tracer.Event event, Greenlet from) {
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
        // Not the thread's stack trace, which ends after a thousand frames.
        return FRAMES.walk(frames -> frames.map(StackWalker.StackFrame::toStackTraceElement)
                .dropWhile(frame -> !isTrampoline(frame))
                .dropWhile(frame -> isOf(Tree.class, frame) || isOf(Greenlet.class, frame))
                .toArray(StackTraceElement[]::new));
    }

    private static boolean isTrampoline(StackTraceElement frame) {
        return isOf(Tree.class, frame) && frame.getMethodName().equals("trampoline");
    }

    private static boolean isOf(Class<?> type, StackTraceElement frame) {
        return frame.getClassName().equals(type.getName());
    }
}
