package greenlet;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An independent stack that runs only when another greenlet switches to it, and stops only by switching away or
 * ending. The greenlet that switches away is suspended, with its whole stack, until a switch comes back to it.
 *
 * <pre>{@code
 * Greenlet[] pair = new Greenlet[2];
 * pair[0] = new Greenlet(() -> { print("A"); pair[1].switchTo(); print("C"); });
 * pair[1] = new Greenlet(() -> { print("B"); pair[0].switchTo(); });
 * pair[0].switchTo();                                        // A B C
 *
 * Greenlet twice = new Greenlet(first -> 2 * (int) first);   // its result goes to its parent
 * int eight = twice.switchTo(4);
 * }</pre>
 *
 * <h2>States</h2>
 * <pre>
 *   unstarted --- first switchTo ----&gt; started, current &lt;--- switchTo ---&gt; started, suspended
 *       |                                      |
 *       +-- throwTo ------------&gt; dead &lt;-------+ the body returned or threw
 * </pre>
 *
 * <h2>Rules</h2>
 * <ul>
 * <li>Every thread has a main greenlet: the thread's own stack. A main greenlet has no parent.
 * <li>A started greenlet belongs to the thread it was started in, an unstarted greenlet to its parent's thread.
 *     Switching across threads throws a {@link GreenletError}. A virtual thread counts as a separate thread.
 * <li>A greenlet that ends switches to its parent, which receives the body's result or exception. A
 *     {@link GreenletExit} counts as a result.
 * <li>A switch carries one value, null if none is given. Pass several values as one object.
 * <li>A suspended greenlet that is no longer referenced is garbage like any object. Its {@code finally} blocks do not
 *     run, because the JVM offers no moment to run them. (CPython throws GreenletExit into it.)
 * <li>A stack with a native frame or a class initializer on it cannot be suspended. Switching away from such a stack
 *     throws a {@link GreenletError}.
 * <li>Don't switch away while holding a lock. A {@code java.util.concurrent} lock belongs to the thread, so all
 *     greenlets of the thread may enter it. A monitor stays with the greenlet that entered it: if another greenlet
 *     tries to enter it, the thread blocks forever. {@code ScopedValue} bindings belong to the thread, too, and are
 *     visible across switches.
 * </ul>
 *
 * <p>Python: {@code greenlet.greenlet}. {@code switch} and {@code throw} are reserved words in Java, hence
 * {@link #switchTo} and {@link #throwTo}.
 */
public final class Greenlet {
    /** What a greenlet runs: a {@link Runnable} that takes and returns a value. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs on the greenlet's own stack.
         *
         * @param first the value passed to the first {@code switchTo}; null if there was none
         * @return what the parent receives
         * @throws Throwable what is thrown in the parent
         */
        @Nullable Object run(@Nullable Object first) throws Throwable;
    }

    private enum State { UNSTARTED, STARTED, DEAD }

    // All fields: the tree's thread only, except `tree` and `state`, from which other threads see that they must not.
    private volatile @Nullable Tree tree;       // null until started: an unstarted greenlet is in its parent's tree
    private volatile State state = State.UNSTARTED;
    private @Nullable Greenlet parent;          // null for a main greenlet only
    private @Nullable Body body;                // until started
    private @Nullable Coroutine coroutine;      // while started

    /**
     * Makes a greenlet that will run {@code body}, with the current greenlet as its parent. Nothing runs yet.
     *
     * @param body runs at the first switch
     */
    public Greenlet(Body body) {
        this(body, current());
    }

    /**
     * Makes a greenlet that will run {@code body}. Nothing runs yet.
     *
     * @param body runs at the first switch
     * @param parent receives the result or exception of the body
     */
    public Greenlet(Body body, Greenlet parent) {
        this.body = Objects.requireNonNull(body, "body");
        this.parent = Objects.requireNonNull(parent, "parent");
    }

    /**
     * Makes a greenlet that will run {@code body} and end with null, with the current greenlet as its parent.
     *
     * @param body runs at the first switch
     */
    public Greenlet(Runnable body) {
        this(body, current());
    }

    /**
     * Makes a greenlet that will run {@code body} and end with null.
     *
     * @param body runs at the first switch
     * @param parent receives null when the body returns, or the body's exception
     */
    public Greenlet(Runnable body, Greenlet parent) {
        this(asBody(body), parent);
    }

    /** The main greenlet of a thread. */
    Greenlet(Tree tree) {
        this.tree = tree;
        this.state = State.STARTED;
    }

    private static Body asBody(Runnable body) {
        Objects.requireNonNull(body, "body");
        return first -> {
            body.run();
            return null;
        };
    }

    /** The greenlet that runs on the current thread: the thread's main greenlet if no other was switched to. */
    public static Greenlet current() {
        return Tree.ofThread().current();
    }

    /**
     * Switches to this greenlet without a value.
     *
     * @param <T> the type of the value that comes back, unchecked
     * @return the value that a later switch passes back to the caller
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    public <T extends @Nullable Object> T switchTo() {
        return switchTo(null);
    }

    /**
     * Switches to this greenlet: starts it with {@code value}, or makes the {@code switchTo} that it is suspended in
     * return {@code value}. A dead greenlet passes the value on to its nearest living ancestor.
     *
     * @param <T> the type of the value that comes back, unchecked
     * @param value passed to the greenlet; may be null
     * @return the value that a later switch passes back to the caller; {@code value} itself if this is the current
     *         greenlet
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    @SuppressWarnings({"unchecked", "NullAway"})        // the caller knows what comes back
    public <T extends @Nullable Object> T switchTo(@Nullable Object value) {
        return (T) tree().switchTo(this, value, null);
    }

    /**
     * Switches to this greenlet and throws a {@link GreenletExit} in it.
     *
     * @param <T> the type of the value that comes back, unchecked
     * @return the value that a later switch passes back to the caller; the exit itself if the greenlet died of it and
     *         the caller is its parent
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    public <T extends @Nullable Object> T throwTo() {
        return throwTo(new GreenletExit());
    }

    /**
     * Switches to this greenlet and throws {@code exception} in it, whether the body declares it or not. An unstarted
     * greenlet dies without running. An unstarted or dead greenlet passes the exception on to its parent, where a
     * {@link GreenletExit} arrives as a result.
     *
     * @param <T> the type of the value that comes back, unchecked
     * @param exception thrown in the greenlet
     * @return the value that a later switch passes back to the caller
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    @SuppressWarnings({"unchecked", "NullAway"})        // the caller knows what comes back
    public <T extends @Nullable Object> T throwTo(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        return (T) tree().switchTo(this, null, exception);
    }

    /** Whether this greenlet has ended; a main greenlet ends with its thread. Callable from any thread. */
    public boolean isDead() {
        return state == State.DEAD || (isMain() && !tree().thread.isAlive());
    }

    /** Whether the body was ever entered; stays true after death. Callable from any thread. */
    public boolean isStarted() {
        return tree != null;
    }

    /** Whether this greenlet is started and not dead. Callable from any thread. Python: {@code bool(g)}. */
    public boolean isActive() {
        return isStarted() && !isDead();
    }

    /** Whether this is the main greenlet of a thread. Callable from any thread. */
    public boolean isMain() {
        return parent == null;
    }

    /** The greenlet that receives this greenlet's result or exception; null for a main greenlet. */
    public @Nullable Greenlet parent() {
        return parent;
    }

    /**
     * Gives this greenlet another parent. An unstarted greenlet thereby moves to the new parent's thread.
     *
     * @param newParent receives this greenlet's result or exception
     * @throws GreenletError if this is a main greenlet, if the parents would form a cycle, or if this greenlet is
     *         started and {@code newParent} belongs to another thread
     */
    public void setParent(Greenlet newParent) {
        Objects.requireNonNull(newParent, "newParent");
        if (isMain()) {
            throw new GreenletError("Cannot set the parent of a main greenlet");
        }
        for (Greenlet ancestor = newParent; ancestor != null; ancestor = ancestor.parent) {
            if (ancestor == this) {
                throw new GreenletError("Cyclic parent chain");
            }
        }
        if (isStarted() && newParent.tree() != tree) {
            throw new GreenletError("Parent cannot be on a different thread");
        }
        parent = newParent;
    }

    /**
     * Where this greenlet is suspended: the frames of its own code, innermost first. Empty if this greenlet is
     * current, unstarted or dead.
     *
     * @return a new array
     * @throws GreenletError if called on another thread, because the greenlet could run meanwhile
     */
    public StackTraceElement[] stackTrace() {
        Tree of = tree();
        if (Thread.currentThread() != of.thread) {
            throw wrongThread();
        }
        if (!isActive() || of.current() == this) {
            return new StackTraceElement[0];
        }
        Coroutine suspended = coroutine;
        return suspended == null ? of.mainStackTrace() : suspended.suspendedStackTrace();
    }

    /**
     * Sets the tracer of the current thread.
     *
     * @param tracer called for each switch; null for none
     * @return the previous tracer; null if there was none
     */
    public static @Nullable Tracer setTrace(@Nullable Tracer tracer) {
        return Tree.ofThread().setTracer(tracer);
    }

    /** The tracer of the current thread; null if there is none. */
    public static @Nullable Tracer getTrace() {
        return Tree.ofThread().tracer();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<greenlet.Greenlet object at 0x")
                .append(Integer.toHexString(System.identityHashCode(this)));
        if (isDead()) {
            text.append(" dead");
        } else if (!isStarted()) {
            text.append(" pending");
        } else {
            text.append(tree().current() == this ? " current active started" : " suspended active started");
        }
        return text.append(isMain() ? " main>" : ">").toString();
    }

    // ---- for Tree

    Tree tree() {
        Greenlet g = this;
        while (g.tree == null) {
            g = g.heir();
        }
        return g.tree;
    }

    /** The parent, which receives what this greenlet leaves or cannot take. This must not be a main greenlet. */
    @SuppressWarnings("NullAway")       // only a main greenlet has no parent
    Greenlet heir() {
        return parent;
    }

    /** Makes this greenlet ready to be resumed, so that any failure is thrown in the greenlet that switches. */
    void prepare() {
        if (tree == null) {
            try {
                coroutine = Coroutine.ofGreenlet(this::runBody);
            } catch (IllegalAccessError refused) {
                throw MissingAccess.error(refused);
            }
            tree = tree();
            state = State.STARTED;
        }
    }

    /** Undoes {@link #prepare} if the body was not entered. */
    void unprepare() {
        if (body != null) {
            coroutine = null;
            tree = null;
            state = State.UNSTARTED;
        }
    }

    /** Runs this greenlet until it suspends or ends; called by the trampoline only. */
    @SuppressWarnings("NullAway")       // a target is prepared, so it has a coroutine
    void resume() {
        coroutine.run();
    }

    void dieUnstarted() {
        state = State.DEAD;
        body = null;
    }

    private void runBody() {
        Tree of = tree();
        Body run = Objects.requireNonNull(body);
        body = null;
        Object result = null;
        Throwable failure = null;
        try {
            result = run.run(of.receive());
        } catch (GreenletExit exit) {
            result = exit;
        } catch (Throwable t) {
            failure = t;
        }
        state = State.DEAD;
        coroutine = null;
        of.ended(this, result, failure);
    }

    GreenletError wrongThread() {
        Thread expected = tree().thread;
        return new GreenletError(expected.isAlive()
                ? "Cannot switch to a different thread\n\tCurrent: " + Thread.currentThread()
                        + "\n\tExpected: " + expected
                : "Cannot switch to a different thread (which happens to have exited): " + expected);
    }

    @SuppressWarnings("unchecked")
    static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
