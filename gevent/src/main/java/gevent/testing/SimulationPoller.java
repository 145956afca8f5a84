package gevent.testing;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The poller of a simulated hub. Where another poller would sleep until its next timer, virtual time jumps there. Time
 * does not jump over what other threads are doing, such as offloaded work, or over what real descriptors may bring. In
 * these cases the poller really waits, and time stands still. {@link Outsiders} are the threads that the simulation's
 * code has started or given work.
 *
 * <pre>
 *   something in memory is ready -----------------------&gt; report it, at once
 *   work elsewhere, or a real descriptor is watched ----&gt; wait for that
 *   a timer is next, but an outsider is busy -----------&gt; wait for that, but not longer than the patience
 *   a timer is next ------------------------------------&gt; jump
 *   nothing at all -------------------------------------&gt; wait a while for an unknown thread, then report a LoopExit
 * </pre>
 *
 * <p>What the poller waits for may itself wait for a greenlet that sleeps, and so for ever. A wait that takes long is
 * therefore reported.
 *
 * <p>Hub thread only, except {@link #wakeup}.
 */
final class SimulationPoller implements Poller {
    private static final KernelAccess KERNEL = KernelAccess.get();

    /** How long the JDK's own thread needs to pass on a monitor, and how often to look for that. */
    private static final long HANDOVER = Duration.ofMillis(1).toNanos();
    private static final int HANDOVERS = 20;
    /** The same on a busy machine, where it is known that there is something to pass on. */
    private static final long LONG_HANDOVER = Duration.ofSeconds(2).toNanos();

    private final Simulation simulation;
    private final Poller real;
    private final Set<IoWatcher> watchers = new LinkedHashSet<>();      // of sources in memory
    private int realWatchers;
    private final Outsiders outsiders = new Outsiders();
    private boolean toldOfWait;
    private long heldSince;                                             // System.nanoTime(); 0 while time may jump
    private volatile boolean woken;                                     // any thread

    SimulationPoller(Simulation simulation, Poller real) {
        this.simulation = simulation;
        this.real = real;
    }

    @Override
    public void add(IoWatcher watcher) {
        if (watcher.source() instanceof MemorySource) {
            watchers.add(watcher);
        } else {
            real.add(watcher);
            realWatchers++;
            simulation.uncontrolled("a real socket or descriptor was waited for: " + watcher.source());
        }
    }

    @Override
    public void remove(IoWatcher watcher) {
        if (watcher.source() instanceof MemorySource) {
            watchers.remove(watcher);
        } else {
            real.remove(watcher);
            realWatchers--;
        }
    }

    @Override
    public void forget(Source source) {
        if (!(source instanceof MemorySource)) {
            real.forget(source);
        }
    }

    @Override
    public void poll(long nanos, Consumer<IoWatcher> ready) {
        if (tellReady(ready) || nanos == 0 || woken) {
            woken = false;
            heldSince = 0;
            real.poll(0, ready);
            return;
        }
        Hub hub = Hub.get();
        if (realWatchers > 0 || KERNEL.awaitsOthers(hub.loop()) || sleepsInJdk(hub)) {
            awaitOthers(hub, ready);
        } else if (nanos != FOREVER && nanos != Long.MAX_VALUE) {
            if (!outsidersAreBusy(hub, ready) && !monitorIsPassedOn(hub, ready)) {
                simulation.advance(nanos);
            }
        } else {
            real.poll(simulation.patience(), ready);
            if (!woken) {
                throw KERNEL.newLoopExit(hub);
            }
        }
    }

    /**
     * Whether an outsider may still wake a greenlet; waits for that a little. Outsiders that were busy for the whole
     * patience are given up.
     */
    private boolean outsidersAreBusy(Hub hub, Consumer<IoWatcher> ready) {
        List<Thread> busy = outsiders.busy(!KERNEL.waitingInJdk(hub).isEmpty());
        if (busy.isEmpty()) {
            return hasJustEnded(hub, ready);
        }
        long now = System.nanoTime();
        if (heldSince == 0) {
            heldSince = now;
            busy.forEach(thread -> simulation.uncontrolled("time stood still while another thread ran: " + thread));
        } else if (now - heldSince >= simulation.patience()) {
            heldSince = 0;
            outsiders.giveUp(busy);
            busy.forEach(thread -> simulation.uncontrolled("time went on although another thread ran: " + thread));
            return false;
        }
        real.poll(HANDOVER, ready);
        return true;
    }

    /** Whether the last outsider has woken a greenlet at its end: a thread of the JDK may have to pass that on. */
    private boolean hasJustEnded(Hub hub, Consumer<IoWatcher> ready) {
        if (heldSince == 0) {
            return false;
        }
        heldSince = 0;
        real.poll(HANDOVER * HANDOVERS, ready);
        for (long began = System.nanoTime(); !woken && waits(hub, Thread.State.BLOCKED)
                && System.nanoTime() - began < LONG_HANDOVER; ) {
            real.poll(HANDOVER, ready);
        }
        return woken;
    }

    private void awaitOthers(Hub hub, Consumer<IoWatcher> ready) {
        long began = System.nanoTime();
        real.poll(simulation.patience(), ready);
        simulation.checkRealTime();
        if (!toldOfWait && System.nanoTime() - began >= simulation.patience()) {
            toldOfWait = true;
            String what = "waits for other threads or real descriptors, and time stands still meanwhile";
            simulation.trace().note(what);
            String warning = simulation + " " + what + ":\n" + hub.inspect();
            Thread.ofPlatform().name("gevent-warning").start(
                    () -> System.getLogger("gevent.testing").log(System.Logger.Level.WARNING, warning));
        }
    }

    private boolean tellReady(Consumer<IoWatcher> ready) {
        boolean told = false;
        for (IoWatcher watcher : watchers) {
            if (isReady(watcher)) {
                ready.accept(watcher);
                told = true;
            }
        }
        return told;
    }

    private static boolean isReady(IoWatcher watcher) {
        return ((MemorySource) watcher.source()).isReady(watcher.events());
    }

    @Override
    public boolean hasReady() {
        return watchers.stream().anyMatch(SimulationPoller::isReady);
    }

    /** Whether a thread sleeps on the JDK's own timers, because there is no agent that brings them to the hub. */
    private boolean sleepsInJdk(Hub hub) {
        if (KERNEL.hasTimedParks()) {
            return false;
        }
        boolean sleeps = waits(hub, Thread.State.TIMED_WAITING);
        if (sleeps) {
            simulation.uncontrolled("Thread.sleep or another timed wait of the JDK took real time: start the JVM with"
                    + " -javaagent:gevent-monkey-all.jar, and call Monkey.patchTime()");
        }
        return sleeps;
    }

    /** Whether a contended monitor is being passed on to a waiter, which a JDK thread does. */
    private boolean monitorIsPassedOn(Hub hub, Consumer<IoWatcher> ready) {
        for (int i = 0; i < HANDOVERS && !woken && waits(hub, Thread.State.BLOCKED); i++) {
            simulation.uncontrolled("a monitor was contended: a thread of the JDK passes it on");
            real.poll(HANDOVER, ready);
        }
        return woken;
    }

    private static boolean waits(Hub hub, Thread.State how) {
        return KERNEL.waitingInJdk(hub).stream().anyMatch(thread -> thread.getState() == how);
    }

    @Override
    public void wakeup() {
        woken = true;
        real.wakeup();
    }

    @Override
    public void close() {
        real.close();
    }
}
