package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import gevent.Greenlet;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Garbage: what greenlets and timers leave behind. */
@ExtendWith(FreshHub.class)
class CollectionTest {
    private static final long MEGABYTE = 1 << 20;
    private static final int MILLION = 1_000_000;

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

    // ---- what nobody can wake

    @Test
    void anAbandonedGreenletInAWaitOfOursIsGarbage() throws InterruptedException {
        assertCollected(abandon(new Waiter<>()::get));
    }

    @Test
    void anAbandonedGreenletInAParkOfTheJdkIsGarbage() throws InterruptedException {
        assertCollected(abandon(LockSupport::park));
    }

    private WeakReference<Object> abandon(Runnable wait) {
        Greenlet<Void> g = spawn(wait::run);
        sleep();
        assertTrue(g.isStarted());
        return watch(g);
    }

    @Test
    void twoAbandonedGreenletsThatWaitForEachOtherAreGarbage() throws InterruptedException {
        assertCollected(abandonPair());
    }

    private WeakReference<Object> abandonPair() {
        Greenlet<?>[] pair = new Greenlet<?>[2];
        pair[0] = spawn(() -> pair[1].join());
        pair[1] = spawn(() -> pair[0].join());
        sleep();
        return watch(pair[0]);
    }

    @Test
    void whatAnAbandonedStackRefersToIsGarbage() throws InterruptedException {
        assertCollected(abandonLocal());
    }

    private WeakReference<Object> abandonLocal() {
        List<WeakReference<Object>> local = new ArrayList<>();
        spawn(() -> {
            Object object = new Object();
            local.add(watch(object));
            new Waiter<>().get();
            return object.hashCode();
        });
        sleep();
        return local.getFirst();
    }

    @Test
    void theHubForgetsAnAbandonedGreenlet() throws InterruptedException {
        assertCollected(abandon(new Waiter<>()::get));
        LoopExit exit = assertThrows(LoopExit.class, () -> new Waiter<>().get());

        assertEquals(0, Hub.get().live().size());
        assertTrue(exit.getMessage().contains("no greenlet to wait for"), exit::getMessage);
    }

    @Test
    void theHubDoesNotWaitForACollectedGreenletInAParkOfTheJdk() throws InterruptedException {
        assertCollected(abandon(LockSupport::park));

        assertThrows(LoopExit.class, () -> new Waiter<>().get());
        assertThrows(LoopExit.class, () -> new Waiter<>().get());
    }

    @Test
    void aCollectedGreenletDoesNotCountAsOneThatWaits() throws Exception {
        assertCollected(abandon(new Waiter<>()::get));
        Greenlet<Void> parked = spawn(() -> LockSupport.park());
        OtherThread waker = OtherThread.start(() -> {
            OtherThread.awaitState(parked.thread(), Thread.State.WAITING);
            LockSupport.unpark(parked.thread());
            return null;
        });

        parked.get();
        waker.result();
    }

    @Test
    void theFinallyBlocksOfAnAbandonedGreenletDoNotRun() throws InterruptedException {
        boolean[] ran = {false};
        assertCollected(abandon(() -> {
            try {
                new Waiter<>().get();
            } finally {
                ran[0] = true;
            }
        }));
        sleep();

        assertFalse(ran[0]);
    }

    @Test
    void aGreenletThatIsReferredToStays() {
        Greenlet<?> g = spawn(() -> new Waiter<>().get());
        sleep();
        WeakReference<Object> watched = watch(g);

        System.gc();

        assertNotNull(watched.get());
        Reference.reachabilityFence(g);
        g.kill();
    }

    @Test
    void aSleepingGreenletStaysThoughNobodyRefersToIt() {
        VirtualTime.onNewHub();
        List<String> seen = new ArrayList<>();
        spawn(() -> {
            sleep(1);
            seen.add("woke up");
        });
        sleep();
        System.gc();
        sleep(2);

        assertEquals(List.of("woke up"), seen);
    }

    // ---- what has ended

    @Test
    void aGreenletThatHasEndedIsNotKept() throws InterruptedException {
        assertCollected(endOne());
    }

    private WeakReference<Object> endOne() {
        Greenlet<?> g = spawn(() -> { });
        g.join();
        return watch(g);
    }

    @Test
    void aGreenletThatWasNeverStartedIsNotKept() throws InterruptedException {
        assertCollected(watch(new Greenlet<>(() -> null)));
    }

