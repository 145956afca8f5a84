package gevent.queue;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.queue.Line.untilGetting;
import static gevent.queue.Line.untilPutting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue that knows when its work is done, and that ends. */
@ExtendWith(FreshHub.class)
class QueueTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Queue<Integer> queue = new Queue<>();
    private final Queue<Integer> full = new Queue<>(1, List.of(1));
    private final List<Object> happened = new ArrayList<>();

    // ---- wherever the parties are

    @ParameterizedTest
    @EnumSource
    void joinWaitsForAllThatWasPut(Setting setting) throws Exception {
        queue.put(1);
        queue.put(2);
        Callable<String> working = setting.start(() -> {
            for (int i = 0; i < 2; i++) {
                happened.add(queue.get());
                queue.taskDone();
            }
            return "worked";
        });
        try (var _ = Hub.get().async()) {
            queue.join();
        }

        assertEquals(List.of(1, 2), happened);
        assertEquals("worked", working.call());
    }

    @ParameterizedTest
    @EnumSource
    void shutdownEndsTheWaitOfWhoGets(Setting setting) throws Exception {
        Callable<ShutDown> getting = setting.start(() -> assertThrows(ShutDown.class, queue::get));
        untilGetting(queue, 1);
        queue.shutdown();

        assertInstanceOf(ShutDown.class, getting.call());
    }

    @ParameterizedTest
    @EnumSource
    void shutdownEndsTheWaitOfWhoPuts(Setting setting) throws Exception {
        Callable<ShutDown> putting = setting.start(() -> assertThrows(ShutDown.class, () -> full.put(2)));
        untilPutting(full, 1);
        full.shutdown();

        assertInstanceOf(ShutDown.class, putting.call());
        assertEquals(List.of(1), full.toList());
    }

    @ParameterizedTest
    @EnumSource
    void iterationEndsAtShutdown(Setting setting) throws Exception {
        Callable<List<Integer>> iterating = setting.start(() -> {
            List<Integer> got = new ArrayList<>();
            queue.forEach(got::add);
            return got;
        });
        untilGetting(queue, 1);
        queue.put(1);
        queue.put(2);
        queue.shutdown();

        assertEquals(List.of(1, 2), iterating.call());
    }

    // ---- what is done

    @Test
    void whatItHeldFromTheBeginningIsUnfinished() {
        assertEquals(1, full.unfinishedTasks());
        assertFalse(full.join(SHORT));
    }

    @Test
    void anEmptyOneIsDone() {
        assertTrue(queue.join(Duration.ZERO));
        assertEquals(0, queue.unfinishedTasks());
    }

    @Test
    void whatWasGotIsNotDoneUntilItIsSaid() {
        queue.put(1);
        queue.get();
        assertFalse(queue.join(SHORT));

        queue.taskDone();
        assertTrue(queue.join(SHORT));
    }

    @Test
    void taskDoneCannotBeSaidMoreOftenThanSomethingWasPut() {
        full.taskDone();

        assertThrows(IllegalStateException.class, full::taskDone);
        assertEquals(0, full.unfinishedTasks());
    }

    @Test
    void whatIsStillToBeLetInIsNoTaskYet() {
        Greenlet<Void> putter = spawn(() -> full.put(2));
        sleep();
        assertEquals(1, full.unfinishedTasks());
        full.get();
        putter.join();

        assertEquals(2, full.unfinishedTasks());
    }

    @Test
    void whoJoinedGoesOnThoughMoreIsPutThen() {
        Greenlet<Boolean> joining = spawn(() -> {
            full.join();
            return happened.add("joined");
        });
        sleep();
        full.taskDone();
        full.get();
        full.put(2);
        joining.join();

        assertEquals(List.of("joined"), happened);
    }

    @Test
    void workThatNobodyDoesEndsMainsJoin() {
        assertThrows(LoopExit.class, full::join);
    }

    // ---- shutdown

    @Test
    void afterShutdownNothingCanBePut() {
        queue.shutdown();

        assertTrue(queue.isShutDown());
        assertThrows(ShutDown.class, () -> queue.put(1));
        assertThrows(ShutDown.class, () -> queue.putNowait(1));
        assertThrows(ShutDown.class, () -> queue.put(1, SHORT));
        assertEquals(0, queue.unfinishedTasks());
    }

    @Test
    void afterShutdownWhatIsLeftCanBeGot() {
        full.shutdown();

        assertEquals(1, full.peek());
        assertEquals(1, full.get());
        assertThrows(ShutDown.class, full::get);
        assertThrows(ShutDown.class, full::getNowait);
        assertThrows(ShutDown.class, full::peek);
        assertThrows(ShutDown.class, full::peekNowait);
    }

    @Test
    void afterShutdownWhatIsLeftCanBeWaitedFor() {
        full.shutdown();
        assertFalse(full.join(SHORT));
        full.get();
        full.taskDone();

        assertTrue(full.join(SHORT));
    }

    @Test
    void anImmediateShutdownDropsWhatIsLeftAsDone() {
        full.shutdown(true);

        assertThrows(ShutDown.class, full::getNowait);
        assertTrue(full.join(SHORT));
    }

    @Test
    void anImmediateShutdownLeavesWhatWasGotToBeDone() {
        queue.put(1);
        queue.put(2);
        queue.get();
        queue.shutdown(true);
        assertEquals(1, queue.unfinishedTasks());

        queue.taskDone();
        assertTrue(queue.join(SHORT));
    }

    @Test
    void anImmediateShutdownEndsTheWaitOfWhoJoins() {
        Greenlet<Void> joining = spawn(() -> full.join());
        sleep();
        full.shutdown(true);
        joining.join();

        assertTrue(joining.isSuccessful());
    }

    @Test
    void anImmediateShutdownDropsMoreThanIsUnfinished() {
        full.taskDone();
        full.shutdown(true);

        assertTrue(full.isEmpty());
        assertEquals(0, full.unfinishedTasks());
    }

    @Test
    void whatWasPutJustBeforeShutdownGoesToWhoWaitedForIt() {
        Greenlet<Integer> first = spawn(() -> queue.get());
        Greenlet<ShutDown> second = spawn(() -> assertThrows(ShutDown.class, queue::get));
        sleep();
        queue.put(1);
        queue.shutdown();
        joinall(first, second);

        assertEquals(1, first.get());
        assertTrue(second.isSuccessful());
    }

    @Test
    void whoPeeksIsExpelledToo() {
        Greenlet<ShutDown> peeking = spawn(() -> assertThrows(ShutDown.class, queue::peek));
        sleep();
        queue.shutdown(true);
        peeking.join();

        assertTrue(peeking.isSuccessful());
    }

    @Test
    void aSecondShutdownMayDropWhatTheFirstLeft() {
        full.shutdown();
        full.shutdown(true);

        assertThrows(ShutDown.class, full::get);
        assertEquals(0, full.unfinishedTasks());
    }

    @Test
    void theIteratorOfAnEndedQueueHasNothingMore() {
        queue.shutdown();
        Iterator<Integer> ended = queue.iterator();

        assertFalse(ended.hasNext());
        assertThrows(NoSuchElementException.class, ended::next);
    }

    @Test
    void theIteratorAsksWithoutLosingAnything() {
        Iterator<Integer> one = full.iterator();
        assertTrue(one.hasNext());
        assertTrue(one.hasNext());

        assertEquals(1, one.next());
    }

    @Test
    void theOlderNameIsTheSame() {
        JoinableQueue<Integer> joinable = new JoinableQueue<>(1);
        joinable.put(1);

        assertThrows(Full.class, () -> joinable.putNowait(2));
        assertEquals(1, joinable.unfinishedTasks());
    }

    @Test
    void aLimitMayBeInSeconds() {
        queue.put(7, 0.001);
        assertThrows(Full.class, () -> full.put(2, 0.001));
        assertEquals(7, queue.get(0.001));
    }

    @Test
    void joinMayBeLimitedInSecondsOrByATimeout() {
        assertTrue(queue.join(0.001));
        assertTrue(queue.join(new Timeout(Duration.ofMinutes(1))));
        assertFalse(full.join(0.001));
        assertFalse(full.join(new Timeout(Duration.ofMillis(1))));
    }

    @Test
    void aNewOneIsNotShutDown() {
        assertFalse(queue.isShutDown());
    }
}
