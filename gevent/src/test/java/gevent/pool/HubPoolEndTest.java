package gevent.pool;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.OtherThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How work on several hubs ends: by kills, failures and timeouts of who waits for it, and with its pool. */
@ExtendWith(FreshHub.class)
class HubPoolEndTest {
    private static final int MANY = 20;

    private final Event never = new Event();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    /** Waits until it is killed. */
    private int forEver(int n) {
        begun.incrementAndGet();
        try {
            never.await();
            return n;
        } finally {
            sleep(0.001);
            ended.incrementAndGet();
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    // ---- who waits is killed

    @Test
    void aKillOfWhoMapsKillsWhatItHasBegun() {
        try (HubPool pool = new HubPool(2)) {
            Greenlet<?> parent = spawn(() -> pool.map(this::forEver, numbers(MANY)));
            until(() -> begun.get() == MANY);

            parent.kill();

            assertEquals(MANY, ended.get());
            assertTrue(parent.isSuccessful());
            assertEquals(0, pool.size());
        }
    }

    @Test
    void aKillOfWhoMapsEndsWhatWaitsForRoom() {
        try (HubPool pool = new HubPool(2, 3)) {
            Greenlet<?> parent = spawn(() -> pool.map(this::forEver, numbers(MANY)));
            until(() -> begun.get() == 6);

            parent.kill();

            assertEquals(6, ended.get());
            pool.join();
            assertEquals(6, begun.get());
        }
    }

    @Test
    void aKillOfWhoWalksKillsWhatItHasBegun() {
        try (HubPool pool = new HubPool(2)) {
            for (boolean ordered : List.of(true, false)) {
                begun.set(0);
                ended.set(0);
                Greenlet<?> parent = spawn(() -> {
                    for (int n : ordered ? pool.<Integer, Integer>imap(this::forEver, numbers(MANY))
                            : pool.<Integer, Integer>imapUnordered(this::forEver, numbers(MANY))) {
                        ended.addAndGet(n);
                    }
                });
                until(() -> begun.get() == MANY);

                parent.kill();

                assertEquals(MANY, ended.get());
            }
        }
    }

    @Test
    void aKillOfWhoAppliesKillsWhatItHasBegun() {
        try (HubPool pool = new HubPool(2)) {
            Greenlet<?> parent = spawn(() -> pool.apply(() -> forEver(1)));
            until(() -> begun.get() == 1);

            parent.kill();

            assertEquals(1, ended.get());
        }
    }

    @Test
    void aTimeoutOfWhoMapsKillsWhatItHasBegun() {
        try (HubPool pool = new HubPool(2)) {
            assertThrows(Timeout.class, () -> withTimeout(Duration.ofMillis(200),
                    () -> pool.map(this::forEver, numbers(MANY))));

            assertEquals(begun.get(), ended.get());
            assertEquals(0, pool.size());
            assertEquals(numbers(3), pool.map(n -> n, numbers(3)));
        }
    }

    @Test
    void anInterruptOfWhoMapsKillsWhatItHasBegun() throws Exception {
        try (HubPool pool = new HubPool(2)) {
            OtherThread other = OtherThread.start(() -> pool.map(this::forEver, numbers(MANY)));
            until(() -> begun.get() == MANY);

            other.thread().interrupt();

            assertThrows(Interrupted.class, other::result);
            assertEquals(MANY, ended.get());
        }
    }

    @Test
    void theFailureOfOneKillsTheOthersOfItsCall() {
        try (HubPool pool = new HubPool(2)) {
            ArithmeticException failure = new ArithmeticException();
            Greenlet<Integer> ofAnotherCall = pool.spawn(() -> forEver(0));

            assertSame(failure, assertThrows(ArithmeticException.class, () -> pool.map(n -> {
                if (n == 0) {
                    until(() -> begun.get() == MANY);
                    throw failure;
                }
                return forEver(n);
            }, numbers(MANY))));

            assertEquals(MANY - 1, ended.get());
            assertFalse(ofAnotherCall.isReady());
            ofAnotherCall.kill();
        }
    }

    @Test
    void aWalkThatIsClosedKillsWhatItHasBegun() {
        try (HubPool pool = new HubPool(2)) {
            try (Results<Integer> walk = pool.imap(n -> n == 0 ? 0 : forEver(n), numbers(MANY))) {
                assertEquals(0, walk.next());
                until(() -> begun.get() == MANY - 1);
            }

            assertEquals(MANY - 1, ended.get());
        }
    }

    @Test
    void killEndsAllAndThePoolGoesOn() {
        try (HubPool pool = new HubPool(2)) {
            List<Greenlet<Integer>> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                int n = i;
                all.add(pool.spawn(() -> forEver(n)));
            }
            until(() -> begun.get() == MANY);

            pool.kill();

            assertEquals(MANY, ended.get());
            assertThrows(CancellationException.class, all.getFirst()::get);
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    // ---- close

    @Test
    void closeWaitsForAllAndForWhatTheySpawnMeanwhile() {
        HubPool pool = new HubPool(2);
        for (int i = 0; i < MANY; i++) {
            pool.spawn(() -> {
                sleep(0.01);
                pool.spawn(() -> {
                    sleep(0.01);
                    ended.incrementAndGet();
                });
            });
        }

        pool.close();

        assertEquals(MANY, ended.get());
    }

    @Test
    void closeEndsTheHubsAndTheirThreads() {
        HubPool pool = new HubPool(3);
        List<Hub> hubs = pool.hubs();

        pool.close();

        for (Hub hub : hubs) {
            assertTrue(hub.isClosed());
            assertFalse(hub.mainStrand().thread().isAlive());
        }
    }

    @Test
    void whatIsSpawnedAfterCloseIsRefused() {
        HubPool pool = new HubPool(2);
        pool.close();

        assertThrows(IllegalStateException.class, () -> pool.spawn(() -> 1));
        assertThrows(IllegalStateException.class, () -> pool.apply(() -> 1));
        assertThrows(IllegalStateException.class, () -> pool.map(n -> n, numbers(3)));
        assertThrows(IllegalStateException.class,
                () -> pool.<Integer, Integer>imapUnordered(n -> n, numbers(3)).next());
        assertEquals(0, pool.size());
    }

    @Test
    void closeIsDoneOnceWhoeverAsksForIt() throws Exception {
        HubPool pool = new HubPool(2);
        pool.spawn(() -> sleep(0.05));
        OtherThread other = OtherThread.start(() -> {
            pool.close();
            return pool.hubs().stream().allMatch(Hub::isClosed);
        });
        Greenlet<?> greenlet = spawn(pool::close);
        pool.close();
        pool.close();

        greenlet.get();
        assertEquals(true, other.result());
    }

    @Test
    void othersRunWhileItCloses() {
        HubPool pool = new HubPool(2);
        Event open = new Event();
        pool.spawn(() -> open.await());
        Greenlet<?> opener = spawn(open::set);

        pool.close();

        assertTrue(opener.isReady());
    }

    @Test
    void oneOfItsOwnGreenletsCannotCloseIt() {
        HubPool pool = new HubPool(2);

        assertThrows(IllegalStateException.class, () -> pool.apply(() -> {
            pool.close();
            return null;
        }));
        pool.close();
    }

    @Test
    void aKillOfWhoHasMadeItKillsWhatItHasSpawned() {
        Greenlet<?> parent = spawn(() -> {
            try (HubPool pool = new HubPool(2)) {
                List<Greenlet<Integer>> children = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    children.add(pool.spawn(() -> forEver(1)));
                }
                joinall(children);
            }
        });
        until(() -> begun.get() == MANY);

        parent.kill();

        assertEquals(MANY, ended.get());
        assertTrue(parent.isSuccessful());
    }

    @Test
    void aKillOfWhoClosesItKillsAll() {
        HubPool pool = new HubPool(2);
        pool.spawn(() -> forEver(1));
        until(() -> begun.get() == 1);
        Greenlet<?> closing = spawn(pool::close);
        sleep();

        closing.kill();

        assertEquals(1, ended.get());
        assertTrue(closing.isSuccessful());
        assertTrue(pool.hubs().stream().allMatch(Hub::isClosed));
    }

    @Test
    void aTimeoutAroundItsScopeKillsAll() {
        assertThrows(Timeout.class, () -> withTimeout(Duration.ofMillis(200), () -> {
            try (HubPool pool = new HubPool(2)) {
                pool.spawn(() -> forEver(1));
                pool.join();
            }
            return null;
        }));

        assertEquals(begun.get(), ended.get());
    }

    @Test
    void joinWaitsUntilTheTimeIsUp() {
        try (HubPool pool = new HubPool(1)) {
            Event end = new Event();
            pool.spawn(() -> end.await());

            assertFalse(pool.join(Duration.ofMillis(10)));
            assertFalse(pool.join(new Timeout(Duration.ofMillis(10))));
            end.set();
            assertTrue(pool.join(Duration.ofSeconds(30)));
        }
    }

    // ---- races

    @Test
    void killsThatRaceWithEndsLeaveNothing() {
        Random random = new Random(7);
        try (HubPool pool = new HubPool(2, 4)) {
            for (int i = 0; i < 300; i++) {
                int turns = random.nextInt(30);
                Greenlet<?> parent = spawn(() -> pool.map(n -> {
                    for (int j = 0; j < n % 5; j++) {
                        sleep();
                    }
                    return n;
                }, numbers(30)));
                for (int j = 0; j < turns; j++) {
                    sleep();
                }
                parent.kill();
                assertTrue(parent.isReady());
            }
            assertTrue(pool.join(Duration.ofSeconds(30)));
            assertEquals(numbers(50), pool.map(n -> n, numbers(50)));
        }
    }

    @Test
    void poolsThatAreClosedAtOnceLeaveNothing() {
        for (int i = 0; i < 30; i++) {
            try (HubPool pool = new HubPool(2)) {
                pool.spawn(() -> ended.incrementAndGet());
            }
        }

        assertEquals(30, ended.get());
    }
}
