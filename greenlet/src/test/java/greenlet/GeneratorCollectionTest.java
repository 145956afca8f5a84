package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Garbage: what a generator leaves behind when nobody refers to it. */
class GeneratorCollectionTest {
    private static final long MEGABYTE = 1 << 20;

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    private WeakReference<Object> watch(Object object) {
        return new WeakReference<>(object, collected);
    }

    private void assertCollected(WeakReference<Object> watched) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            System.gc();
            if (collected.remove(100) != null) {
                return;
            }
        }
        fail(watched.get() + " is still referred to");
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Generator<Object, Object> suspended() {
        Generator<Object, Object> g = Generator.of(y -> {
            while (true) {
                y.yield("element");
            }
        });
        g.next();
        return g;
    }

    @Test
    void anAbandonedGeneratorIsGarbage() throws InterruptedException {
        assertCollected(watch(suspended()));
    }

    @Test
    void anAbandonedGeneratorWithAFetchedElementIsGarbage() throws InterruptedException {
        assertCollected(abandonAhead());
    }

    private WeakReference<Object> abandonAhead() {
        Generator<Object, Object> g = suspended();
        assertTrue(g.hasNext());
        return watch(g);
    }

    @Test
    void whatAnAbandonedStackRefersToIsGarbage() throws InterruptedException {
        assertCollected(abandonLocal());
    }

    @SuppressWarnings("unchecked")
    private WeakReference<Object> abandonLocal() {
        Generator<Object, Void> g = Generator.of(y -> {
            Object local = new Object();
            y.yield(watch(local));
            return local.hashCode();
        });
        return (WeakReference<Object>) g.next();
    }

    @Test
    void anAbandonedChainIsGarbage() throws InterruptedException {
        assertCollected(abandonChain());
    }

    private WeakReference<Object> abandonChain() {
        Generator<Object, Object> inner = suspended();
        Generator<Object, Object> outer = Generator.of(y -> y.yieldFrom(inner));
        outer.next();
        return watch(inner);
    }

    @Test
    void oneThatHasDelegatedIsNotKeptAfterTheOtherHasEnded() throws InterruptedException {
        Generator<Object, Object> sub = Generator.of(y -> {
            y.yield(1);
        });

        assertCollected(consumeAround(sub));
        assertFalse(sub.hasNext());
        Reference.reachabilityFence(sub);
    }

    private WeakReference<Object> consumeAround(Generator<Object, Object> sub) {
        Generator<Object, Object> outer = Generator.of(y -> y.yieldFrom(sub));
        assertEquals(1, outer.stream().count());
        return watch(outer);
    }

    @Test
    void anElementThatWasTakenIsNotKept() throws InterruptedException {
        Generator<Object, Void> g = Generator.of(y -> {
            while (true) {
                y.yield(new Object());
            }
        });

        assertCollected(takeOne(g));
        Reference.reachabilityFence(g);
    }

    private WeakReference<Object> takeOne(Generator<Object, Void> g) {
        assertTrue(g.hasNext());
        return watch(g.next());
    }

    @Test
    void aValueThatHasArrivedIsNotKept() throws InterruptedException {
        Generator<Object, Object> g = suspended();

        assertCollected(sendOne(g));
        Reference.reachabilityFence(g);
    }

    private WeakReference<Object> sendOne(Generator<Object, Object> g) {
        Object value = new Object();
        g.send(value);
        return watch(value);
    }

    @Test
    void theBodyOfAnEndedGeneratorIsNotKept() throws InterruptedException {
        List<Generator<Object, Void>> ended = new ArrayList<>();

        assertCollected(endWithCapture(ended));
        assertFalse(ended.getFirst().hasNext());
    }

    private WeakReference<Object> endWithCapture(List<Generator<Object, Void>> made) {
        Object captured = new Object();
        made.add(Generator.of(y -> {
            Objects.requireNonNull(captured);
        }));
        assertFalse(made.getFirst().hasNext());
        return watch(captured);
    }

    @Test
    void theBodyOfAClosedGeneratorThatNeverRanIsNotKept() throws InterruptedException {
        List<Generator<Object, Void>> closed = new ArrayList<>();

        assertCollected(closeWithCapture(closed));
        assertFalse(closed.getFirst().hasNext());
    }

    private WeakReference<Object> closeWithCapture(List<Generator<Object, Void>> made) {
        Object captured = new Object();
        made.add(Generator.of(y -> {
            Objects.requireNonNull(captured);
        }));
        made.getFirst().close();
        return watch(captured);
    }

    @Test
    void theFinallyBlocksOfAnAbandonedGeneratorDoNotRun() throws InterruptedException {
        boolean[] ran = new boolean[1];

        assertCollected(abandonInTry(ran));
        assertFalse(ran[0]);
    }

    private WeakReference<Object> abandonInTry(boolean[] ran) {
        Generator<Integer, Void> g = Generator.of(y -> {
            try {
                y.yield(1);
            } finally {
                ran[0] = true;
            }
        });
        g.next();
        return watch(g);
    }

    @Test
    void aReferredGeneratorStays() {
        Generator<Object, Object> g = suspended();
        WeakReference<Object> watched = watch(g);

        System.gc();

        assertNotNull(watched.get());
        assertEquals("element", g.next());
    }

    @Test
    void aMillionAbandonedGeneratorsLeaveNothing() throws InterruptedException {
        long threads = Threads.count();
        WeakReference<Object> first = watch(suspended());
        abandon(10_000);
        long before = used();

        abandon(1_000_000);

        assertCollected(first);
        long left = used() - before;
        assertTrue(left < 8 * MEGABYTE, () -> left + " bytes are left");
        assertTrue(Threads.count() <= threads, () -> Threads.count() + " threads");
    }

    private static void abandon(int count) {
        for (int i = 0; i < count; i++) {
            suspended();
        }
    }

    @Test
    void aHundredThousandSuspendedAtOnceAreFreed() {
        List<Generator<Object, Object>> alive = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            alive.add(suspended());
        }
        long before = used();
        assertEquals("element", alive.getLast().next());
        alive.clear();

        long freed = before - used();

        assertTrue(freed > 10 * MEGABYTE, () -> "only " + freed + " bytes were freed");
    }
}
