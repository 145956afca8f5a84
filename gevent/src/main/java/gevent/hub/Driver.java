package gevent.hub;

import gevent.internal.jdk.PathBuffers;
import greenlet.vm.LockStack;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Turns the loop of a hub on the stack of its main, for as long as main waits. Hub thread only, but for what is marked
 * otherwise.
 *
 * <pre>
 *   main's code --- waits ---&gt; driving: turn, turn, turn … --- resumed ------------------&gt; main's code
 *                                                          --- nothing can resume it ---&gt; LoopExit
 *                                                          --- interrupted -------------&gt; as the waiter says
 * </pre>
 */
final class Driver {
    private static final String LOOP_EXIT = "gevent.loopexit";

    private final Hub hub;
    private final MainStrand main;
    private final Loop loop;
    private final InterruptTrap interrupts;
    private final Prospects prospects;
    private final LockStack monitors = new LockStack();          // held by main's code, kept from greenlets that it runs
    private final AtomicBoolean driving = new AtomicBoolean();   // whether the loop turns; any thread reads
    private boolean strict = "always".equals(System.getProperty(LOOP_EXIT));     // LoopExit whatever other threads do
    private boolean joining;                                     // whether main waits for all work to end

    Driver(Hub hub) {
        this.hub = hub;
        this.main = hub.main();
        this.loop = hub.loop();
        this.interrupts = new InterruptTrap(loop, main);
        this.prospects = new Prospects(hub);
    }

    /** Turns the loop until main is resumed; called by main when it waits. */
    void drive() {
        hub.checkOpen();
        if (Thread.currentThread() != main.thread()) {
            throw new InvalidThreadUseError("Only " + main.thread() + " drives " + hub);
        }
        begin();
        prospects.reset();
        try {
            while (!main.takeResumed()) {
                interrupts.arm();
                loop.turn(true);
                if (!main.isResumed() && hub.isOver() && prospects.areNone()) {
                    throw newLoopExit();
                }
            }
        } finally {
            interrupts.disarm();
            end();
        }
    }

    /** Turns the loop once, by hand. */
    void turnOnce() {
        hub.checkOpen();
        hub.checkThread();
        begin();
        // Drop a wake that came too late to matter: main does not wait now.
        main.takeResumed();
        try {
            loop.turn(false);
        } finally {
            end();
        }
    }

    /** Runs what was handed over before the hub was closed. */
    void turnLast() {
        carry();
        loop.runLast();
    }

    /** Turns the loop until nothing is left to do, and returns false if {@code limit} was up before. */
    boolean join(@Nullable Duration limit) {
        if (Thread.currentThread() != main.thread()) {
            throw new InvalidThreadUseError("Only the main of " + hub + " can join it: join the greenlets instead");
        }
        Waiter<@Nullable Void> end = new Waiter<>();
        Timer timer = null;
        if (limit != null) {
            timer = loop.timer(limit);
            timer.unref();
            timer.start(() -> end.switchTo(null));
        }
        joining = true;
        try {
            end.get();
            return false;
        } catch (LoopExit nothingLeft) {
            return true;
        } finally {
            joining = false;
            if (timer != null) {
                timer.close();
            }
        }
    }

    private void begin() {
        checkMayWait();
        carry();
    }

    /** Prepares main's thread to carry greenlets, which must not use what the JVM and the JDK keep for this thread. */
    private void carry() {
        hub.begin();
        monitors.spill();
        PathBuffers.disown();
        driving.setRelease(true);
    }

    /** The loop turns no more. */
    void end() {
        driving.setRelease(false);
    }

    /** Whether the hub's thread turns the loop, and so may carry a greenlet. Any thread. */
    boolean isDriving() {
        return driving.getAcquire();
    }

    /** Throws while the loop turns: code on its thread is then a callback, which must not wait. */
    void checkMayWait() {
        if (driving.getPlain()) {
            throw new BlockingSwitchOutError("Impossible to call blocking function in the event loop callback:"
                    + " spawn a greenlet for it");
        }
    }

    /** Whether an interrupt is about to be thrown in main. */
    boolean isInterrupted() {
        return interrupts.isCaught();
    }

    // ---- when nothing can happen any more

    /** Whether {@link LoopExit} is thrown though another thread could end main's wait. */
    boolean isStrict() {
        return strict || joining || hub.isClosing();
    }

    void setStrict(boolean strict) {
        this.strict = strict;
    }

    /** The hub has work. */
    void hasWork() {
        prospects.reset();
    }

    /** How long a hub without work may sleep before it looks at the other threads again; 0 to give up. */
    long sleepNanos() {
        return prospects.sleepNanos();
    }

    LoopExit newLoopExit() {
        return joining ? new LoopExit(hub, " has no greenlet to wait for") : new LoopExit(hub, main.waitedFor(),
                hub.inspect(), SignalHandlers.names());
    }
}
