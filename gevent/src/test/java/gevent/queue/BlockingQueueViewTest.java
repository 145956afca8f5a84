package gevent.queue;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.queue.Line.untilGetting;
import static gevent.queue.Line.untilPutting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Interrupted;
import gevent.hub.OtherThread;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue as code of the JDK uses it. */
@ExtendWith(FreshHub.class)
class BlockingQueueViewTest {
    private final SimpleQueue<String> queue = new SimpleQueue<>(1);
    private final BlockingQueue<String> view = queue.asBlockingQueue();

    @ParameterizedTest
    @EnumSource
    void takeWaitsForWhatIsPut(Setting setting) throws Exception {
        Callable<String> taking = setting.start(view::take);
        untilGetting(queue, 1);
        view.put("a");

        assertEquals("a", taking.call());
    }

    @ParameterizedTest
    @EnumSource
    void putWaitsForRoom(Setting setting) throws Exception {
        view.put("a");
        Callable<String> putting = setting.start(() -> {
            view.put("b");
            return "put";
        });
        untilPutting(queue, 1);

        assertEquals("a", view.take());
        assertEquals("put", putting.call());
        assertEquals("b", view.poll());
    }

    @Test
    void itIsTheSameQueue() {
        queue.put("a");
        assertEquals("a", view.peek());
        assertEquals(1, view.size());
        assertEquals("a", view.remove());

        assertTrue(queue.isEmpty());
    }

    @Test
    void withoutTimeNothingWaits() throws Exception {
        assertNull(view.poll());
        assertNull(view.peek());
        assertNull(view.poll(0, TimeUnit.SECONDS));
        assertNull(view.poll(-1, TimeUnit.SECONDS));
        assertTrue(view.offer("a"));
        assertFalse(view.offer("b"));
        assertFalse(view.offer("b", 0, TimeUnit.SECONDS));
        assertFalse(view.offer("b", -1, TimeUnit.SECONDS));
        assertThrows(IllegalStateException.class, () -> view.add("b"));

        assertEquals(List.of("a"), queue.toList());
    }

    @Test
    void timeIsUpNoSoonerAndNoLaterThanItWasSaid() throws Exception {
        VirtualTime time = VirtualTime.onNewHub();

        assertNull(view.poll(1, TimeUnit.HOURS));
        assertEquals(Duration.ofHours(1), time.passed());
        assertTrue(view.offer("a", 1, TimeUnit.HOURS));
        assertFalse(view.offer("b", 1, TimeUnit.HOURS));
        assertEquals(Duration.ofHours(2), time.passed());
    }

    @Test
    void aLimitMayBeLongerThanCanBeCounted() throws Exception {
        Greenlet<String> polling = spawn(() -> view.poll(Long.MAX_VALUE, TimeUnit.DAYS));
        sleep();
        view.put("a");

        assertEquals("a", polling.get());
    }

    @Test
    void anInterruptIsTheJdksOwnException() throws Exception {
        OtherThread taking = OtherThread.start(() -> assertThrows(InterruptedException.class, view::take));
        untilGetting(queue, 1);
        taking.thread().interrupt();
        InterruptedException interrupt = (InterruptedException) taking.result();

        assertInstanceOf(Interrupted.class, interrupt.getCause());
        assertEquals("<SimpleQueue of 0/1>", queue.toString());
    }

    @Test
    void anInterruptOfWhoPutsPutsNothing() throws Exception {
        view.put("a");
        OtherThread putting = OtherThread.start(
                () -> assertThrows(InterruptedException.class, () -> view.offer("b", 1, TimeUnit.HOURS)));
        untilPutting(queue, 1);
        putting.thread().interrupt();
        putting.result();

        assertEquals("a", view.take());
        assertTrue(view.isEmpty());
    }

    @Test
    void itTellsHowMuchRoomThereIs() {
        assertEquals(1, view.remainingCapacity());
        queue.put("a");
        assertEquals(0, view.remainingCapacity());
        queue.setMaxsize(0);

        assertEquals(Integer.MAX_VALUE, view.remainingCapacity());
    }

