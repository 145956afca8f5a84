package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Event;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Interrupts: what becomes of one that hits a hub's thread, or a greenlet's. */
@Tag("io")
@ExtendWith(FreshHub.class)
class InterruptTest {
    private final Thread main = Thread.currentThread();
    private final Duration hour = Duration.ofHours(1);

    @AfterEach
    void noInterruptIsLeft() {
        assertFalse(Thread.interrupted());
    }

    private OtherThread interruptMainWhenItSleeps() {
        return OtherThread.start(() -> {
            OtherThread.awaitState(main, Thread.State.TIMED_WAITING);
            main.interrupt();
            return null;
        });
    }

    @Test
    void ofASleepingMainItEndsTheWaitOfMain() throws Exception {
        OtherThread other = interruptMainWhenItSleeps();

        assertThrows(Interrupted.class, () -> sleep(hour));
        other.result();
    }

    /** A Ctrl-C during the last slice of a turn: the loop has looked for it before the slice, and must not sleep. */
    @Test
    void ctrlCWhileAGreenletRunsEndsTheWaitOfMain() {
        MainStrand strand = Hub.get().main();
        Greenlet<?> last = spawn(() -> {
            Thread signal = Thread.ofPlatform().start(strand::interruptByKeyboard);
            while (signal.isAlive()) {
                Thread.onSpinWait();
            }
            Thread.sleep(hour);
        });

        assertThrows(KeyboardInterrupt.class, () -> sleep(hour));
        last.kill();
    }

    @Test
    void thatCameBeforeTheWaitItEndsIt() {
        main.interrupt();

        assertThrows(Interrupted.class, () -> sleep(hour));
    }

    @Test
    void itsStatusIsClearAgain() {
        main.interrupt();
        assertThrows(Interrupted.class, () -> sleep(hour));

        sleep(0.001);
    }

    @Test
    void whileAGreenletRunsItEndsTheWaitOfMain() throws Exception {
        Greenlet<Void> busy = spawn(() -> {
            Thread interrupter = Thread.ofPlatform().start(main::interrupt);
            OtherThread.awaitState(interrupter, Thread.State.TERMINATED);
            // The JDK forgets the carrier's status on the way.
            sleep();
            sleep(hour);
        });

        assertThrows(Interrupted.class, busy::join);
        busy.kill();
    }

    @Test
    void ctrlCWhileAGreenletRunsEndsTheWaitOfMainAndNotTheOneOfTheGreenlet() throws Exception {
        MainStrand hubsMain = Hub.get().main();
        Object monitor = new Object();
        Greenlet<String> busy = spawn(() -> {
            Thread keyboard = Thread.ofPlatform().start(hubsMain::interruptByKeyboard);
            OtherThread.awaitState(keyboard, Thread.State.TERMINATED);
            synchronized (monitor) {
                monitor.wait(1);
            }
            return "has waited";
        });

        assertThrows(KeyboardInterrupt.class, busy::join);
        assertEquals("has waited", busy.get());
    }

    /** Nothing else wakes the loop after the greenlet. */
    @Test
    void aCtrlCWhileTheLastReadyGreenletRunsEndsTheWaitOfMain() {
        MainStrand hubsMain = Hub.get().main();
        Greenlet<Void> last = spawn(() -> {
            Thread keyboard = Thread.ofPlatform().start(hubsMain::interruptByKeyboard);
            OtherThread.awaitState(keyboard, Thread.State.TERMINATED);
        });

        assertThrows(KeyboardInterrupt.class, () -> sleep(hour));
        assertTrue(last.isReady());
    }

    @Test
    void theGreenletsLiveOnAfterAnInterruptOfMain() throws Exception {
        Greenlet<String> g = spawn(() -> {
            sleep(0.001);
            return "lived on";
        });
        main.interrupt();
        assertThrows(Interrupted.class, g::join);

        assertEquals("lived on", g.get());
    }

    @Test
    void anInterruptAfterTheWaitBelongsToTheThread() {
        Greenlet<Void> last = spawn(() -> { });
        last.join();
        main.interrupt();

        assertTrue(Thread.interrupted());
    }

    @Test
    void itEndsOneWaitOnly() throws Exception {
        for (int i = 0; i < 3; i++) {
            OtherThread other = interruptMainWhenItSleeps();
            assertThrows(Interrupted.class, () -> sleep(hour));
            other.result();
            sleep(0.001);
        }
    }

    /** The JDK first sets the status and then tells the channel; a hub that turns meanwhile sees the status first. */
    @Test
    void itEndsOneWaitOnlyAlsoWhileTheLoopTurns() throws Exception {
        CompletableFuture<Hub> hub = new CompletableFuture<>();
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        Event end = new Event();
        OtherThread other = OtherThread.start(() -> {
            hub.complete(Hub.get());
            while (!end.isSet()) {
                begun.incrementAndGet();
                try {
                    end.await();
                } catch (Interrupted one) {
                    interrupted.incrementAndGet();
                }
            }
            return null;
        });
        OtherThread turning = OtherThread.start(() -> {
            while (!end.isSet()) {
                hub.get().loop().execute(turns::incrementAndGet);
                Thread.yield();
            }
            return null;
        });
        for (int sent = 0; sent <= 200; sent++) {
            while (begun.get() <= sent) {
                Thread.yield();
            }
            // What the loop does from now on it does in the wait that has begun.
            int now = turns.get();
            while (turns.get() < now + 10) {
                Thread.yield();
            }
            assertEquals(sent, interrupted.get());
            other.thread().interrupt();
        }
        end.set();
        turning.result();
        other.result();
    }

