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
import org.jspecify.annotations.Nullable;

/**
 * Code that was called but has not run: what a Python {@code async def} returns. It runs once, when it is awaited or
 * becomes a task.
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
 * <p>A coroutine has the name of the method that creates it. A coroutine that is dropped without having run is
 * reported, see {@link Asyncio}. Any thread may use it.
 *
 * @param <V> type of the result
 */
public final class Coroutine<V extends @Nullable Object> implements Awaitable<V> {
    private final Awaitable<? extends V> body;
    private final Origin origin;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final @Nullable Forgotten ifForgotten;                // null if only a task knows this

    private Coroutine(Awaitable<? extends V> body, Origin origin, boolean reported) {
        this.body = body;
        this.origin = origin;
        this.ifForgotten = reported ? Forgotten.ifDropped(this, origin::neverAwaited) : null;
    }

    /**
     * Creates a coroutine that is named after the calling method.
     *
     * @param body may wait, and throw anything
     */
    public static <V extends @Nullable Object> Coroutine<V> of(Callable<? extends V> body) {
        return new Coroutine<>(body::call, Origin.of(body, null), true);
    }

    /** Creates a coroutine without a result that is named after the calling method. */
    public static Coroutine<@Nullable Void> of(Action body) {
        return new Coroutine<>(body.asCallable()::call, Origin.of(body, null), true);
    }

    /**
     * Creates a coroutine with a given name.
     *
     * @param body may wait, and throw anything
     */
    public static <V extends @Nullable Object> Coroutine<V> of(String name, Callable<? extends V> body) {
        return new Coroutine<>(body::call, Origin.of(body, Objects.requireNonNull(name, "name")), true);
    }

    /** Creates a coroutine without a result, with a given name. */
    public static Coroutine<@Nullable Void> of(String name, Action body) {
        return new Coroutine<>(body.asCallable()::call, Origin.of(body, Objects.requireNonNull(name, "name")), true);
    }

    /** Returns the coroutine for a task to run. */
    static <V extends @Nullable Object> Coroutine<V> from(Awaitable<V> body) {
        return switch (body) {
            case Coroutine<V> coroutine -> coroutine;
            case Future<V> future -> throw new IllegalArgumentException("a coroutine was expected, got " + future);
            default -> new Coroutine<>(body, Origin.of(body, null), false);
        };
    }

    /** Returns the coroutine for a task to run, for a body without a result. */
    static Coroutine<@Nullable Void> from(Action body) {
        return new Coroutine<>(body.asCallable()::call, Origin.of(body, null), false);
    }

    /**
     * Runs the body in the current task or greenlet.
     *
     * @return what the body returns
     * @throws Exception what the body throws
     * @throws IllegalStateException if the coroutine was awaited before, or belongs to a task
     */
    @Override
    public V await() throws Exception {
        take();
        return run();
    }

    /** Claims the coroutine for its only run. */
    void take() {
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException("cannot reuse already awaited coroutine " + this);
        }
        settle();
    }

    V run() throws Exception {
        return body.await();
    }

    /** Declares that the coroutine will not run, so that it is not reported. Does nothing if it has run. */
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
     * The method and the place that created a coroutine.
     *
     * @param given a given name; null for the name of the method
     */
    record Origin(@Nullable String given, StackFrame frame) {
        private static final Set<String> OURS = Set.of(Coroutine.class.getName(), Origin.class.getName(),
                Asyncio.class.getName(), EventLoop.class.getName());
        private static final StackWalker STACK = StackWalker.getInstance();
        private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\d+");

        /**
         * The places of lambdas, cached because a walk of the stack costs more than a task. Each lambda has one place,
         * and a class to itself.
         */
        private static final ClassValue<AtomicReference<StackFrame>> OF_LAMBDA = new ClassValue<>() {
            @Override
            protected AtomicReference<StackFrame> computeValue(Class<?> type) {
                return new AtomicReference<>();
            }
        };

        static Origin of(Object body, @Nullable String name) {
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

        /** Whether the coroutine was created in class {@code className}. */
        boolean isIn(String className) {
            return className.equals(frame.getClassName());
        }

        String neverAwaited() {
            return place() + ": coroutine '" + name() + "' was never awaited";
        }
    }
}
