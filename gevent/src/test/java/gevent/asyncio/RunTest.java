package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.FreshHub;
import gevent.hub.Interrupted;
import gevent.hub.LoopExit;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Asyncio.run: a whole program on a loop of its own. */
@ExtendWith(FreshHub.class)
class RunTest {
    private final List<String> seen = new ArrayList<>();
    private final VirtualTime time = VirtualTime.onNewHub();

    private void sleepAndTell(String name) {
        try {
            Asyncio.sleep(100);
        } finally {
            seen.add("end of " + name);
        }
    }

    @Test
    void itReturnsTheResultOfMainOnALoopOfItsOwn() {
        EventLoop before = Asyncio.getEventLoop();
        EventLoop during = Asyncio.run(Asyncio::getRunningLoop);

        assertNotSame(before, during);
        assertTrue(during.isClosed());
        assertNotSame(during, Asyncio.getEventLoop());
    }

    @Test
    void whatIsLeftIsCancelledWhenMainHasEnded() {
        List<Task<Void>> tasks = new ArrayList<>();
        Asyncio.run(() -> {
            tasks.add(Asyncio.createTask(() -> sleepAndTell("a")));
            tasks.add(Asyncio.createTask(() -> sleepAndTell("b")));
            Asyncio.sleep(1);
        });

        assertEquals(List.of("end of a", "end of b"), seen);
        assertTrue(tasks.stream().allMatch(Task::cancelled));
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void whatMainThrowsIsThrownWhenTheOthersHaveEnded() {
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> Asyncio.run(() -> {
            Asyncio.createTask(() -> sleepAndTell("a"));
            Asyncio.sleep(1);
            throw failure;
        })));
        assertEquals(List.of("end of a"), seen);
    }

    @Test
    void callbacksThatAreLeftAreDropped() {
        Asyncio.run(() -> {
            Asyncio.getRunningLoop().callLater(100, () -> seen.add("called"));
        });

        Gevent.await();
        assertEquals(List.of(), seen);
    }

    @Test
    void itDoesNotNest() {
        Asyncio.run(() -> {
            assertThrows(IllegalStateException.class, () -> Asyncio.run(() -> { }));
        });
    }

    @Test
    void aGreenletMayRunIt() {
        assertEquals(7, Gevent.spawn(() -> Asyncio.run(() -> Asyncio.sleep(1, 7))).get());
    }

    @Test
    void anInterruptOfTheThreadCancelsAll() {
        Thread main = Thread.currentThread();

        assertThrows(Interrupted.class, () -> Asyncio.run(() -> {
            Asyncio.createTask(() -> sleepAndTell("a"));
            Asyncio.getRunningLoop().callLater(1, main::interrupt);
            sleepAndTell("main");
        }));
        assertEquals(List.of("end of main", "end of a"), seen);
    }

    @Test
    void aDeadlockIsALoopExitAndAllEnd() {
        List<Task<?>> tasks = new ArrayList<>();

        LoopExit exit = assertThrows(LoopExit.class, () -> Asyncio.run(() -> {
            Future<Void> never = Asyncio.getRunningLoop().createFuture();
            tasks.add(Asyncio.createTask(never::await, "stuck"));
            never.await();
        }));
        assertTrue(exit.getMessage().contains("name='stuck'"), exit::getMessage);
        assertTrue(tasks.getFirst().cancelled());
    }
}
