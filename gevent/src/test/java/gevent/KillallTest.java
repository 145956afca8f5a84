package gevent;

import static gevent.Gevent.getHub;
import static gevent.Gevent.killall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import gevent.hub.Waiter;
import gevent.testing.Simulated;
import gevent.testing.Simulation;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Killing several greenlets at once. */
@ExtendWith(FreshHub.class)
class KillallTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final GreenletExit EXIT = new GreenletExit("told so");

    private final List<Object> seen = new ArrayList<>();

    /** A greenlet that has run until it first waits. */
    private Greenlet<Void> begun(Action body) {
        Greenlet<Void> g = spawn(body);
        sleep();
        return g;
    }

    private void see(Object what) {
        seen.add(what);
    }

    @Test
    void killallKillsInOrderAndWaits() {
        List<Greenlet<Void>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(spawn(n -> {
                try {
                    sleep(LONG);
                } finally {
                    seen.add(n);
                }
            }, i));
        }
        sleep();

        killall(all);

        assertEquals(List.of(0, 1, 2), seen);
        assertTrue(all.stream().allMatch(Greenlet::isDead));
    }

    @Test
    void killallOfThoseThatHaveNotBegunRunsNone() {
        List<Greenlet<Void>> all = List.of(spawn(() -> see("a")), spawn(() -> see("b")));

        killall(all);
        sleep();

        assertEquals(List.of(), seen);
        assertTrue(all.stream().allMatch(Greenlet::isDead));
    }

    @Simulated(seeds = 20)
    void killallThrowsATimeoutIfOneDoesNotDie() {
        Greenlet<Void> stubborn = spawn(() -> {
            try {
                sleep(LONG);
            } catch (GreenletExit e) {
                sleep(LONG);
            }
        });

        sleep(1);

        assertThrows(Timeout.class, () -> killall(List.of(stubborn), EXIT, true, Duration.ofSeconds(7)));
        assertEquals(1 + 7, Simulation.current().elapsed().toSeconds());
        stubborn.kill();
    }

    @Test
    void killallOfNoneReturns() {
        killall(List.of());

        assertEquals(List.of(), seen);
    }

    @Test
    void killallWithoutWaitingReturnsAtOnce() {
        Greenlet<Void> g = begun(() -> sleep(LONG));

        killall(List.of(g), EXIT, false, null);

        assertFalse(g.isDead());
        g.join();
    }

    @Test
    void killallReachesGreenletsOfOtherHubs() throws Exception {
        Waiter<Greenlet<Void>> theirs = new Waiter<>();
        OtherThread other = OtherThread.start(() -> {
            Greenlet<Void> g = spawn(() -> sleep(LONG));
            theirs.switchTo(g);
            g.join();
            return g.isDead();
        });
        try (var _ = getHub().async()) {
            killall(List.of(theirs.get(), begun(() -> sleep(LONG))));
        }

        assertEquals(true, other.result());
    }

    @Test
    void someCanBeNamedOneByOne() {
        Greenlet<?> a = Gevent.spawn(() -> Gevent.sleep(10));
        Greenlet<?> b = Gevent.spawn(() -> Gevent.sleep(10));
        Gevent.sleep();
        Gevent.killall(a, b);

        assertTrue(a.isReady() && b.isReady());
    }
}