    @Test
    void drainingTakesNoMoreThanIsAsked() {
        queue.setMaxsize(3);
        view.addAll(List.of("a", "b", "c"));
        List<String> drained = new ArrayList<>();

        assertEquals(2, view.drainTo(drained, 2));
        assertEquals(1, view.drainTo(drained));
        assertEquals(List.of("a", "b", "c"), drained);
        assertThrows(IllegalArgumentException.class, () -> view.drainTo(view));
    }

    @Test
    void drainingLetsInWhoWaits() {
        view.add("a");
        Greenlet<Void> putting = spawn(() -> view.put("b"));
        sleep();
        view.drainTo(new ArrayList<>());
        putting.join();

        assertEquals("b", view.poll());
    }

    @Test
    void itsIteratorGoesOverWhatIsThere() {
        view.add("a");
        Iterator<String> held = view.iterator();
        view.remove();

        assertEquals("a", held.next());
        held.remove();      // it has gone already
        assertFalse(held.hasNext());
    }

    @Test
    void removingAnyItemLetsInWhoWaits() {
        view.add("a");
        Greenlet<Void> putting = spawn(() -> view.put("b"));
        sleep();

        assertTrue(view.remove("a"));
        putting.join();
        assertEquals("b", view.poll());
    }

    @Test
    void equalsRunsOutsideTheLock() {
        SimpleQueue<Object> objects = new SimpleQueue<>();
        BlockingQueue<Object> all = objects.asBlockingQueue();
        all.add(new Object() {
            @Override
            public boolean equals(Object other) {
                assertFalse(objects.lock.isHeldByCurrentThread());
                return other == "it";
            }

            @Override
            public int hashCode() {
                return 1;
            }
        });

        assertTrue(all.remove("it"));
        assertTrue(all.isEmpty());
    }

    @Test
    void anInterruptFromBeforeIsThrownThoughNothingWaits() {
        view.add("a");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, view::take);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> view.poll(0, TimeUnit.SECONDS));

        assertEquals("a", view.poll());
    }

    @Test
    void anItemOfAPriorityQueueIsRemovedFromItsMiddle() {
        PriorityQueue<Integer> sorted = new PriorityQueue<>();
        BlockingQueue<Integer> all = sorted.asBlockingQueue();
        for (int i = 0; i < 100; i++) {
            all.add(i * 37 % 100);
        }
        all.removeIf(i -> i % 2 == 0);

        for (int i = 1; i < 100; i += 2) {
            assertEquals(i, all.poll());
        }
        assertNull(all.poll());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> view.put(null));
        assertThrows(NullPointerException.class, () -> view.offer(null));
    }

    @Test
    void shutdownStaysWhatItIs() {
        Queue<String> ended = new Queue<>();
        ended.shutdown();

        assertThrows(ShutDown.class, () -> ended.asBlockingQueue().take());
        assertThrows(ShutDown.class, () -> ended.asBlockingQueue().put("a"));
    }

    @Test
    void anItemIsDiscardedOnce() {
        queue.put("a");

        assertTrue(queue.discard("a"));
        assertFalse(queue.discard("a"));
    }

    @Test
    void withoutTimeNobodyElseRuns() throws Exception {
        List<String> happened = new ArrayList<>();
        Greenlet<Boolean> other = spawn(() -> happened.add("the other ran"));
        assertNull(view.poll(0, TimeUnit.SECONDS));
        view.add("a");
        assertFalse(view.offer("b", 0, TimeUnit.SECONDS));

        assertEquals(List.of(), happened);
        other.join();
    }

    @Test
    void walkingGoesOverAllItems() {
        queue.setMaxsize(2);
        view.addAll(List.of("a", "b"));
        List<String> walked = new ArrayList<>();
        for (String item : view) {
            walked.add(item);
        }

        assertEquals(List.of("a", "b"), walked);
    }

    @Test
    void removingTellsWhetherAnythingWas() {
        queue.setMaxsize(5);
        view.addAll(List.of("a", "b", "c", "d", "e"));

        assertFalse(view.remove("x"));
        assertFalse(view.removeIf("x"::equals));
        assertTrue(view.removeIf("a"::equals));
        assertFalse(view.removeAll(List.of("x")));
        assertTrue(view.removeAll(List.of("b", "x")));
        assertFalse(view.retainAll(List.of("c", "d", "e")));
        assertTrue(view.retainAll(List.of("d", "x")));
        assertEquals(List.of("d"), queue.toList());
    }
}
