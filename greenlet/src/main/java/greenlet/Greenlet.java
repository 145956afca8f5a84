package greenlet;

import java.util.Objects;

/**
 * A stack of its own that runs only when somebody switches to it, and stops only by switching away or ending. Whoever
 * switches waits, with the whole stack as it is, until somebody switches back.
 *
 * <pre>{@code
 * Greenlet[] pair = new Greenlet[2];
 * pair[0] = new Greenlet(() -> { print("A"); pair[1].switchTo(); print("C"); });
 * pair[1] = new Greenlet(() -> { print("B"); pair[0].switchTo(); });
 * pair[0].switchTo();                                        // A B C
 *
 * Greenlet twice = new Greenlet(first -> 2 * (int) first);   // ends with a value, which goes to its parent
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
 * <li>Every thread has a main greenlet, its own stack, which has no parent. A greenlet belongs to the thread it was
 *     started in, an unstarted one to the thread of its parent; switching across threads is a {@link GreenletError}.
 *     A virtual thread is a thread of its own here.
 * <li>A greenlet that ends wakes its parent: what the body returned is returned there, what it threw is thrown there,
 *     and a {@link GreenletExit} counts as a returned value.
 * <li>One value travels with a switch, null if none is given; several travel as one object.
 * <li>A suspended greenlet that nobody refers to is garbage like any object. Its {@code finally} blocks do not run:
 *     the JVM has no moment to run them in. (CPython throws GreenletExit into it.)
 * <li>A switch cannot leave a stack with a native frame or a class initializer on it, which is a {@link GreenletError}
 *     in the greenlet that tried.
 * <li>Don't switch away while holding a lock. A {@code java.util.concurrent} lock belongs to the thread, so that all
 *     its greenlets may enter it; a monitor stays with the greenlet that entered it, and another one that enters it
 *     stops the thread for ever. {@code ScopedValue} bindings belong to the thread, too, and travel across switches.
 * </ul>
 *
 * <p>Python: {@code greenlet.greenlet}; {@code switch}, {@code throw} are words of Java, hence {@link #switchTo} and
 * {@link #throwTo}.
 */
