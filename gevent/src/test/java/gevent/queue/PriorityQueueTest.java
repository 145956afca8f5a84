package gevent.queue;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.queue.Line.untilPutting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue that gives out the least first. */
@ExtendWith(FreshHub.class)
class PriorityQueueTest {
    private static final long SEED = 20260102;

    private final PriorityQueue<Object> queue = new PriorityQueue<>();

    @Test
    void theLeastIsGotFirstWhateverTheOrderOfPutting() {
        Random random = new Random(SEED);
        java.util.PriorityQueue<Integer> expected = new java.util.PriorityQueue<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(5) < 3) {
                int item = random.nextInt(100);
                queue.put(item);
                expected.add(item);
            } else if (!expected.isEmpty()) {
                assertEquals(expected.poll(), queue.getNowait());
            }
        }
        while (!expected.isEmpty()) {
            assertEquals(expected.poll(), queue.getNowait());
        }
        assertTrue(queue.isEmpty());
    }

    @Test
    void peekLooksAtTheLeast() {
        queue.put(2);
        queue.put(1);

        assertEquals(1, queue.peek());
    }

    @Test
    void whatItHeldFromTheBeginningIsInOrderAndUnfinished() {
        PriorityQueue<Integer> initial = new PriorityQueue<>(0, null, List.of(3, 1, 2));

        assertEquals(List.of(1, 2, 3), initial.toList());
        assertEquals(3, initial.unfinishedTasks());
        assertEquals(1, initial.get());
    }

    @Test
    void anOrderOfTheCallersIsKept() {
        PriorityQueue<Integer> reverse = new PriorityQueue<>(0, Comparator.reverseOrder());
        List.of(1, 3, 2).forEach(reverse::put);

        assertEquals(List.of(3, 2, 1), reverse.toList());
        assertEquals(3, reverse.get());
    }

    @ParameterizedTest
    @EnumSource
    void whoIsLetInFindsItsPlace(Setting setting) throws Exception {
        PriorityQueue<Integer> two = new PriorityQueue<>(2);
        two.put(2);
        two.put(3);
        Callable<String> putting = setting.start(() -> {
            two.put(1);
            return "put";
        });
        untilPutting(two, 1);
        assertEquals(2, two.get());
        putting.call();

        assertEquals(List.of(1, 3), two.toList());
    }

    @Test
    void whatHasNoOrderIsRefusedEvenByAnEmptyQueue() {
        assertThrows(ClassCastException.class, () -> queue.put(new Object()));
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.unfinishedTasks());
    }

    @Test
    void whatCannotBeComparedIsRefusedAndTheRestIsLeft() {
        queue.put(2);
        queue.put(1);

        assertThrows(ClassCastException.class, () -> queue.put("one"));
        assertEquals(List.of(1, 2), queue.toList());
        assertEquals(2, queue.unfinishedTasks());
        assertEquals(1, queue.get());
    }

    @Test
    void whatCannotBeComparedIsRefusedByAFullQueueAtOnce() {
        PriorityQueue<Object> two = new PriorityQueue<>(2, null, List.of(1, 2));

        assertThrows(ClassCastException.class, () -> two.put("one"));
        assertEquals(List.of(1, 2), two.toList());
    }

    @ParameterizedTest
    @EnumSource
    void thePutterOfWhatIsRefusedLaterIsToldSoAndMakesRoomForTheNext(Setting setting) throws Exception {
        boolean[] refuses = {false};
        Comparator<Integer> order = (a, b) -> {
            if (refuses[0] && a == 4) {
                throw new IllegalArgumentException("no more fours");
            }
            return Integer.compare(a, b);
        };
        PriorityQueue<Integer> two = new PriorityQueue<>(2, order, List.of(1, 2));
        Callable<?> four = setting.start(() -> assertThrows(IllegalArgumentException.class, () -> two.put(4)));
        untilPutting(two, 1);
        Callable<?> three = setting.start(() -> {
            two.put(3);
            return "put";
        });
        untilPutting(two, 2);
        refuses[0] = true;
        two.get();
        four.call();
        three.call();

        assertEquals(List.of(2, 3), two.toList());
        assertEquals(3, two.unfinishedTasks());
    }

    @Test
    void equalItemsLeaveInTheOrderTheyCame() {
        PriorityQueue<String> byLength = new PriorityQueue<>(0, Comparator.comparing(String::length));
        List.of("b", "cc", "a", "aa", "c").forEach(byLength::put);

        assertEquals(List.of("b", "a", "c", "cc", "aa"), byLength.toList());
    }

    @Test
    void theComparatorMayWaitWhileOthersUseTheQueue() {
        Event go = new Event();
        Comparator<Integer> patient = (a, b) -> {
            if (a == 2) {
                go.await();
            }
            return Integer.compare(a, b);
        };
        PriorityQueue<Integer> numbers = new PriorityQueue<>(0, patient, List.of(3));
        Greenlet<?> slow = spawn(() -> numbers.put(2));
        sleep();
        numbers.put(1);
        assertEquals(1, numbers.get());
        numbers.put(5);
        go.set();
        slow.join();

        assertEquals(List.of(2, 3, 5), numbers.toList());
    }

    @Test
    void aLockedComparatorStopsNeitherTheLoopNorTheLocksOwner() {
        ReentrantLock log = new ReentrantLock();
        Comparator<Integer> logging = (a, b) -> {
            log.lock();
            try {
                return Integer.compare(a, b);
            } finally {
                log.unlock();
            }
        };
        Gevent.run(() -> {
            PriorityQueue<Integer> two = new PriorityQueue<>(2, logging, List.of(1, 2));
            Greenlet<?> putter = spawn(() -> two.put(3));
            untilPutting(two, 1);
            Event stop = new Event();
            spawn(() -> {
                log.lock();
                try {
                    stop.await();
                } finally {
                    log.unlock();
                }
            });
            sleep();
            assertEquals(1, two.get());
            sleep();
            stop.set();
            putter.join();

            assertEquals(List.of(2, 3), two.toList());
        });
    }

    @Test
    void aPutterThatIsKilledWhileItComparesGivesItsRoomBack() {
        Event never = new Event();
        boolean[] waits = {false};
        PriorityQueue<Integer> two = new PriorityQueue<>(2, (a, b) -> {
            if (waits[0]) {
                never.await();
            }
            return Integer.compare(a, b);
        }, List.of(1, 2));
        Greenlet<?> killed = spawn(() -> two.put(3));
        untilPutting(two, 1);
        waits[0] = true;
        two.get();
        sleep();
        sleep();
        assertTrue(two.isFull());
        assertEquals(0, two.asBlockingQueue().remainingCapacity());
        killed.kill();
        waits[0] = false;
        two.putNowait(4);

        assertEquals(List.of(2, 4), two.toList());
    }

    @Test
    void whatIsAddedAndTakenInTurnNeedsNoDeepStack() {
        PriorityQueue<Integer> numbers = new PriorityQueue<>();
        for (int i = 0; i < 50_000; i++) {
            numbers.put(i);
        }
        for (int i = 50_000; i < 150_000; i++) {
            numbers.put(i);
            assertEquals(i - 50_000, numbers.get());
        }
        assertEquals(50_000, numbers.toList().size());
    }

    @Test
    void whoWaitsBehindWhatIsRefusedIsLetIn() {
        PriorityQueue<Object> two = new PriorityQueue<>(2, null, List.of(1, 2));
        Greenlet<?> refused = spawn(() -> assertThrows(ClassCastException.class, () -> two.put("one")));
        Greenlet<Void> next = spawn(() -> two.put(3));
        sleep();
        two.get();
        next.join();
        refused.join();

        assertEquals(List.of(2, 3), two.toList());
        assertTrue(refused.isSuccessful());
    }

    @Test
    void anOrderThatThrowsHalfwayLosesAndDoublesNothing() {
        Comparator<Integer> notZeroWithOne = (a, b) -> {
            if (Math.min(a, b) == 0 && Math.max(a, b) == 1) {
                throw new IllegalArgumentException("0 cannot be compared with 1");
            }
            return Integer.compare(a, b);
        };
        List<Integer> held = IntStream.rangeClosed(1, 7).boxed().toList();
        PriorityQueue<Integer> numbers = new PriorityQueue<>(0, notZeroWithOne, held);
        assertThrows(IllegalArgumentException.class, () -> numbers.put(0));

        List<Integer> got = new ArrayList<>();
        while (!numbers.isEmpty()) {
            got.add(numbers.get());
        }
        assertEquals(held, got);
    }

    @Test
    void anItemIsDiscardedOnceAndCountsNoMore() {
        PriorityQueue<String> words = new PriorityQueue<>(0, null, List.of("a", "b", "c"));

        assertTrue(words.discard("b"));
        assertFalse(words.discard("b"));
        assertEquals(2, words.size());
        assertTrue(words.discard("a") && words.discard("c"));
        assertFalse(words.discard("a"));
    }
}
