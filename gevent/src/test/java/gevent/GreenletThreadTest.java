package gevent;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.spawnLater;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Interrupted;
import gevent.hub.OtherThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The thread that a greenlet is to the JDK, and what belongs to a thread. */
@ExtendWith(FreshHub.class)
class GreenletThreadTest {
    private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "initial");
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private final Event end = new Event();
    private final List<Object> seen = new ArrayList<>();

    private Greenlet<Boolean> waiting() {
        Greenlet<Boolean> waiting = spawn(() -> end.await());
        sleep();
        return waiting;
    }

    // ---- the thread

    @Test
    void itIsTheCurrentThreadOfItsBody() {
        Greenlet<Thread> greenlet = spawn(() -> {
            Thread before = Thread.currentThread();
            sleep();
            assertSame(before, Thread.currentThread());
            return before;
        });

        assertSame(greenlet.get(), greenlet.thread());
    }

    @Test
    void eachHasItsOwnAndNotThatOfMain() {
        Thread one = spawn(Thread::currentThread).get();

        assertNotSame(one, spawn(Thread::currentThread).get());
        assertNotSame(one, Thread.currentThread());
    }

    @Test
    void thereIsNoneBeforeTheStart() {
        Greenlet<Integer> greenlet = new Greenlet<>(() -> 42);

        assertNull(greenlet.thread());
    }

    @Test
    void itIsAVirtualThreadAsTheJdkKnowsThem() {
        Thread thread = spawn(Thread::currentThread).get();
        Thread jdks = Thread.ofVirtual().unstarted(() -> { });

        assertTrue(thread.isVirtual());
        assertTrue(thread.isDaemon());
        assertThrows(IllegalArgumentException.class, () -> thread.setDaemon(false));
        assertEquals(jdks.getPriority(), thread.getPriority());
        assertEquals("VirtualThreads", spawn(() -> Thread.currentThread().getThreadGroup().getName()).get());
    }

    @Test
    void itIsNamedAsTheGreenlet() {
        Greenlet<String> before = new Greenlet<>(() -> Thread.currentThread().getName());
        before.setName("before");
        before.start();
        assertEquals("before", before.get());

        Greenlet<String> meanwhile = spawn(() -> {
            end.await();
            return Thread.currentThread().getName();
        });
        sleep();
        meanwhile.setName("meanwhile");
        end.set();
        assertEquals("meanwhile", meanwhile.get());
    }

    @Test
    void itsStateTellsWhatTheGreenletDoes() {
        assertEquals(Thread.State.RUNNABLE, spawn(() -> Thread.currentThread().getState()).get());
        Greenlet<Void> later = spawnLater(0.001, () -> { });
        assertEquals(Thread.State.NEW, later.thread().getState());
        Greenlet<Boolean> waiting = waiting();
        assertEquals(Thread.State.WAITING, waiting.thread().getState());
        assertTrue(waiting.thread().isAlive());
        end.set();
        waiting.join();
        sleep();

        assertEquals(Thread.State.TERMINATED, waiting.thread().getState());
        later.join();
    }

    // ---- interrupts

    @Test
    void anInterruptEndsAWaitOfOurs() {
        Greenlet<Boolean> waiting = spawn(() -> {
            assertThrows(Interrupted.class, end::await);
            return Thread.currentThread().isInterrupted();
        });
        sleep();
        waiting.thread().interrupt();

        assertFalse(waiting.get());
    }

    @Test
    void anInterruptEndsAWaitOfTheJdk() {
        Greenlet<Boolean> waiting = spawn(() -> {
            assertThrows(InterruptedException.class, () -> Thread.sleep(Duration.ofMinutes(1)));
            return Thread.currentThread().isInterrupted();
        });
        sleep();
        waiting.thread().interrupt();

        assertFalse(waiting.get());
    }

    @Test
    void anInterruptOfWhoRunsIsThereAtTheNextWait() {
        Greenlet<Void> running = spawn(() -> {
            Thread.currentThread().interrupt();
            assertTrue(Thread.currentThread().isInterrupted());
            assertThrows(Interrupted.class, () -> end.await());
        });

        running.get();
    }

    @Test
    void anInterruptOfOneIsNoneOfAnother() {
        Greenlet<Boolean> other = waiting();
        Greenlet<Void> interrupted = spawn(() -> Thread.currentThread().interrupt());
        interrupted.join();
        end.set();

        assertTrue(other.get());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    // ---- join

    @Test
    void anotherGreenletMayJoinIt() {
        Greenlet<Boolean> waiting = waiting();
        Greenlet<Boolean> joining = spawn(() -> {
            waiting.thread().join();
            return waiting.isReady();
        });
        sleep();
        assertFalse(joining.isReady());
        end.set();

        assertTrue(joining.get());
    }

    @Test
    void anotherThreadMayJoinIt() throws Exception {
        Greenlet<Boolean> waiting = waiting();
        OtherThread joining = OtherThread.start(() -> {
            assertFalse(waiting.thread().join(Duration.ofMillis(1)));
            waiting.thread().join();
            return waiting.isReady();
        });
        OtherThread.awaitState(joining.thread(), Thread.State.WAITING);
        end.set();
        waiting.join();
        sleep();

        assertEquals(true, joining.result());
    }

    // ---- thread locals

    @Test
    void eachHasItsOwnThreadLocals() {
        LOCAL.set("main");
        for (String name : List.of("a", "b")) {
            spawn(() -> {
                seen.add(LOCAL.get());
                LOCAL.set(name);
                sleep();
                seen.add(LOCAL.get());
            });
        }
        sleep();
        sleep();
        sleep();

        assertEquals(List.of("initial", "initial", "a", "b"), seen);
        assertEquals("main", LOCAL.get());
        LOCAL.remove();
    }

    @Test
    void whatIsInheritableIsThatOfWhoStartsIt() {
        INHERITED.set("main");
        Greenlet<String> child = spawn(() -> {
            String own = INHERITED.get();
            INHERITED.set("child");
            return own + " " + spawn(() -> INHERITED.get()).get();
        });

        assertEquals("main child", child.get());
        assertEquals("main", INHERITED.get());
        INHERITED.remove();
    }

    @Test
    void laterChangesAreNotInherited() {
        INHERITED.set("before");
        Greenlet<String> child = spawn(() -> INHERITED.get());
        Greenlet<String> later = spawnLater(0.001, () -> INHERITED.get());
        INHERITED.set("after");

        assertEquals("before", child.get());
        assertEquals("before", later.get());
        INHERITED.remove();
    }

    @Test
    void linksInheritNothingFromWhoWaits() {
        INHERITED.set("main");
        Greenlet<Integer> source = spawn(() -> 42);
        Event called = new Event();
        source.link(_ -> {
            seen.add(Thread.currentThread().isVirtual());
            called.set();
        });
        called.await();

        assertEquals(List.of(true), seen);
        INHERITED.remove();
    }
}