    @Test
    void theBodyOfAGreenletThatHasEndedIsNotKept() throws InterruptedException {
        List<Greenlet<?>> ended = new ArrayList<>();

        assertCollected(endWithCapture(ended));
        assertTrue(ended.getFirst().isDead());
    }

    private WeakReference<Object> endWithCapture(List<Greenlet<?>> ended) {
        Object captured = new Object();
        Greenlet<?> g = spawn(() -> {
            captured.hashCode();
        });
        g.join();
        ended.add(g);
        return watch(captured);
    }

    @Test
    void theSpawnerOfAGreenletIsNotKeptByIt() throws InterruptedException {
        List<Greenlet<?>> child = new ArrayList<>();

        assertCollected(endSpawner(child));
        assertNull(child.getFirst().spawningGreenlet());
        child.getFirst().kill();
    }

    private WeakReference<Object> endSpawner(List<Greenlet<?>> child) {
        Greenlet<?> g = spawn(() -> {
            child.add(spawn(() -> new Waiter<>().get()));
        });
        g.join();
        return watch(g);
    }

    @Test
    void aGreenletThatEndedBeforeAKillSurfacedIsNotKept() throws InterruptedException {
        assertCollected(endBeforeTheKill());
    }

    private WeakReference<Object> endBeforeTheKill() {
        Waiter<Void> waiter = new Waiter<>();
        Greenlet<?> g = spawn(() -> waiter.get());
        sleep();
        Hub.get().runCallback(() -> waiter.switchTo(null));
        g.kill();
        assertTrue(g.isDead());
        return watch(g);
    }

    // ---- many

    @Test
    void aMillionGreenletsLeaveNothing() {
        int threads = Thread.activeCount();
        spawnAndJoin(20_000);
        long before = used();

        spawnAndJoin(MILLION);

        long left = used() - before;
        assertTrue(left < 8 * MEGABYTE, () -> left + " bytes are left");
        assertTrue(Thread.activeCount() <= threads, () -> Thread.activeCount() + " threads");
        assertEquals(0, Hub.get().live().size());
    }

    private static void spawnAndJoin(int count) {
        for (int i = 0; i < count; i++) {
            spawn(() -> { }).join();
        }
    }

    @Test
    void aMillionTimersStartedAndStoppedLeaveNothing() {
        startAndStop(20_000);
        long before = used();

        startAndStop(MILLION);

        long left = used() - before;
        assertTrue(left < 8 * MEGABYTE, () -> left + " bytes are left");
        assertFalse(Hub.get().loop().hasWork());
    }

    private static void startAndStop(int count) {
        Loop loop = Hub.get().loop();
        for (int i = 0; i < count; i++) {
            try (Timer timer = loop.timer(Duration.ofHours(1))) {
                timer.start(() -> { });
            }
        }
    }

    @Test
    void aHundredThousandGuestsLeaveNothing() {
        startGuests(1_000);
        long before = used();

        startGuests(100_000);

        long left = used() - before;
        assertTrue(left < 8 * MEGABYTE, () -> left + " bytes are left");
        sleep();
        assertTrue(Hub.get().isOver());
    }

    private static void startGuests(int count) {
        spawn(() -> {
            for (int i = 0; i < count; i++) {
                Thread.startVirtualThread(Thread::yield).join();
            }
        }).get();
    }

    @Test
    void aHundredThousandAbandonedGreenletsLeaveNothing() {
        List<Greenlet<?>> stuck = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            stuck.add(spawn(() -> new Waiter<>().get()));
        }
        sleep();
        long before = used();
        assertTrue(stuck.getLast().isStarted());
        stuck.clear();

        long freed = before - used();

        assertTrue(freed > 20 * MEGABYTE, () -> "only " + freed + " bytes were freed");
    }

    // ---- what was closed

    private WeakReference<Object> hubThatWaitedFor(Endpoint socket) throws Exception {
        return OtherThread.run(() -> {
            socket.await(IoWatcher.WRITE, Duration.ZERO);
            WeakReference<Object> hub = watch(Hub.get());
            socket.close();
            return hub;
        });
    }

    @Test
    void aClosedSocketKeepsNoHub() throws Exception {
        Endpoint socket = Transport.get().newListener();
        WeakReference<Object> hub = hubThatWaitedFor(socket);

        assertCollected(hub);
        Reference.reachabilityFence(socket);
    }
}
