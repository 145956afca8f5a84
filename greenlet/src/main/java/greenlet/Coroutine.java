package greenlet;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * A stack that can be left in the middle and entered again: the JDK's continuation in a scope of ours. This is the one
 * class of the module that touches JDK internals. A JVM that does not export them refuses to load it with an
 * IllegalAccessError; see {@link MissingAccess}.
 *
 * <p>Greenlets and generators have a scope each, and virtual threads another. What leaves one of them passes through
 * those of the others that run on it, and suspends it with all that is on it: the generators of a greenlet that
 * switches away, the greenlets and generators of a virtual thread that parks. They find themselves unchanged later.
 */
final class Coroutine extends Continuation {
    private static final ContinuationScope GREENLET = new ContinuationScope("greenlet");
    private static final ContinuationScope GENERATOR = new ContinuationScope("generator");

    private static final Set<String> MACHINERY =
            Stream.of(Coroutine.class, Tree.class, Greenlet.class,
                            Frame.class, Generator.class, Generator.VoidBody.class)
                    .map(Class::getName).collect(Collectors.toUnmodifiableSet());

    private Pinned pinned;      // why the last yield from here failed

    private Coroutine(ContinuationScope scope, Runnable body) {
        super(scope, body);
    }

    /** Makes the coroutine of a greenlet. */
    static Coroutine ofGreenlet(Runnable body) {
        return new Coroutine(GREENLET, body);
    }

    /** Makes the coroutine of a generator's body. */
    static Coroutine ofGenerator(Runnable body) {
        return new Coroutine(GENERATOR, body);
    }

    /**
     * Leaves the coroutine of the current greenlet; returns when it is run again.
     *
     * @throws GreenletError if something on the stack cannot be suspended; the coroutine was not left
     */
    static void suspendGreenlet() {
        if (!Continuation.yield(GREENLET)) {
            throw innermost().refusal();
        }
    }

    /**
     * Leaves the coroutine of the current generator's body; returns when it is run again.
     *
     * @throws GreenletError if something on the stack cannot be suspended; the coroutine was not left
     */
    static void suspendGenerator() {
        if (!Continuation.yield(GENERATOR)) {
            throw innermost().refusal();
        }
    }

    /** Whether this is the innermost of the generators that run on the current stack. */
    boolean isInnermostGenerator() {
        return Continuation.getCurrentContinuation(GENERATOR) == this;
    }

    /** Called by the JDK on the innermost coroutine, whoever could not be suspended. */
    @Override
    protected void onPinned(Pinned reason) {
        pinned = reason;
    }

    /** Of the current stack, of either scope. */
    private static Coroutine innermost() {
        Continuation greenlet = Continuation.getCurrentContinuation(GREENLET);
        Continuation generator = Continuation.getCurrentContinuation(GENERATOR);
        for (Continuation c = generator; c != null; c = c.getParent()) {
            if (c == greenlet) {
                return (Coroutine) generator;
            }
        }
        return (Coroutine) (greenlet == null ? generator : greenlet);
    }

    private GreenletError refusal() {
        return new GreenletError("Cannot switch away from here: " + switch (pinned) {
            case NATIVE -> "there is a native method or a class initializer on the stack";
            case CRITICAL_SECTION -> "there is a class initializer on the stack, or a critical section of the JDK";
            case EXCEPTION -> "the JVM had no memory or stack left to suspend it";
            // MONITOR, which JDK 26 has no more.
            default -> pinned.toString();
        });
    }

    /** The frames of the suspended body, innermost first, without those of the machinery. */
    StackTraceElement[] suspendedStackTrace() {
        return Arrays.stream(getStackTrace())
                .filter(frame -> !isMachinery(frame.getClassName()))
                .toArray(StackTraceElement[]::new);
    }

    private static boolean isMachinery(String className) {
        return className.startsWith("jdk.internal.vm.Continuation") || MACHINERY.contains(className);
    }
}
