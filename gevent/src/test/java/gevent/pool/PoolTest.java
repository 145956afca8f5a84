package gevent.pool;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import gevent.queue.Full;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools: groups with a limit. */
@ExtendWith(FreshHub.class)
class PoolTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private VirtualTime time;
    private int running;
    private int most;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    private void work(int seconds) {
        most = Math.max(most, ++running);
        sleep(seconds);
        running--;
    }

    private Pool full(int size, int seconds) {
        Pool pool = new Pool(size);
        IntStream.range(0, size).forEach(_ -> pool.spawn(this::work, seconds));
        return pool;
    }

    @Test
    void neverMoreRunThanItsSize() {
        Pool pool = new Pool(3);

        IntStream.range(0, 10).forEach(_ -> pool.spawn(this::work, 1));
        pool.join();
        assertEquals(3, most);
        assertEquals(Duration.ofSeconds(4), time.passed());
    }

    @Test
    void spawningIntoAFullOneWaitsUntilAMemberHasEnded() {
        Pool pool = full(1, 2);

        pool.spawn(this::work, 0);
        assertEquals(Duration.ofSeconds(2), time.passed());
        pool.join();
    }

    @Test
    void whoWaitsForRoomGetsItInTheOrderOfComing() {
        Pool pool = full(1, 1);
        StringBuilder order = new StringBuilder();
        for (String name : List.of("a", "b", "c")) {
            spawn(() -> pool.spawn(() -> order.append(name)));
        }

        sleep(2);
        assertEquals("abc", order.toString());
    }

    @Test
    void withoutBlockingAFullOneIsAnError() {
        Pool pool = full(1, 1);
        Greenlet<Void> more = new Greenlet<>(() -> null);

        assertThrows(PoolFull.class, () -> pool.add(more, false, null));
        assertEquals(Duration.ZERO, time.passed());
        pool.join();
    }

    @Test
    void aFullOneIsAnErrorWhenTheTimeIsUp() {
        Pool pool = full(1, 5);
        Greenlet<Void> more = new Greenlet<>(() -> null);

        assertThrows(PoolFull.class, () -> pool.start(more, true, SECOND));
        assertEquals(SECOND, time.passed());
        assertFalse(more.isStarted());
        pool.join();
    }

    @Test
    void startWithinTheTimeStarts() {
        Pool pool = full(1, 1);
        Greenlet<Integer> more = new Greenlet<>(() -> 42);

        pool.start(more, true, Duration.ofSeconds(5));
        assertEquals(42, more.get());
    }

    @Test
    void poolFullIsThatOfAQueue() {
        Pool full = full(1, 1);

        assertThrows(Full.class, () -> full.start(new Greenlet<>(() -> null), false, null));
        full.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aSizeThatLeavesNoRoomIsRefused(int size) {
        assertThrows(IllegalArgumentException.class, () -> new Pool(size));
    }

    @Test
    void withoutASizeThereIsNoLimit() {
        Pool pool = new Pool();
        for (int i = 0; i < 1000; i++) {
            pool.spawn(this::work, 1);
        }

        assertFalse(pool.isFull());
        pool.join();
        assertEquals(Integer.MAX_VALUE, pool.freeCount());
    }

    @Test
    void itIsFullWithAsManyMembersAsItsSize() {
        Pool pool = full(2, 1);

        assertTrue(pool.isFull());
        pool.join();
        assertFalse(pool.isFull());
    }

    @Test
    void freeCountIsHowManyMoreItMayHave() {
        Pool pool = new Pool(3);

        pool.spawn(this::work, 1);
        assertEquals(2, pool.freeCount());
        pool.join();
        assertEquals(3, pool.freeCount());
    }

    @Test
    void limitIsItsSize() {
        assertEquals(3, new Pool(3).limit());
    }

    @Test
    void waitAvailableWaitsForRoom() {
        Pool pool = full(2, 1);

        assertEquals(2, pool.waitAvailable(null));
        assertEquals(SECOND, time.passed());
    }

    @Test
    void waitAvailableEndsWhenTheTimeIsUp() {
        Pool pool = full(1, 5);

        assertEquals(0, pool.waitAvailable(SECOND));
        assertEquals(SECOND, time.passed());
        pool.join();
    }

    @Test
    void waitAvailableTakesNoRoom() {
        Pool pool = full(1, 1);

        pool.waitAvailable(null);
        assertEquals(1, pool.freeCount());
    }

    @Test
    void oneThatIsDiscardedMakesRoom() {
        Pool pool = new Pool(1);
        Greenlet<Void> member = pool.spawn(this::work, 1);

        pool.discard(member);
        assertEquals(1, pool.freeCount());
        member.join();
        assertEquals(1, pool.freeCount());
    }

    @Test
    void addingAMemberTwiceTakesRoomOnce() {
        Pool pool = new Pool(3);
        Greenlet<Void> member = pool.spawn(this::work, 1);

        pool.add(member);
        assertEquals(2, pool.freeCount());
        pool.join();
        assertEquals(3, pool.freeCount());
    }

    @Test
    void oneThatFailsMakesRoom() {
        gevent.hub.Reported.here();
        Pool pool = new Pool(1);
        pool.spawn(() -> {
            throw new IllegalStateException();
        });

        pool.spawn(this::work, 0);
        pool.join();
        assertEquals(1, pool.freeCount());
    }

    @Test
    void oneThatIsKilledBeforeItBeginsMakesRoom() {
        Pool pool = full(1, 5);

        pool.kill();
        assertEquals(1, pool.freeCount());
        assertEquals(Duration.ZERO, time.passed());
    }

    @Test
    void aTimeoutEndsTheWaitForRoom() {
        Pool pool = full(1, 5);

        assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(SECOND)) {
                pool.spawn(this::work, 1);
            }
        });
        pool.join();
        assertEquals(1, pool.freeCount());
    }

    @Test
    void aMemberAppliesInAFullOneWithoutWaitingForItself() {
        Pool pool = new Pool(1);

        assertEquals(42, pool.apply(() -> pool.apply(() -> 42)));
    }

    @Test
    void applyAsyncDoesNotWaitForRoom() {
        Pool pool = full(1, 5);

        Greenlet<Integer> call = pool.applyAsync(() -> 42);
        assertEquals(Duration.ZERO, time.passed());
        assertEquals(42, call.get());
        assertEquals(Duration.ofSeconds(5), time.passed());
    }

    @Test
    void joinAlsoWaitsForWhatApplyAsyncHasNotBegunForWantOfRoom() {
        Pool pool = full(1, 5);
        Greenlet<Integer> call = pool.applyAsync(() -> 42);

        pool.join();
        assertEquals(42, call.value());
    }

    @Test
    void mapAppliesToAsManyAtOnceAsItsSize() {
        Pool pool = new Pool(2);

        assertEquals(List.of(2, 4, 6, 8), pool.map(n -> {
            work(1);
            return 2 * n;
        }, List.of(1, 2, 3, 4)));
        assertEquals(2, most);
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void mapAsyncTakesNoRoomItself() {
        Pool pool = new Pool(1);

        assertEquals(List.of(2, 4), pool.mapAsync(n -> {
            work(n);
            return 2 * n;
        }, List.of(1, 2)).get());
        assertEquals(1, most);
    }
}
