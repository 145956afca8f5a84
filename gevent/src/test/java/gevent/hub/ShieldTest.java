package gevent.hub;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sections that nothing thrown in ends. */
@ExtendWith(FreshHub.class)
class ShieldTest {
    private static final GreenletExit EXIT = new GreenletExit("told so");
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Event go = new Event();

    /** A greenlet that waits behind a shield until {@code go}, and then returns what its next wait throws. */
    private Greenlet<Throwable> shielded() {
        Greenlet<Throwable> g = spawn(() -> {
            try (Shield _ = Shield.raise()) {
                go.await();
            }
            return assertThrows(Throwable.class, () -> sleep(LONG));
        });
        sleep();
        return g;
    }

    private void killQuietly(Greenlet<?> g) {
        g.kill(EXIT, false, null);
        sleep();
        sleep();
        assertFalse(g.isReady());
        assertFalse(go.isSet());
    }

    @Test
    void aKillIsThrownBehindThem() {
        Greenlet<Throwable> g = shielded();
        killQuietly(g);

        go.set();

        assertSame(EXIT, g.get());
    }

    @Test
    void aKillFromBeforeThemIsThrownBehindThem() {
        Greenlet<Throwable> itself = spawn(() -> {
            getcurrent().kill(EXIT, false, null);
            Thread.yield();         // until the kill is pending
            try (Shield _ = Shield.raise()) {
                sleep();
                sleep(Duration.ofMillis(1));
            }
            return assertThrows(Throwable.class, () -> sleep(LONG));
        });

        assertSame(EXIT, itself.get());
    }

    @Test
    void aTimeoutIsThrownBehindThem() {
        Greenlet<Void> g = spawn(() -> {
            try (Timeout limit = Timeout.start(Duration.ofMillis(1))) {
                try (Shield _ = Shield.raise()) {
                    go.await();
                }
                assertSame(limit, assertThrows(Timeout.class, () -> sleep(LONG)));
            }
        });
        sleep(0.01);
        assertFalse(g.isReady());

        go.set();

        g.get();
    }

    @Test
    void anInterruptIsSetBehindThem() {
        Greenlet<Throwable> g = shielded();
        g.thread().interrupt();
        sleep();
        sleep();
        assertFalse(g.isReady());

        go.set();

        assertEquals(Interrupted.class, g.get().getClass());
    }

    @Test
    void anInterruptOfMainIsSetBehindThem() {
        Thread main = Thread.currentThread();
        Greenlet<Void> interrupter = spawn(() -> {
            Thread other = Thread.ofPlatform().start(main::interrupt);
            OtherThread.awaitState(other, Thread.State.TERMINATED);
            sleep();
            sleep(0.05);
            go.set();
        });
        try (Shield _ = Shield.raise()) {
            go.await();
            assertTrue(go.isSet());
        }

        assertTrue(Thread.interrupted());
        interrupter.join();
    }

    @Test
    void ctrlCPassesThem() {
        MainStrand main = Hub.get().main();
        Greenlet<Void> keyboard = spawn(() -> {
            main.interruptByKeyboard();
            sleep();
        });

        try (KeepAlive _ = Hub.get().keepAlive(); Shield _ = Shield.raise()) {
            assertThrows(KeyboardInterrupt.class, go::await);
        }
        keyboard.join();
    }

    @Test
    void aWaitOfTheJdkInThemIsNotInterrupted() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Greenlet<Throwable> g = spawn(() -> {
            try (Shield _ = Shield.raise()) {
                latch.await();
            }
            return assertThrows(Throwable.class, () -> sleep(LONG));
        });
        sleep();
        killQuietly(g);

        latch.countDown();

        assertSame(EXIT, g.get());
    }

    @Test
    void aWaitOfTheJdkBehindThemIsInterrupted() {
        Greenlet<Throwable> g = spawn(() -> {
            try (Shield _ = Shield.raise()) {
                go.await();
            }
            return assertThrows(Throwable.class, () -> new CountDownLatch(1).await());
        });
        sleep();
        killQuietly(g);

        go.set();

        assertEquals(InterruptedException.class, g.get().getClass());
    }

    @Test
    void theOuterOneOfTwoHolds() {
        Greenlet<Throwable> g = spawn(() -> {
            try (Shield _ = Shield.raise()) {
                try (Shield _ = Shield.raise()) {
                    sleep();
                }
                go.await();
            }
            return assertThrows(Throwable.class, () -> sleep(LONG));
        });
        sleep();
        killQuietly(g);

        go.set();

        assertSame(EXIT, g.get());
    }
}
