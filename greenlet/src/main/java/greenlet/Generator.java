package greenlet;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A function that can stop in the middle to hand out an element, and goes on when the next one is asked for. Its body
 * runs on the consumer's thread, on a stack of its own.
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
 * <li>What the body throws leaves the call that let it run, as it is, checked or not, and closes the generator. Only a
 *     {@link NoSuchElementException} comes inside a {@link GreenletError}, since here it would mean the end.
 * <li>A generator belongs to the thread that first uses it; use by another is a {@link GreenletError}. All greenlets of
 *     the thread may use it.
 * <li>The body may do what its consumer may: switch greenlets, park, or wait on a gevent hub. It may hold locks and
 *     monitors while it yields, as a greenlet may while it switches; see {@link Greenlet}.
 * <li>A generator that nobody refers to is garbage, and its {@code finally} blocks do not run: the JVM has no moment to
 *     run them in. (CPython closes it.) Use try-with-resources where that matters.
 * <li>An element costs the same however many {@link Yielder#yieldFrom(Generator) yieldFrom} it comes through, and no
 *     stack grows with them.
 * </ul>
 *
 * <p>Python: a generator function's result. {@code throw} is a word of Java, hence {@link #throwIn}; StopIteration is
 * {@link NoSuchElementException}, and its value is {@link #returned}.
 *
 * @param <Y> what it yields; null is an element like any other
 * @param <S> what can be sent to it; Void if nothing can
 */
public final class Generator<Y, S> implements Iterator<Y>, Iterable<Y>, AutoCloseable {
    /**
     * What a generator runs.
     *
     * @param <Y> what it yields
     * @param <S> what can be sent to it
     */
    @FunctionalInterface
    public interface Body<Y, S> {
        /**
         * Runs on a stack of its own, from the first {@link Generator#next}.
         *
         * @param y hands out elements
         * @return what {@link Generator#returned} tells
         * @throws Exception what is thrown in the consumer
         */
        Object run(Yielder<Y, S> y) throws Exception;
    }

    /**
     * A body that returns nothing. It is a {@link Body}, so that the compiler takes it where a lambda could be either:
     * a lambda returns something only if it says {@code return}.
     *
     * @param <Y> what it yields
     * @param <S> what can be sent to it
     */
    @FunctionalInterface
    public interface VoidBody<Y, S> extends Body<Y, S> {
        /**
         * Runs on a stack of its own, from the first {@link Generator#next}.
         *
         * @param y hands out elements
         * @throws Exception what is thrown in the consumer
         */
        void perform(Yielder<Y, S> y) throws Exception;

        @Override
        default Object run(Yielder<Y, S> y) throws Exception {
            perform(y);
            return null;
        }
    }

    /**
     * The body's end of its generator; only of use inside of the body, anywhere else it throws a
     * {@link GreenletError}.
     *
     * @param <Y> what is yielded
     * @param <S> what can be sent
     */
    public sealed interface Yielder<Y, S> permits Frame {
        /**
         * Hands out an element and waits until the next one is asked for.
         *
         * @param value the element; may be null
         * @return what was {@linkplain Generator#send sent}; null if the next element was asked for otherwise
         * @throws GeneratorExit if the generator is being closed: let it pass
         * @throws GreenletError if something on the body's stack cannot be suspended
         */
        S yield(Y value);

        /**
         * Hands out all elements of another generator, which also receives what is sent and thrown in here, and is
         * closed with this one.
         *
         * @param <R> the type of what it returns, unchecked
         * @param sub goes on from where it stands
         * @return what it returned; null if it had ended before
         * @throws GreenletError if it is running, or belongs to another thread
         */
        <R> R yieldFrom(Generator<? extends Y, ? super S> sub);

        /**
         * Hands out all elements.
         *
         * @param <R> any type
         * @param elements a generator is treated as one
         * @return null; what it returned if it is a generator
         * @throws GreenletError if something other than null is sent while it goes on, and it is no generator
         */
        <R> R yieldFrom(Iterable<? extends Y> elements);
    }

    private final Frame frame;

    private boolean ahead;      // thread of the frame only: hasNext() has fetched an element that nobody has taken,
    private Y element;          // this one

    @SuppressWarnings("unchecked")
    private Generator(Body<Y, S> body) {
        frame = new Frame((Body<Object, Object>) (Body<?, ?>) Objects.requireNonNull(body, "body"));
    }

    /**
     * Makes a generator. Nothing runs yet.
     *
     * @param <Y> what it yields
     * @param <S> what can be sent to it
     * @param body runs when the first element is asked for; ends with a value
     * @return a new generator
     */
    public static <Y, S> Generator<Y, S> of(Body<Y, S> body) {
        return new Generator<>(body);
    }

    /**
     * Makes a generator. Nothing runs yet.
     *
     * @param <Y> what it yields
     * @param <S> what can be sent to it
     * @param body runs when the first element is asked for
     * @return a new generator
     */
    public static <Y, S> Generator<Y, S> of(VoidBody<Y, S> body) {
        return new Generator<>(body);
    }

    /**
     * Whether there is another element. To know it the body has to run until it yields or ends; the element then waits
     * for {@link #next}.
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
     * The next element. The body runs until it yields or ends, unless {@link #hasNext} has let it.
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
     * The next element, after the {@code yield} at which the body stands has returned {@code value}.
     *
     * @param value null is the same as {@link #next}
     * @return the element; may be null
     * @throws NoSuchElementException if the body has ended
     * @throws GreenletError if the generator is running, or belongs to another thread; if there is no {@code yield} to
     *         take the value, since the generator was just created, or {@link #hasNext} has fetched an element that
     *         nobody has taken
     */
    public Y send(S value) {
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
     * The next element, after the {@code yield} at which the body stands has thrown {@code exception}. If there is none
     * since the generator was just created or has ended, it is thrown here. An element that {@link #hasNext} has
     * fetched is dropped.
     *
     * @param exception comes out here again unless the body catches it
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
     * Throws a {@link GeneratorExit} at the {@code yield} at which the body stands, so that its {@code finally} blocks
     * run; generators that it has delegated to are closed first. Does nothing to one that has ended; one that was just
     * created ends without running.
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

    /** What the body has returned; null if it has not. Python: {@code StopIteration.value}. */
    public Object returned() {
        return frame.returned();
    }

    /** This generator: a loop over it goes on from where it stands. */
    @Override
    public Iterator<Y> iterator() {
        return this;
    }

    /**
     * Hands the elements that are left to {@code action}. It is the fastest way to take them.
     *
     * @param action called with one after the other
     * @throws GreenletError if the generator is running, or belongs to another thread
     */
    @Override
    public void forEachRemaining(Consumer<? super Y> action) {
        Objects.requireNonNull(action, "action");
        frame.prepare();        // once: whatever monitors the action enters, it leaves
        while (ahead || fetch()) {
            action.accept(take());
        }
    }

    /** The same as {@link #forEachRemaining}. */
    @Override
    public void forEach(Consumer<? super Y> action) {
        forEachRemaining(action);
    }

    /** The elements that are left, one by one, for the thread that the generator belongs to. */
    @Override
    public Spliterator<Y> spliterator() {
        return new Elements<>(this);
    }

    /** The elements that are left as a sequential stream; to close it closes the generator. */
    public Stream<Y> stream() {
        return StreamSupport.stream(spliterator(), false).onClose(this::close);
    }

    @Override
    public String toString() {
        return "<greenlet.Generator object at 0x" + Integer.toHexString(System.identityHashCode(this)) + " "
                + frame.state() + ">";
    }

    private record Elements<Y>(Generator<Y, ?> left) implements Spliterator<Y> {
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
        public Spliterator<Y> trySplit() {
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

    @SuppressWarnings("unchecked")
    private Y step(Object value, Throwable exception) {
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
