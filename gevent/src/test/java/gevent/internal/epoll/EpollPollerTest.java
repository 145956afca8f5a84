package gevent.internal.epoll;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.hub.Async;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.OtherThread;
import gevent.hub.Poller;
import gevent.hub.SignalWatcher;
import gevent.hub.Waiter;
import gevent.internal.libc.Libc;
import gevent.internal.libc.LibcFunctions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.management.JMException;
import javax.management.ObjectName;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for epoll: for how long, what ends it, and what it costs. */
@ExtendWith(FreshHub.class)
class EpollPollerTest extends EpollFixture {
    private static final Duration MOMENT = Duration.ofMillis(1);

    // ---- descriptors and wake-ups

    private static long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void aPollerHoldsTwoDescriptorsUntilItIsClosed() throws IOException {
        long before = descriptors();
        Poller poller = transport.newPoller();
        assertEquals(before + 2, descriptors());
        poller.close();
        poller.close();

        assertEquals(before, descriptors());
    }

    @Test
    void noWakeUpIsLost() throws Exception {
        // So that the hub sleeps in epoll, and not parked.
        assertFalse(near.await(IoWatcher.READ, MOMENT));
        Hub hub = Hub.get();
        ConcurrentLinkedQueue<Waiter<Integer>> asked = new ConcurrentLinkedQueue<>();
        int rounds = 20_000;
        OtherThread decider = OtherThread.start(() -> {
            for (int i = 0; i < rounds; i++) {
                Waiter<Integer> waiter;
                while ((waiter = asked.poll()) == null) {
                    Thread.onSpinWait();
                }
                for (int pause = i % 1000; pause > 0; pause--) {
                    Thread.onSpinWait();
                }
                waiter.switchTo(i);
            }
            return null;
        });
        try (Async _ = hub.async()) {
            for (int i = 0; i < rounds; i++) {
                Waiter<Integer> waiter = new Waiter<>();
                asked.add(waiter);
                assertEquals(i, waiter.get());
            }
        }
        decider.result();
    }

    @Test
    void aWakeUpThatComesBeforeThePollEndsIt() {
        try (Poller poller = transport.newPoller()) {
            poller.wakeup();
            poller.wakeup();
            poller.poll(Poller.FOREVER, watcher -> { });
            long start = System.nanoTime();
            poller.poll(MOMENT.toNanos(), watcher -> { });

            assertTrue(System.nanoTime() - start >= MOMENT.toNanos(), "a wake-up ends one poll");
        }
    }

    @Test
    void aWakeUpOfAClosedOneDoesNothing() {
        Poller poller = transport.newPoller();
        poller.close();

        poller.wakeup();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPollIsNotEarly(boolean hasNanos) {
        assumeTrue(!hasNanos || EpollTransport.hasNanos(), "there is no epoll_pwait2 here");
        try (Poller poller = new EpollPoller(hasNanos)) {
            for (long nanos : new long[] {1, 1_000, 300_000, 1_000_001, 2_500_000}) {
                long start = System.nanoTime();
                poller.poll(nanos, watcher -> { });
                assertTrue(System.nanoTime() - start >= nanos, () -> nanos + " ns");
            }
        }
    }

    @Test
    void aPollMayBeShorterThanAMillisecond() {
        assumeTrue(EpollTransport.hasNanos(), "there is no epoll_pwait2 here");
        long shortest = Long.MAX_VALUE;
        try (Poller poller = transport.newPoller()) {
            for (int i = 0; i < 200; i++) {
                long start = System.nanoTime();
                poller.poll(50_000, watcher -> { });
                shortest = Math.min(shortest, System.nanoTime() - start);
            }
        }

        assertTrue(shortest < MOMENT.toNanos(), shortest + " ns");
    }

    @Test
    void aFunctionThatTheCLibraryDoesNotHaveIsNamed() {
        assertEquals("it has no epoll_dream", assertThrows(UnsatisfiedLinkError.class,
                () -> LibcFunctions.addressOf("epoll_dream")).getMessage());
    }

    // ---- signals

    private static final int SIGWINCH = Signal.SIGWINCH.intValue();

    /** gettid(2) and tkill(2): the C library has no name for the one, and none that takes numbers for the other. */
    private record Calls(int gettid, int tkill) {
        static Calls ofThisMachine() {
            return switch (System.getProperty("os.arch")) {
                case "amd64", "x86_64" -> new Calls(186, 200);
                case "aarch64" -> new Calls(178, 130);
                default -> null;
            };
        }
    }

    @Test
    void aSignalThatInterruptsAWaitChangesNothing() throws Exception {
        Calls calls = Calls.ofThisMachine();
        assumeTrue(calls != null, "the numbers of this machine's system calls are not known");
        AtomicInteger signals = new AtomicInteger();
        SignalWatcher watcher = Hub.get().loop().signal("WINCH");
        watcher.start(signals::incrementAndGet);
        long self = Libc.C.syscall(calls.gettid, 0, 0);
        AtomicBoolean enough = new AtomicBoolean();
        OtherThread sender = OtherThread.start(() -> {
            while (!enough.get()) {
                assertEquals(0, Libc.C.syscall(calls.tkill, self, SIGWINCH));
                Thread.sleep(0, 100_000);
            }
            return null;
        });
        try {
            long start = System.nanoTime();
            assertFalse(near.await(IoWatcher.READ, MOMENT.multipliedBy(50)));
            assertTrue(System.nanoTime() - start >= MOMENT.toNanos() * 50, "the wait was cut short");
            echoWhile(() -> signals.get() < 50);
        } finally {
            enough.set(true);
            sender.result();
            watcher.close();
        }
    }

    private void echoWhile(BooleanSupplier condition) throws IOException {
        Greenlet<Void> echo = spawn(() -> {
            for (String text; !(text = read(far)).equals("end"); ) {
                write(far, text);
            }
        });
        do {
            write(near, "hello");
            assertEquals("hello", read(near));
        } while (condition.getAsBoolean());
        near.shutdownOutput();
        echo.get();
    }

    // ---- what it costs

    /** How many bytes this thread has taken from the heap so far; by name, as that is no part of java.management. */
    private static long allocated() throws JMException {
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("java.lang:type=Threading"), "CurrentThreadAllocatedBytes");
    }

    @Test
    void readingAndWritingAllocateNothing() throws Exception {
        byte[] bytes = new byte[ROOM];
        int rounds = 100_000;
        long before = allocated();
        for (int i = 0; i < rounds; i++) {
            assertEquals(ROOM, near.write(bytes, 0, ROOM));
            assertEquals(ROOM, far.read(bytes, 0, ROOM));
        }
        long each = (allocated() - before) / rounds;

        assertEquals(0, each, "bytes for a write and a read");
    }
}
