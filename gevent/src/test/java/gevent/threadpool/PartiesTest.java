package gevent.threadpool;

import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool of threads, wherever those are who hand over work and wait for it. */
@ExtendWith(FreshHub.class)
class PartiesTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final CountDownLatch gate = new CountDownLatch(1);
    private ThreadPool pool;

    PartiesTest() {
        Hub.get();
        pool = new ThreadPool(1);
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        pool.close();
        // After the last word to the hubs.
        assertTrue(OtherThread.run(() -> pool.asExecutorService().awaitTermination(30, TimeUnit.SECONDS)));
    }

    private int blocked() throws InterruptedException {
        gate.await();
        return 42;
    }

    @ParameterizedTest
    @EnumSource
    void whoHandsOverGetsTheResult(Setting setting) throws Exception {
        Callable<Integer> party = setting.start(() -> pool.apply(this::blocked));
        until(() -> pool.unfinished() == 1);
        gate.countDown();

        assertEquals(42, party.call());
    }

    @ParameterizedTest
    @EnumSource
    void anyoneMayWaitForTheResult(Setting setting) throws Exception {
        AsyncResult<Integer> result = pool.spawn(this::blocked);
        Callable<Integer> party = setting.start(result::get);
        until(() -> result.linkCount() == 1);
        gate.countDown();

        assertEquals(42, party.call());
        assertEquals(42, result.get());
    }

    @ParameterizedTest
    @EnumSource
    void mainWaitsForWhatAnotherHandedOver(Setting setting) throws Exception {
        Callable<Integer> party = setting.start(() -> pool.apply(this::blocked));
        until(() -> pool.unfinished() == 1);
        spawn(gate::countDown);
        pool.join();

        assertEquals(0, pool.unfinished());
        assertEquals(42, party.call());
    }

    @ParameterizedTest
    @EnumSource
    void whoHandsOverTooMuchWaits(Setting setting) throws Exception {
        pool.spawn(this::blocked);
        pool.spawn(this::blocked);
        Callable<Integer> party = setting.start(() -> pool.spawn(() -> 1).get());
        until(() -> pool.toString().contains("2 tasks"));
        assertFalse(pool.join(SHORT));
        gate.countDown();

        assertEquals(1, party.call());
    }

    @ParameterizedTest
    @EnumSource
    void aLimitEndsTheWait(Setting setting) throws Exception {
        Callable<Boolean> party = setting.start(() -> {
            AsyncResult<Integer> result = pool.spawn(this::blocked);
            assertThrows(Timeout.class, () -> result.get(SHORT));
            assertThrows(Timeout.class, () -> Gevent.withTimeout(SHORT, () -> result.get()));
            return pool.join(SHORT);
        });

        assertFalse(party.call());
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsThrownInWhoWaits(Setting setting) throws Exception {
        Callable<String> party = setting.start(() -> {
            Reported.here();
            return assertThrows(IllegalStateException.class, () -> pool.apply(() -> {
                throw new IllegalStateException("failed");
            })).getMessage();
        });

        assertEquals("failed", party.call());
        pool.join();
    }

    @ParameterizedTest
    @EnumSource
    void mapKeepsTheOrder(Setting setting) throws Exception {
        assertEquals(List.of(2, 4, 6), setting.start(() -> pool.map(n -> 2 * n, List.of(1, 2, 3))).call());
        assertTrue(pool.join(Duration.ofSeconds(30)));
    }
}
