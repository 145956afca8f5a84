package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap of timers, against a sorted set. */
@ExtendWith(FreshHub.class)
class TimerHeapTest {
    private static final Comparator<Timer> ORDER =
            Comparator.<Timer>comparingLong(timer -> timer.deadline).thenComparingLong(timer -> timer.order);

    private final TimerHeap heap = new TimerHeap();

    private Timer timer(long deadline) {
        Timer timer = new Timer(null, heap, 0, 0);
        timer.deadline = deadline;
        return timer;
    }

    private Timer added(long deadline) {
        Timer timer = timer(deadline);
        heap.add(timer);
        return timer;
    }

    @Test
    void anEmptyOneHasNoNext() {
        assertTrue(heap.isEmpty());
        assertNull(heap.peek());
    }

    @Test
    void equalDeadlinesComeInTheOrderOfTheirStart() {
        Timer first = added(5);
        Timer second = added(5);

        assertSame(first, heap.peek());
        heap.remove(first);
        assertSame(second, heap.peek());
    }

    @Test
    void removingWhatIsNotInDoesNothing() {
        Timer in = added(5);
        heap.remove(timer(5));

        assertSame(in, heap.peek());
    }

    @Test
    void deadlinesBeyondTheOverflowOfTheClockComeLater() {
        Timer later = added(Long.MIN_VALUE + 10);
        Timer sooner = added(Long.MAX_VALUE - 10);

        assertSame(sooner, heap.peek());
        heap.remove(sooner);
        assertSame(later, heap.peek());
    }

    @Test
    void forEverComesLast() {
        Timer never = added(Long.MAX_VALUE);
        Timer some = added(Long.MAX_VALUE - 1);

        assertSame(some, heap.peek());
        heap.remove(some);
        assertSame(never, heap.peek());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyMixOfAddsAndRemovesKeepsTheOrder(long seed) {
        Random random = new Random(seed);
        TreeSet<Timer> oracle = new TreeSet<>(ORDER);
        for (int i = 0; i < 20_000; i++) {
            // Grows at first, shrinks in the end.
            if (random.nextInt(20_000) > i * 2 / 3 || oracle.isEmpty()) {
                oracle.add(added(random.nextInt(500)));
            } else {
                Timer victim = random.nextBoolean() ? oracle.first() : anyOf(oracle, random);
                oracle.remove(victim);
                heap.remove(victim);
                assertEquals(Timer.NOT_QUEUED, victim.index);
            }
            assertSame(oracle.isEmpty() ? null : oracle.first(), heap.peek());
        }
        for (Timer next; (next = oracle.pollFirst()) != null; ) {
            assertSame(next, heap.peek());
            heap.remove(next);
        }
        assertTrue(heap.isEmpty());
    }

    private Timer anyOf(TreeSet<Timer> timers, Random random) {
        Timer from = timer(random.nextInt(500));
        Timer found = timers.ceiling(from);
        return found != null ? found : timers.last();
    }

    /** Overflows the stack, and on the way back calls {@code code} at each depth, until it has had room often enough. */
    private static int atTheEndOfTheStack(Runnable code) {
        int done;
        try {
            done = atTheEndOfTheStack(code);
        } catch (StackOverflowError full) {
            done = 0;
        }
        if (done < 5) {
            try {
                code.run();
                done++;
            } catch (StackOverflowError again) {
                // There will be more room at the next depth.
            }
        }
        return done;
    }

    /** So that the stack does not end at the same frame each time. */
    private static int deeper(int frames, long a, long b, Runnable code) {
        return frames == 0 ? atTheEndOfTheStack(code) : deeper(frames - 1, b, a, code) + 1;
    }

    @Test
    void aStackOverflowComesBeforeAnyChange() throws InterruptedException {
        Random random = new Random(1);
        List<Timer> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(timer(random.nextInt(50)));
        }
        Runnable startOrStop = () -> {
            Timer timer = all.get(random.nextInt(all.size()));
            if (timer.index == Timer.NOT_QUEUED) {
                heap.add(timer);
            } else {
                heap.remove(timer);
            }
        };
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread deep = new Thread(null, () -> {
            for (int round = 0; round < 100; round++) {
                deeper(round % 20, 0, 0, startOrStop);
            }
        }, "deep", 256 << 10);
        deep.setUncaughtExceptionHandler((_, t) -> failure.set(t));
        deep.start();
        deep.join();

        assertNull(failure.get());
        List<Timer> left = all.stream().filter(timer -> timer.index != Timer.NOT_QUEUED).sorted(ORDER).toList();
        for (Timer next : left) {
            assertSame(next, heap.peek());
            heap.remove(next);
        }
        assertTrue(heap.isEmpty());
    }
}
