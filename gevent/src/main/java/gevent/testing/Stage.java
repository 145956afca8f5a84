package gevent.testing;

import gevent.hub.Hub;
import gevent.internal.KernelAccess;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One run of a simulation: its thread, and its outcome. */
final class Stage<V extends @Nullable Object> {
    /** The name of the thread. */
    static final String THREAD = "gevent-simulation";

    private final Simulation simulation;
    private final Callable<V> main;
    private final boolean prints;
    @SuppressWarnings("NullAway.Init")      // set unless there is a failure
    private V result;                       // these three are written by the thread, which the caller joins
    private @Nullable Throwable failure;
    private @Nullable Throwable assertion;  // the first that ended a greenlet other than main

    /**
     * Creates a run.
     *
     * @param prints whether failures of greenlets other than main are printed as usual
     */
    Stage(Simulation simulation, Callable<V> main, boolean prints) {
        this.simulation = simulation;
        this.main = main;
        this.prints = prints;
    }

    /** Runs the simulation on its own thread, and waits for its end. */
    V play() {
        Thread thread = Thread.ofPlatform().name(THREAD).start(this::run);
        join(thread);
        if (failure == null) {
            failure = assertion;
        }
        if (failure != null) {
            throw Stage.<RuntimeException>sneak(failure);
        }
        return result;
    }

    /** Waits for {@code thread}. An interrupt is meant for the code that runs in it. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Hub hub = simulation.newHub()) {
            hub.setErrorHandler(this::ended);
            try {
                result = gevent.Gevent.run(main);
            } finally {
                noticeOthers(hub);
            }
        } catch (Throwable t) {
            failure = t;
        }
    }

    /** Other threads run at their own speed: no seed decides at which step they come in. */
    private void noticeOthers(Hub hub) {
        if (KernelAccess.get().isUsedByOthers(hub.loop())) {
            simulation.uncontrolled("another thread woke a greenlet or called into the hub, or had offloaded work");
        }
    }

    private void ended(Object context, Throwable error) {
        simulation.trace().note(context + " failed with " + error);
        if (error instanceof AssertionError && assertion == null) {
            assertion = error;
        }
        if (prints) {
            System.err.println(context + " failed in " + simulation);
            error.printStackTrace();
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