public final class Greenlet {
    /** What a greenlet runs; the variant of {@link Runnable} that takes and returns a value. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs on the greenlet's own stack.
         *
         * @param first the value of the first {@code switchTo}; null if it had none
         * @return what the parent receives
         * @throws Throwable what is thrown in the parent
         */
        Object run(Object first) throws Throwable;
    }

    private enum State { UNSTARTED, STARTED, DEAD }

    // All fields: thread of the tree only, save for `tree` and `state`, which others read to see that they may not.
    private volatile Tree tree;          // null until started: an unstarted one is in its parent's tree
    private volatile State state = State.UNSTARTED;
    private Greenlet parent;             // null for a main greenlet only
    private Body body;                   // until started
    private Coroutine coroutine;         // while started

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
     * @param parent receives the value or exception that it ends with
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
     * @param parent receives what it ends with
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

    /** The greenlet that runs on the current thread: its main greenlet if none was switched to. */
    public static Greenlet current() {
        return Tree.ofThread().current();
    }

    /**
     * Switches to this greenlet without a value.
     *
     * @param <T> the type of what comes back, unchecked
     * @return what is switched back here one day
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    public <T> T switchTo() {
        return switchTo(null);
    }

    /**
     * Switches to this greenlet: starts it with {@code value}, or lets the {@code switchTo} that it is suspended in
     * return {@code value}. A dead greenlet passes the value on to its nearest living ancestor.
     *
     * @param <T> the type of what comes back, unchecked
     * @param value travels to the greenlet; may be null
     * @return what is switched back here one day; the value itself if this is the current greenlet
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    @SuppressWarnings("unchecked")
    public <T> T switchTo(Object value) {
        return (T) tree().switchTo(this, value, null);
    }

    /**
     * Switches to this greenlet and throws a {@link GreenletExit} there.
     *
     * @param <T> the type of what comes back, unchecked
     * @return what is switched back here one day; the exit itself if the greenlet died of it and we are its parent
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    public <T> T throwTo() {
        return throwTo(new GreenletExit());
    }

    /**
     * Switches to this greenlet and throws there, whether the body declares it or not. An unstarted greenlet dies
     * without running, and the exception goes to its parent; so it does for a dead one, where a {@link GreenletExit}
     * becomes a returned value.
     *
     * @param <T> the type of what comes back, unchecked
     * @param exception is thrown in the greenlet
     * @return what is switched back here one day
     * @throws GreenletError if this greenlet belongs to another thread, or the current stack cannot be suspended
     */
    @SuppressWarnings("unchecked")
    public <T> T throwTo(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        return (T) tree().switchTo(this, null, exception);
    }

    /** Whether it has ended; the main greenlet of a thread that has ended is dead, too. Any thread may ask. */
    public boolean isDead() {
        return state == State.DEAD || (isMain() && !tree.thread.isAlive());
    }

    /** Whether its body was ever entered; stays true after death. Any thread may ask. */
    public boolean isStarted() {
        return tree != null;
    }

    /** Whether it is started and not dead. Any thread may ask. Python: {@code bool(g)}. */
    public boolean isActive() {
        return isStarted() && !isDead();
    }

    /** Whether it is the main greenlet of a thread. Any thread may ask. */
    public boolean isMain() {
        return parent == null;
    }

    /** Who receives what this greenlet ends with; null for a main greenlet. */
    public Greenlet parent() {
        return parent;
    }

    /**
     * Gives this greenlet another parent. An unstarted one moves to the parent's thread with it.
     *
     * @param newParent receives what this greenlet ends with
     * @throws GreenletError if this is a main greenlet, if the parents would form a circle, or if this greenlet is
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
     * Where it is suspended: the frames of its own code, innermost first. Empty if it is current, unstarted or dead.
     *
     * @return a new array
     * @throws GreenletError if called on another thread, where it could move while it is looked at
     */
    public StackTraceElement[] stackTrace() {
        Tree of = tree();
        if (Thread.currentThread() != of.thread) {
            throw wrongThread();
        }
        if (!isActive() || of.current() == this) {
            return new StackTraceElement[0];
        }
        return isMain() ? of.mainStackTrace() : coroutine.suspendedStackTrace();
    }

    /**
     * Sets who sees the switches of the current thread.
     *
     * @param tracer is called for each switch; null for none
     * @return the one before; null if there was none
     */
    public static Tracer setTrace(Tracer tracer) {
        return Tree.ofThread().setTracer(tracer);
    }

    /** Who sees the switches of the current thread; null if nobody does. */
    public static Tracer getTrace() {
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
            text.append(tree.current() == this ? " current active started" : " suspended active started");
        }
        return text.append(isMain() ? " main>" : ">").toString();
    }

    // ---- for Tree

    Tree tree() {
        Greenlet g = this;
        while (g.tree == null) {
            g = g.parent;
        }
        return g.tree;
    }

    /** Makes ready to be resumed, so that what can fail fails in whoever switches. */
    void prepare() {
        if (tree == null) {
            try {
                coroutine = Coroutine.ofGreenlet(this::runBody);
            } catch (IllegalAccessError refused) {
                throw MissingAccess.error(refused);
            }
            tree = parent.tree();
            state = State.STARTED;
        }
    }

    /** Takes {@link #prepare} back if the body was not entered. */
    void unprepare() {
        if (body != null) {
            coroutine = null;
            tree = null;
            state = State.UNSTARTED;
        }
    }

    /** Runs until it suspends or ends; called by the trampoline only. */
    void resume() {
        coroutine.run();
    }

    void dieUnstarted() {
        state = State.DEAD;
        body = null;
    }

    private void runBody() {
        Body run = body;
        body = null;
        Object result = null;
        Throwable failure = null;
        try {
            result = run.run(tree.receive());
        } catch (GreenletExit exit) {
            result = exit;
        } catch (Throwable t) {
            failure = t;
        }
        state = State.DEAD;
        coroutine = null;
        tree.ended(this, result, failure);
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
