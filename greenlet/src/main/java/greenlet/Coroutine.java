package greenlet;

import java.util.Arrays;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * A stack that can be left in the middle and entered again: the JDK's continuation in greenlet's own scope. This is
 * the one class of the module that touches JDK internals. A JVM that does not export them refuses to load it with an
 * IllegalAccessError; see {@link MissingAccess}.
 *
 * <p>The scope is not the one of virtual threads. A park of a virtual thread therefore passes through a coroutine
 * that runs on it and suspends the thread with all that is on it, and the coroutine finds itself unchanged later.
 */
final class Coroutine extends Continuation {
    private static final ContinuationScope SCOPE = new ContinuationScope("greenlet");

    private Pinned pinned;      // why the last yield failed

    private Coroutine(Runnable body) {
        super(SCOPE, body);
    }

    /** Makes a coroutine that will run {@code body}. */
    static Coroutine of(Runnable body) {
        return new Coroutine(body);
    }

    /**
     * Leaves the current coroutine; returns when it is run again.
     *
     * @throws GreenletError if something on the stack cannot be suspended; the coroutine was not left
     */
    static void suspend() {
        if (!Continuation.yield(SCOPE)) {
            Coroutine here = (Coroutine) Continuation.getCurrentContinuation(SCOPE);
            throw here.refusal();
        }
    }

    /** Called by the JDK when it could not suspend; what is thrown here leaves {@link #suspend}. */
    @Override
    protected void onPinned(Pinned reason) {
        pinned = reason;
    }

    private GreenletError refusal() {
        return new GreenletError("Cannot switch away from here: " + switch (pinned) {
            case NATIVE -> "there is a native method or a class initializer on the stack";
            case MONITOR -> "a synchronized block or method is on the stack";
            case CRITICAL_SECTION -> "the JDK is inside a critical section";
            case EXCEPTION -> "the JVM had no memory or stack left to suspend it";
        });
    }

    /** The frames of the suspended body, innermost first, without those of the machinery. */
    StackTraceElement[] suspendedStackTrace() {
        return Arrays.stream(getStackTrace())
                .filter(frame -> !isMachinery(frame.getClassName()))
                .toArray(StackTraceElement[]::new);
    }

    private static boolean isMachinery(String className) {
        return className.startsWith("jdk.internal.vm.Continuation") || className.equals(Tree.class.getName())
                || className.equals(Coroutine.class.getName()) || className.equals(Greenlet.class.getName());
    }
}
