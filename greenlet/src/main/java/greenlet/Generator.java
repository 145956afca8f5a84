package greenlet;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A function that can stop in the middle to yield an element, and continues when the next element is requested. Its
 * body runs on the consumer's thread, on a separate stack.
 *
 * <pre>{@code
 * Generator<Integer, Void> squares = Generator.of(y -> {
 *     for (int i = 1; ; i++) {
 *         y.yield(i * i);
 *     }
 * });
 * for (int square : squares) {                 // 1 4 9 16 25 …
 *     if (square > 100) {
 *         break;
 *     }
 * }
 *
 * Generator<String, Integer> consumer = Generator.of(y -> {
 *     String reply = "";
 *     for (Integer n; (n = y.yield(reply)) != null; ) {
 *         reply = "got " + n;
 *     }
 *     return "done";
 * });
 * consumer.next();                             // runs to the first yield
 * consumer.send(1);                            // "got 1"
 * }</pre>
 *
 * <h2>States</h2>
 * <pre>
 *   created ------ next, send(null) -----&gt; running ------- yield ------&gt; suspended
 *      |                                    |   ^                            |
 *      | close, throwIn                     |   +-- next, send, throwIn, close --
 *      +-----------&gt; closed &lt;-------+ the body returned or threw
 * </pre>
 *
 * <h2>Rules</h2>
 * <ul>
 * <li>An exception of the body closes the generator, and is thrown unchanged, checked or not, by the call that ran the
 *     body. Only a {@link NoSuchElementException} is wrapped in a {@link GreenletError}, because the consumer would
 *     take it for the end of the generator.
 * <li>A generator belongs to the thread that first uses it. Using it on another thread throws a {@link GreenletError}.
 *     All greenlets of the thread may use it.
 * <li>The body may do what its consumer may: switch greenlets, park, or wait on a gevent hub. It may hold locks and
 *     monitors while it yields under the rules for a greenlet that switches; see {@link Greenlet}.
 * <li>A generator that is no longer referenced is garbage. Its {@code finally} blocks do not run, because the JVM
 *     offers no moment to run them. (CPython closes it.) Use try-with-resources where that matters.
 * <li>An element costs the same through any number of nested {@link Yielder#yieldFrom(Generator) yieldFrom} calls, and
 *     no stack grows with their number.
 * </ul>
 *
 * <p>Python: a generator function's result. {@code throw} is a reserved word in Java, hence {@link #throwIn}.
 * StopIteration is {@link NoSuchElementException}, and its value is {@link #returned}.
 *
 * @param <Y> the type of the yielded elements; null is an element like any other
 * @param <S> the type of the values that can be sent; Void if none can
 */
public final class Generator<Y extends @Nullable Object, S> implements Iterator<Y>, Iterable<Y>, AutoCloseable {
    /**
     * What a generator runs.
     *
     * @param <Y> the type of the yielded elements
     * @param <S> the type of the values that can be sent
     */
    @FunctionalInterface
    public interface Body<Y extends @Nullable Object, S> {
        /**
         * Runs on a separate stack, from the first {@link Generator#next}.
         *
         * @param y yields the elements
         * @return the result, available from {@link Generator#returned}; may be null
         * @throws Exception what is thrown in the consumer
         */
        @Nullable Object run(Yielder<Y, S> y) throws Exception;
    }

    /**
     * A body that returns nothing. It extends {@link Body} so that the compiler prefers it for a lambda that could be
     * either; a lambda returns a result only with a {@code return} statement.
     *
     * @param <Y> the type of the yielded elements
     * @param <S> the type of the values that can be sent
     */
    @SuppressWarnings("FunctionalInterfaceMethodChanged")       // by intent, for the reason above
    @FunctionalInterface
    public interface VoidBody<Y extends @Nullable Object, S> extends Body<Y, S> {
        /**
         * Runs on a separate stack, from the first {@link Generator#next}.
         *
         * @param y yields the elements
         * @throws Exception what is thrown in the consumer
         */
        void perform(Yielder<Y, S> y) throws Exception;

        @Override
        default @Nullable Object run(Yielder<Y, S> y) throws Exception {
            perform(y);
            return null;
        }
    }

    /**
     * The body's end of its generator. Its methods throw a {@link GreenletError} when called outside of the body.
     *
     * @param <Y> the type of the yielded elements
     * @param <S> the type of the values that can be sent
     */
    public sealed interface Yielder<Y extends @Nullable Object, S> permits Frame {
        /**
         * Hands an element to the consumer and waits until the next element is requested.
         *
         * @param value the element; may be null
         * @return the value that was {@linkplain Generator#send sent}; null if the next element was requested otherwise
         * @throws GeneratorExit if the generator is being closed; don't catch it
         * @throws GreenletError if something on the body's stack cannot be suspended
         */
        @Nullable S yield(Y value);

        /**
         * Yields all elements of another generator. That generator also receives the values sent to and the exceptions
         * thrown into this generator, and is closed with it.
         *
         * @param <R> the type of the result of {@code sub}, unchecked
         * @param sub continues from its current position
         * @return the result of {@code sub}; null if it had already ended
         * @throws GreenletError if {@code sub} is running, or belongs to another thread
         */
        <R> @Nullable R yieldFrom(Generator<? extends Y, ? super S> sub);

        /**
         * Yields all elements of an iterable.
         *
         * @param <R> any type
         * @param elements if it is a generator, the call is the same as {@link #yieldFrom(Generator)}
         * @return null; the result of {@code elements} if it is a generator
         * @throws GreenletError if a value other than null is sent meanwhile, unless {@code elements} is a generator
         */
        <R> @Nullable R yieldFrom(Iterable<? extends Y> elements);
    }

    private final Frame frame;

    private boolean ahead;              // frame's thread only: hasNext() has fetched an element that was not taken yet
    private @Nullable Y element;        // frame's thread only: that element

    @SuppressWarnings("unchecked")
    private Generator(Body<Y, S> body) {
        frame = new Frame((Body<@Nullable Object, Object>) (Body<?, ?>) Objects.requireNonNull(body, "body"));
    }

    /**
     * Makes a generator. Nothing runs yet.
     *
     * @param <Y> the type of the yielded elements
     * @param <S> the type of the values that can be sent
     * @param body runs when the first element is requested; returns a result
     * @return a new generator
     */
    public static <Y extends @Nullable Object, S> Generator<Y, S> of(Body<Y, S> body) {
        return new Generator<>(body);
    }

    /**
     * Makes a generator. Nothing runs yet.
     *
     * @param <Y> the type of the yielded elements
     * @param <S> the type of the values that can be sent
     * @param body runs when the first element is requested
     * @return a new generator
     */
    public static <Y extends @Nullable Object, S> Generator<Y, S> of(VoidBody<Y, S> body) {
        return new Generator<>(body);
    }

    /**
     * Whether there is another element. Runs the body until it yields or ends; the element is kept for {@link #next}.
     *
     * @throws GreenletError if the generator is running, or belongs to another thread
     */
    @Override
    public boolean hasNext() {
        if (ahead) {
            frame.claim();
            return true;
        }
        frame.prepare();
        return fetch();
    }

    /**
     * The next element. Runs the body until it yields or ends, unless {@link #hasNext} already did.
     *
     * @return the element; may be null
     * @throws NoSuchElementException if the body has ended
     * @throws GreenletError if the generator is running, or belongs to another thread
     */
    @Override
    public Y next() {
        return ahead ? take() : step(null, null);
    }

    /**
     * Makes the body's current {@code yield} return {@code value}, and returns the next element.
     *
     * @param value returned by the {@code yield}; with null this method is the same as {@link #next}
     * @return the element; may be null
     * @throws NoSuchElementException if the body has ended
     * @throws GreenletError if the generator is running, or belongs to another thread; if no {@code yield} can take the
     *         value, because the generator was just created, or an element that {@link #hasNext} has fetched was not
     *         taken
     */
    public Y send(@Nullable S value) {
        if (value == null) {
            return next();
        }
        if (frame.isUnstarted()) {
            throw new GreenletError("Can't send a value to a just-created generator");
        }
        if (ahead) {
            throw new GreenletError("Can't send a value past an element that hasNext() has fetched");
        }
        return step(value, null);
    }

    /**
     * Makes the body's current {@code yield} throw {@code exception}, and returns the next element. If the generator
     * was just created or has ended, this method throws the exception itself. An element that {@link #hasNext} has
     * fetched is dropped.
     *
     * @param exception thrown to the caller, too, unless the body catches it
     * @return the element; may be null
     * @throws NoSuchElementException if the body has caught it and returned
     * @throws GreenletError if the generator is running, or belongs to another thread
     */
    public Y throwIn(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        frame.claim();
        drop();
        return step(null, exception);
    }

    /**
     * Throws a {@link GeneratorExit} at the body's current {@code yield}, so that its {@code finally} blocks run.
     * Generators that the body has delegated to are closed first. A generator that was just created ends without
     * running. Does nothing if the generator has ended.
     *
     * @throws GreenletError if the body yields once more, and so is not closed; if the generator is running, or belongs
     *         to another thread
     */
    @Override
    public void close() {
        if (frame.hasEnded()) {
            return;
        }
        frame.claim();
        drop();
        GeneratorExit exit = new GeneratorExit();
        try {
            frame.prepare();
            frame.advance(null, exit);
        } catch (GeneratorExit left) {
            if (left != exit) {
                throw left;
            }
        }
        if (!frame.hasEnded()) {
            throw Frame.ignoredExit();
        }
    }

    /** The body's result; null until it has returned. Python: {@code StopIteration.value}. */
    public @Nullable Object returned() {
        return frame.returned();
    }

    /** This generator: a loop over it continues from its current position. */
    @Override
    public Iterator<Y> iterator() {
        return this;
    }

    /**
     * Calls {@code action} with each remaining element. This is the fastest way to take them.
     *
     * @param action called with one element after the other
     * @throws GreenletError if the generator is running, or belongs to another thread
     */
    @Override
    public void forEachRemaining(Consumer<? super Y> action) {
        Objects.requireNonNull(action, "action");
        frame.prepare();        // once: the action leaves all monitors that it enters
        while (ahead || fetch()) {
            action.accept(take());
        }
    }

    /** Calls {@code action} with each remaining element, like {@link #forEachRemaining}. */
    @Override
    public void forEach(Consumer<? super Y> action) {
        forEachRemaining(action);
    }

    /** The remaining elements; it never splits, and only the generator's thread may use it. */
    @Override
    public Spliterator<Y> spliterator() {
        return new Elements<>(this);
    }

    /** The remaining elements as a sequential stream; closing the stream closes the generator. */
    public Stream<Y> stream() {
        return StreamSupport.stream(spliterator(), false).onClose(this::close);
    }

    @Override
    public String toString() {
        return "<greenlet.Generator object at 0x" + Integer.toHexString(System.identityHashCode(this)) + " "
                + frame.state() + ">";
    }

    private record Elements<Y extends @Nullable Object>(Generator<Y, ?> left) implements Spliterator<Y> {
        @Override
        public boolean tryAdvance(Consumer<? super Y> action) {
            Objects.requireNonNull(action, "action");
            if (!left.hasNext()) {
                return false;
            }
            action.accept(left.next());
            return true;
        }

        @Override
        public void forEachRemaining(Consumer<? super Y> action) {
            left.forEachRemaining(action);
        }

        @Override
        public @Nullable Spliterator<Y> trySplit() {
            return null;
        }

        @Override
        public long estimateSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public int characteristics() {
            return ORDERED;
        }
    }

    // ---- for Frame

    Frame frame() {
        return frame;
    }

    boolean isAhead() {
        return ahead;
    }

    @SuppressWarnings({"unchecked", "NullAway"})        // an element is null only if Y may be
    private Y step(@Nullable Object value, @Nullable Throwable exception) {
        frame.prepare();
        Object next = frame.advance(value, exception);
        if (frame.hasEnded()) {
            throw new NoSuchElementException();
        }
        return (Y) next;
    }

    @SuppressWarnings("unchecked")
    private boolean fetch() {
        Object next = frame.advance(null, null);
        ahead = !frame.hasEnded();
        element = (Y) next;
        return ahead;
    }

    @SuppressWarnings("NullAway")       // an element is null only if Y may be
    private Y take() {
        frame.claim();
        Y taken = element;
        drop();
        return taken;
    }

    private void drop() {
        ahead = false;
        element = null;
    }
}
