package greenlet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a generator under way, and the frame it has delegated to.
 *
 * <pre>
 *   the consumer's stack                       coroutines
 *   --------------------                       ----------
 *   next()
 *     advance ------------ run --------------&gt; outer: yieldFrom(inner)
 *             &lt;-- suspend, delegate = inner -- outer
 *             ------------ run --------------&gt; inner: yield(1)
 *             &lt;--------- suspend ------------- inner
 *   next() returns 1
 *   next()
 *     advance ------------ run --------------&gt; inner: returns
 *             &lt;----------- ends -------------- inner
 *             ------------ run --------------&gt; outer: yieldFrom returns
 * </pre>
 *
 * Frames that have delegated form a chain. Each frame knows its outer frame, and the outermost, the root, knows the
 * innermost, which is the frame to run. So an element costs one run and one suspend however long the chain is, and no
 * stack grows with it. A frame inside a chain may be advanced as well; that call walks to the root.
 *
 * <p>All fields: the thread of {@link #tree} only, except that field itself, from which other threads see that they
 * must not.
 */
final class Frame implements Generator.Yielder<@Nullable Object, Object> {
    private static final VarHandle TREE = treeHandle();

    @SuppressWarnings("NullAway.Init")          // claim, which comes first, sets it
    private volatile Tree tree;                 // of the thread that first used this frame; null until then
    private Generator.@Nullable Body<@Nullable Object, Object> body;        // until started
    private @Nullable Coroutine coroutine;      // while started
    private @Nullable Greenlet runner;          // the greenlet that last ran the body
    private boolean ended;
    private @Nullable Object returned;

    private @Nullable Frame outer;              // the frame that has delegated to this one; null for a root
    private Frame innermost = this;             // valid in a root
    private boolean running;                    // valid in a root: the consumer waits in advance

    // On the way in: written by the consumer's side, taken by the body.
    private @Nullable Object sent;
    private @Nullable Throwable thrown;

    // On the way out: an element, a frame to delegate to, or the exception that ended the body.
    private @Nullable Object yielded;
    private @Nullable Frame delegate;
    private @Nullable Throwable failure;

    /** Makes the frame of {@code body}; null makes a frame that the caller marks as ended. */
    Frame(Generator.@Nullable Body<@Nullable Object, Object> body) {
        this.body = body;
    }

    private static VarHandle treeHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Frame.class, "tree", Tree.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    boolean isUnstarted() {
        return body != null;
    }

    boolean hasEnded() {
        return ended;
    }

    /** The state as in Python's {@code inspect.getgeneratorstate}. */
    String state() {
        if (ended) {
            return "closed";
        }
        if (isUnstarted()) {
            return "created";
        }
        return root().running ? "running" : "suspended";
    }

    @Nullable Object returned() {
        return returned;
    }

    // ---- the consumer's side

    /** Must precede {@link #advance}; one call is enough for as long as the caller enters no further monitor. */
    void prepare() {
        claim().keepMonitors();
    }

    /** Ties this frame to the current thread if no thread has used it yet. */
    Tree claim() {
        Tree owner = tree;
        if (owner == null) {
            TREE.compareAndSet(this, null, Tree.ofThread());
            owner = tree;       // of another thread, if that was first
        }
        if (Thread.currentThread() != owner.thread) {
            throw owner.main.wrongThread();
        }
        return owner;
    }

    /**
     * Runs the body until it yields, or until this frame has ended.
     *
     * @param value returned by the body's current {@code yield}
     * @param exception thrown by that {@code yield} instead, or by this method if the body does not run; null for none
     * @return the element; null if this frame has ended
     */
    @Nullable Object advance(@Nullable Object value, @Nullable Throwable exception) {
        Frame root = root();
        if (root.running) {
            throw alreadyExecuting();
        }
        root.running = true;
        try {
            Frame top = root.innermost;
            top.run(tree, value, exception);
            return top.hasYielded() && !(exception instanceof GeneratorExit)
                    ? top.takeYielded() : goOn(root, exception);
        } finally {
            root.running = false;
        }
    }

    /**
     * Goes up and down the chain until there is an element for the consumer, or this frame has ended. After a
     * GeneratorExit every frame from the innermost to this one has to end, as if each closed its delegate.
     */
    private @Nullable Object goOn(Frame root, @Nullable Throwable thrownIn) {
        Frame closing = thrownIn instanceof GeneratorExit ? root.innermost : null;
        while (true) {
            Frame top = root.innermost;
            Object value = null;
            Throwable exception = null;
            Frame inner = top.takeDelegate();
            if (inner != null) {
                root.innermost = inner.innermost;
            } else if (top.ended && top == this) {
                end(root);
                return null;
            } else if (top.ended) {
                value = top.returned;
                exception = top.takeFailure();
                root.innermost = top.takeOuter();
                if (closing == top) {
                    closing = root.innermost;
                    exception = exception == null ? thrownIn : exception;
                }
            } else if (closing == null || closing == this) {
                return top.takeYielded();
            } else {
                closing.innermost = top;
                closing = root.innermost = closing.takeOuter();
                exception = ignoredExit();
            }
            root.innermost.run(tree, value, exception);
        }
    }

    /** Ends this frame. A frame that has delegated to it will find an empty delegate when its turn comes. */
    private void end(Frame root) {
        if (root != this) {
            Frame nothing = new Frame(null);
            nothing.ended = true;
            nothing.outer = takeOuter();
            root.innermost = nothing;
        }
        Throwable failed = takeFailure();
        if (failed != null) {
            throw Greenlet.<RuntimeException>sneak(failed);
        }
    }

    private Frame root() {
        Frame frame = this;
        while (frame.outer != null) {
            frame = frame.outer;
        }
        return frame;
    }

    private boolean hasYielded() {
        return !ended && delegate == null;
    }

    private @Nullable Object takeYielded() {
        Object element = yielded;
        yielded = null;
        return element;
    }

    private @Nullable Frame takeDelegate() {
        Frame inner = delegate;
        if (inner != null) {
            delegate = null;
            inner.outer = this;
        }
        return inner;
    }

    /** Takes this frame, which is not a root, out of its chain. */
    @SuppressWarnings("NullAway")       // only a root has no outer frame
    private Frame takeOuter() {
        Frame one = outer;
        outer = null;
        return one;
    }

    private @Nullable Throwable takeFailure() {
        Throwable one = failure;
        failure = null;
        return one;
    }

    static GreenletError alreadyExecuting() {
        return new GreenletError("generator already executing");
    }

    static GreenletError ignoredExit() {
        return new GreenletError("generator ignored GeneratorExit");
    }

    // ---- the body's side

    private void run(Tree in, @Nullable Object value, @Nullable Throwable exception) {
        Coroutine own = coroutine != null ? coroutine : start(exception);
        if (own == null) {
            return;
        }
        Greenlet current = in.current();
        if (runner != current) {
            runner = current;
        }
        if (value != null || exception != null) {
            sent = value;
            thrown = exception;
        }
        own.run();
    }

    /** Makes the coroutine of the body; null if this frame has ended before or ends in this call. */
    private @Nullable Coroutine start(@Nullable Throwable exception) {
        if (ended) {
            failure = exception;
            return null;
        }
        if (exception != null) {
            body = null;
            ended = true;
            failure = notAnEnd(exception);
            return null;
        }
        try {
            coroutine = Coroutine.ofGenerator(this::runBody);
            return coroutine;
        } catch (IllegalAccessError refused) {
            throw MissingAccess.error(refused);
        }
    }

    private void runBody() {
        Generator.Body<@Nullable Object, Object> started = Objects.requireNonNull(body);
        body = null;
        try {
            returned = started.run(this);
        } catch (Throwable t) {
            failure = notAnEnd(t);
        }
        ended = true;
        coroutine = null;
        runner = null;
    }

    private static Throwable notAnEnd(Throwable t) {
        return t instanceof NoSuchElementException ? new GreenletError("generator raised NoSuchElementException", t)
                : t;
    }

    @Override
    public @Nullable Object yield(@Nullable Object value) {
        checkInside();
        yielded = value;
        value = null;       // the interpreter's frame would otherwise keep it reachable while the body is suspended
        return leave();
    }

    @SuppressWarnings("unchecked")
    @Override
    public <R> @Nullable R yieldFrom(Generator<?, ? super Object> sub) {
        checkInside();
        Frame inner = sub.frame();
        if (inner.outer != null || sub.isAhead()) {
            return (R) relay(sub);
        }
        if (inner.ended) {
            return null;
        }
        inner.claim();
        if (inner.running) {
            throw alreadyExecuting();
        }
        delegate = inner;
        return (R) leave();
    }

    @SuppressWarnings("unchecked")
    @Override
    public <R> @Nullable R yieldFrom(Iterable<?> elements) {
        if (elements instanceof Generator<?, ?> sub) {
            return yieldFrom((Generator<?, Object>) sub);
        }
        for (Object element : elements) {
            Object value = this.yield(element);
            if (value != null) {
                throw new GreenletError("An iterable takes no values; sent was " + value);
            }
        }
        return null;
    }

    /** Delegates element by element, to a generator that is in another chain or has an element already fetched. */
    private @Nullable Object relay(Generator<?, ? super Object> sub) {
        Frame inner = sub.frame();
        boolean more = sub.isAhead();
        Object element = more ? sub.next() : relayed(inner, null, null);
        more |= !inner.ended;
        while (more) {
            Object value = null;
            Throwable exception = null;
            try {
                value = this.yield(element);
            } catch (GeneratorExit exit) {
                sub.close();
                throw exit;
            } catch (Throwable t) {
                exception = t;
            }
            element = relayed(inner, value, exception);
            more = !inner.ended;
        }
        return inner.returned;
    }

    private static @Nullable Object relayed(Frame inner, @Nullable Object value, @Nullable Throwable exception) {
        inner.prepare();
        return inner.advance(value, exception);
    }

    private @Nullable Object leave() {
        try {
            Coroutine.suspendGenerator();
        } catch (Throwable notLeft) {
            yielded = null;
            delegate = null;
            throw notLeft;
        }
        return receive();
    }

    private @Nullable Object receive() {
        Object value = sent;
        Throwable exception = thrown;
        if (value != null || exception != null) {
            sent = null;
            thrown = null;
        }
        if (exception != null) {
            throw Greenlet.<RuntimeException>sneak(exception);
        }
        return value;
    }

    private void checkInside() {
        if (coroutine == null || Thread.currentThread() != tree.thread || tree.current() != runner
                || !coroutine.isInnermostGenerator()) {
            throw new GreenletError("yield outside of the body of its generator");
        }
    }
}
