package gevent.asyncio;

import gevent.Action;
import java.lang.StackWalker.StackFrame;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code that was called and has not run: what an {@code async def} of Python's returns. It runs once, when somebody
 * awaits it or makes a task of it.
 *
 * <pre>{@code
 * static Coroutine<String> doSomeWork(int x) {         // async def do_some_work(x):
 *     return Coroutine.of(() -> {
 *         Asyncio.sleep(x);                            //     await asyncio.sleep(x)
 *         return "Done after " + x + "s";
 *     });
 * }
 *
 * String done = doSomeWork(2).await();                 // await do_some_work(2)
 * }</pre>
 *
 * <p>Its name is that of the method that makes it. One that is dropped without having run is reported, see {@link
 * Asyncio}. Any thread may use it.
 *
 * @param <V> of the result
 */
public final class Coroutine<V> implements Awaitable<V> {
    private final Awaitable<? extends V> body;
    private final Origin origin;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final Forgotten ifForgotten;                // null if nobody but a task knows this

    private Coroutine(Awaitable<? extends V> body, Origin origin, boolean reported) {
        this.body = body;
        this.origin = origin;
        this.ifForgotten = reported ? Forgotten.ifDropped(this, origin::neverAwaited) : null;
    }

    /** One that is named after the calling method. @param body may wait, and throw anything */
    public static <V> Coroutine<V> of(Callable<? extends V> body) {
        return new Coroutine<>(body::call, Origin.of(body, null), true);
    }

    /** The same for a body without a result. */
    public static Coroutine<Void> of(Action body) {
        return new Coroutine<>(body.asCallable()::call, Origin.of(body, null), true);
    }

    /** One with a name of its own. @param body may wait, and throw anything */
    public static <V> Coroutine<V> of(String name, Callable<? extends V> body) {
        return new Coroutine<>(body::call, Origin.of(body, Objects.requireNonNull(name, "name")), true);
    }

    /** The same for a body without a result. */
    public static Coroutine<Void> of(String name, Action body) {
        return new Coroutine<>(body.asCallable()::call, Origin.of(body, Objects.requireNonNull(name, "name")), true);
    }

    /** What a task is to run. */
    static <V> Coroutine<V> from(Awaitable<V> body) {
        return switch (body) {
            case Coroutine<V> coroutine -> coroutine;
            case Future<V> future -> throw new IllegalArgumentException("a coroutine was expected, got " + future);
            default -> new Coroutine<>(body, Origin.of(body, null), false);
        };
    }

    /** The same for a body without a result. */
    static Coroutine<Void> from(Action body) {
        return new Coroutine<>(body.asCallable()::call, Origin.of(body, null), false);
    }

    /**
     * Runs it here, in the current task or greenlet.
     *
     * @return what its body returns
     * @throws Exception what its body throws
     * @throws IllegalStateException if it was awaited before, or is a task's
     */
    @Override
    public V await() throws Exception {
        take();
        return run();
    }

    /** Makes it somebody's. */
    void take() {
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException("cannot reuse already awaited coroutine " + this);
        }
        settle();
    }

    V run() throws Exception {
        return body.await();
    }

    /** Says that it is not to run, so that nobody is told of it. Nothing if it has. */
    public void close() {
        taken.set(true);
        settle();
    }

    private void settle() {
        if (ifForgotten != null) {
            ifForgotten.settle();
        }
    }

    Origin origin() {
        return origin;
    }

    @Override
    public String toString() {
        return "<coroutine object " + origin.name() + " at 0x" + Integer.toHexString(System.identityHashCode(this))
                + ">";
    }

    /**
     * Who made a coroutine, and where.
     *
     * @param given null for the name of the method
     */
    record Origin(String given, StackFrame frame) {
        private static final Set<String> OURS = Set.of(Coroutine.class.getName(), Origin.class.getName(),
                Asyncio.class.getName(), EventLoop.class.getName());
        private static final StackWalker STACK = StackWalker.getInstance();
        private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\d+");

        /** Where lambdas stand, since looking costs more than a task does: one has one place, and a class to itself. */
        private static final ClassValue<AtomicReference<StackFrame>> OF_LAMBDA = new ClassValue<>() {
            @Override
            protected AtomicReference<StackFrame> computeValue(Class<?> type) {
                return new AtomicReference<>();
            }
        };

        static Origin of(Object body, String name) {
            if (!Objects.requireNonNull(body, "body").getClass().isHidden()) {
                return new Origin(name, caller());
            }
            AtomicReference<StackFrame> known = OF_LAMBDA.get(body.getClass());
            if (known.get() == null) {
                known.set(caller());
            }
            return new Origin(name, known.get());
        }

        private static StackFrame caller() {
            return STACK.walk(frames -> frames.dropWhile(frame -> OURS.contains(frame.getClassName())).findFirst()
                    .orElseThrow());
        }

        String name() {
            if (given != null) {
                return given;
            }
            Matcher lambda = LAMBDA.matcher(frame.getMethodName());
            return lambda.matches() ? lambda.group(1) : frame.getMethodName();
        }

        String place() {
            return frame.getFileName() + ":" + frame.getLineNumber();
        }

        /** Whether its code is that of a class. */
        boolean isIn(String className) {
            return className.equals(frame.getClassName());
        }

        String neverAwaited() {
            return place() + ": coroutine '" + name() + "' was never awaited";
        }
    }
}
