package greenlet;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * A stack that can be left in the middle and entered again: a JDK continuation in gevent4j's own scope. This is the
 * module's only class that touches JDK internals. If they are not exported, the JVM refuses to load this class with an
 * IllegalAccessError; see {@link MissingAccess}.
 *
 * <p>Greenlets, generators and virtual threads have a scope each. A yield suspends the innermost coroutine of its scope
 * with all that runs on it, in whatever scope: the generators of a greenlet that switches away, the greenlets and
 * generators of a virtual thread that parks. All of them are resumed unchanged.
 */
final class Coroutine extends Continuation {
    private static final ContinuationScope GREENLET = new ContinuationScope("greenlet");
    private static final ContinuationScope GENERATOR = new ContinuationScope("generator");

    private static final Set<String> MACHINERY =
            Stream.of(Coroutine.class, Tree.class, Greenlet.class,
                            Frame.class, Generator.class, Generator.VoidBody.class)
                    .map(Class::getName).collect(Collectors.toUnmodifiableSet());

    @SuppressWarnings("NullAway.Init")      // set by the JDK before it is asked for
    private Pinned pinned;                  // why this coroutine's last yield failed

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
     * Leaves the coroutine of the current greenlet; returns when that coroutine runs again.
     *
     * @throws GreenletError if something on the stack cannot be suspended; the coroutine was not left
     */
    static void suspendGreenlet() {
        if (!Continuation.yield(GREENLET)) {
            throw innermost().refusal();
        }
    }

    /**
     * Leaves the coroutine of the current generator's body; returns when that coroutine runs again.
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

    /** Called by the JDK on the innermost coroutine, whichever coroutine could not be suspended. */
    @Override
    protected void onPinned(Pinned reason) {
        pinned = reason;
    }

    /** The innermost coroutine on the current stack, in either scope. */
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
            // MONITOR, which JDK 26 no longer has.
            default -> pinned.toString();
        });
    }

    /** The frames of the suspended body, innermost first, without this module's own frames. */
    StackTraceElement[] suspendedStackTrace() {
        return Arrays.stream(getStackTrace())
                .filter(frame -> !isMachinery(frame.getClassName()))
                .toArray(StackTraceElement[]::new);
    }

    private static boolean isMachinery(String className) {
        return className.startsWith("jdk.internal.vm.Continuation") || MACHINERY.contains(className);
    }
}