    @Test
    void ofAGreenletInOurWaitItEndsTheWait() {
        Greenlet<Throwable> g = spawn(() -> assertThrows(Interrupted.class, () -> sleep(hour)));
        sleep();

        g.thread().interrupt();

        assertInstanceOf(Interrupted.class, g.get());
    }

    @Test
    void ofAGreenletInAWaitOfTheJdkItIsAnInterruptedException() {
        Greenlet<Throwable> g = spawn(() -> assertThrows(InterruptedException.class, () -> Thread.sleep(hour)));
        sleep();

        g.thread().interrupt();

        assertInstanceOf(InterruptedException.class, g.get());
    }

    @Test
    void ofAGreenletItReachesNobodyElse() {
        Greenlet<Throwable> g = spawn(() -> assertThrows(Interrupted.class, () -> sleep(hour)));
        Greenlet<String> other = spawn(() -> {
            sleep(0.001);
            return "undisturbed";
        });
        sleep();

        g.thread().interrupt();

        assertEquals("undisturbed", other.get());
        g.join();
    }

    @Test
    void aWaitThatWasInterruptedIsDecided() {
        Waiter<String> waiter = new Waiter<>();
        main.interrupt();
        assertThrows(Interrupted.class, waiter::get);

        assertFalse(waiter.switchTo("late"));
    }

    @Test
    void whileMainPollsSocketsItEndsTheWaitOfMain() throws Exception {
        try (Listener listener = new Listener()) {
            Greenlet<Boolean> reader = spawn(() -> listener.endpoint.await(IoWatcher.READ, null));
            OtherThread other = OtherThread.start(() -> {
                OtherThread.awaitState(main, Thread.State.RUNNABLE);
                main.interrupt();
                return null;
            });

            assertThrows(Interrupted.class, reader::join);
            other.result();
            reader.kill();
        }
    }

    private record Listener(Endpoint endpoint) implements AutoCloseable {
        Listener() throws IOException {
            this(Transport.get().newListener());
            endpoint.bind(new InetSocketAddress("localhost", 0));
            endpoint.listen(1);
        }

        @Override
        public void close() throws IOException {
            endpoint.close();
        }
    }

    @Test
    void aThreadWithoutAHubIsInterruptedInItsWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        OtherThread other = OtherThread.startVirtual(() -> {
            begun.countDown();
            return assertThrows(Interrupted.class, () -> new Waiter<>().get());
        });
        begun.await();

        other.thread().interrupt();

        assertInstanceOf(Interrupted.class, other.result());
    }

    @Test
    void anInterruptThatLosesAgainstAValueIsKept() {
        Waiter<String> waiter = new Waiter<>();
        Hub.get().runCallback(() -> {
            Thread.currentThread().interrupt();
            waiter.switchTo("value");
        });

        String value = waiter.get();

        assertEquals("value", value);
        assertTrue(Thread.interrupted());
    }

    /** How deep the stack is when the interrupt is noticed: to make its exception takes as long as the race needs. */
    private static final int DEEP = 400;

    private static <T> T deep(int depth, Waiter<T> waiter) {
        return depth == 0 ? waiter.get() : deep(depth - 1, waiter);
    }

    @Test
    void anInterruptThatLosesAgainstAnotherThreadIsKept() throws Exception {
        AtomicReference<Waiter<Integer>> begun = new AtomicReference<>();
        OtherThread waiting = OtherThread.startVirtual(() -> {
            int lost = 0;
            for (int i = 0; i < 2000; i++) {
                Waiter<Integer> waiter = new Waiter<>();
                Thread.currentThread().interrupt();
                begun.set(waiter);
                try {
                    deep(DEEP, waiter);
                    lost += Thread.interrupted() ? 0 : 1;
                } catch (Interrupted thrown) {
                    assertFalse(Thread.interrupted());
                }
            }
            return lost;
        });
        int spins = 0;
        for (Waiter<Integer> last = null; waiting.thread().isAlive(); ) {
            Waiter<Integer> now = begun.get();
            if (now != last) {
                last = now;
                for (int i = spins = (spins + 37) % 4000; i > 0; i--) {
                    Thread.onSpinWait();
                }
                now.switchTo(1);
            }
        }

        assertEquals(0, waiting.result());
    }

    @Test
    void ctrlCThatLosesAgainstAValueIsThrownAtTheNextWait() {
        Waiter<String> waiter = new Waiter<>();
        MainStrand hubsMain = Hub.get().main();
        Hub.get().runCallback(() -> {
            hubsMain.interruptByKeyboard();
            waiter.switchTo("value");
        });

        assertEquals("value", waiter.get());
        assertThrows(KeyboardInterrupt.class, () -> sleep(hour));
    }
}
