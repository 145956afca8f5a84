package greenlet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Garbage: what a greenlet leaves behind when nobody refers to it. */
class CollectionTest {
    private static final long MEGABYTE = 1 << 20;

    private final Greenlet main = Greenlet.current();
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

    @Test
    void anAbandonedSuspendedGreenletIsGarbage() throws InterruptedException {
        assertCollected(abandonSuspended());
    }

    private WeakReference<Object> abandonSuspended() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();
        return watch(g);
    }

    @Test
    void whatAnAbandonedStackRefersToIsGarbage() throws InterruptedException {
        assertCollected(abandonLocal());
    }

    private WeakReference<Object> abandonLocal() {
        Greenlet g = new Greenlet(first -> {
            Object local = new Object();
            main.switchTo(watch(local));
            return local.hashCode();
        });
        return g.switchTo();
    }

    @Test
    void theValueOfARefusedSwitchIsGarbage() {
        new Greenlet(first -> {
            assertCollected(refusedValue());
            return null;
        }).switchTo();
    }

    private WeakReference<Object> refusedValue() {
        List<WeakReference<Object>> watched = new ArrayList<>();
        Initializer.run(() -> {
            Object value = new Object();
            watched.add(watch(value));
            assertThrows(GreenletError.class, () -> main.switchTo(value));
        });
        return watched.getFirst();
    }

    @Test
    void anAbandonedPairThatRefersToEachOtherIsGarbage() throws InterruptedException {
        assertCollected(abandonPair());
    }

    private WeakReference<Object> abandonPair() {
        Greenlet[] pair = new Greenlet[2];
        pair[0] = new Greenlet(() -> pair[1].switchTo());
        pair[1] = new Greenlet(first -> main.switchTo(pair[0]));
        pair[0].switchTo();
        return watch(pair[0]);
    }

    @Test
    void anUnstartedGreenletIsGarbage() throws InterruptedException {
        assertCollected(watch(new Greenlet(() -> { })));
    }

    @Test
    void aValueThatHasArrivedIsNotKept() throws InterruptedException {
        Greenlet g = new Greenlet(first -> {
            while (true) {
                main.switchTo();
            }
        });

        WeakReference<Object> value = sendOne(g);

        assertCollected(value);
        assertTrue(g.isActive());
    }

    private WeakReference<Object> sendOne(Greenlet g) {
        Object value = new Object();
        g.switchTo();
        g.switchTo(value);
        return watch(value);
    }

    @Test
    void theBodyOfADeadGreenletIsNotKept() throws InterruptedException {
        Greenlet[] dead = new Greenlet[1];

        assertCollected(endWithCapture(dead));
        assertTrue(dead[0].isDead());
    }

    private WeakReference<Object> endWithCapture(Greenlet[] made) {
        Object captured = new Object();
        made[0] = new Greenlet(first -> captured.hashCode());
        made[0].switchTo();
        return watch(captured);
    }

    @Test
    void theFinallyBlocksOfAnAbandonedGreenletDoNotRun() throws InterruptedException {
        boolean[] ran = new boolean[1];

        assertCollected(abandonInTry(ran));
        assertFalse(ran[0]);
    }

    private WeakReference<Object> abandonInTry(boolean[] ran) {
        Greenlet g = new Greenlet(() -> {
            try {
                main.switchTo();
            } finally {
                ran[0] = true;
            }
        });
        g.switchTo();
        return watch(g);
    }

    @Test
    void aReferredGreenletStays() {
        Greenlet g = new Greenlet(() -> main.switchTo());
        g.switchTo();
        WeakReference<Object> watched = watch(g);

        System.gc();

        assertNotNull(watched.get());
        Reference.reachabilityFence(g);
    }

    @Test
    void aMillionShortGreenletsLeaveNothing() {
        long threads = Threads.count();
        runShort(10_000);
        long before = used();

        runShort(1_000_000);

        long left = used() - before;
        assertTrue(left < 8 * MEGABYTE, () -> left + " bytes are left");
        assertTrue(Threads.count() <= threads, () -> Threads.count() + " threads");
    }

    private static void runShort(int count) {
        for (int i = 0; i < count; i++) {
            new Greenlet(() -> { }).switchTo();
        }
    }

    @Test
    void aHundredThousandAbandonedGreenletsLeaveNothing() {
        List<Greenlet> alive = suspend(100_000);
        long before = used();
        assertTrue(alive.getLast().isActive());
        alive.clear();

        long freed = before - used();

        assertTrue(freed > 10 * MEGABYTE, () -> "only " + freed + " bytes were freed");
    }

    private List<Greenlet> suspend(int count) {
        List<Greenlet> suspended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Greenlet g = new Greenlet(() -> main.switchTo());
            g.switchTo();
            suspended.add(g);
        }
        return suspended;
    }
}
