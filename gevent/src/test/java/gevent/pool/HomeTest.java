package gevent.pool;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Spawner;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.OtherThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that another thread hands over runs where the group was made, and the other thread need not wait for it. */
@ExtendWith(FreshHub.class)
class HomeTest {
    private final Hub hub = Hub.get();

    /** What takes work. */
    enum Taker {
        HUB {
            @Override
            Spawner make() {
                return Hub.get();
            }
        },
        GROUP {
            @Override
            Spawner make() {
                return new Group();
            }
        },
        POOL {
            @Override
            Spawner make() {
                return new Pool(2);
            }
        },
        NURSERY {
            @Override
            Spawner make() {
                return Nursery.open();
            }
        };

        abstract Spawner make();
    }

    /** On another thread, which ends at once without ever having turned a hub. */
    private static <T> T elsewhere(Callable<T> code) throws Exception {
        return OtherThread.run(() -> {
            T result = code.call();
            assertNull(Hub.getIfExists(), "a hub that nobody turns");
            return result;
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatAThreadThatNeverWaitsSpawnsRuns(Taker taker) throws Exception {
        Spawner spawner = taker.make();
        Greenlet<Hub> greenlet = elsewhere(() -> spawner.spawn(() -> getcurrent().hub()));

        assertSame(hub, greenlet.get());
    }

    @Test
    void aTaskThatAThreadThatNeverWaitsSubmitsRuns() throws Exception {
        ExecutorService executor = new Pool(2).asExecutorService();
        Future<Hub> future = elsewhere(() -> executor.submit(() -> getcurrent().hub()));

        assertSame(hub, future.get());
    }

    @Test
    void aStageOfAFutureThatIsCompletedElsewhereRuns() throws Exception {
        CompletableFuture<Integer> source = new CompletableFuture<>();
        List<Hub> ran = new ArrayList<>();
        CompletableFuture<Void> stage = source.thenAcceptAsync(_ -> ran.add(getcurrent().hub()),
                new Group().asExecutorService());
        elsewhere(() -> source.complete(1));
        while (!stage.isDone()) {
            sleep();
        }

        assertEquals(List.of(hub), ran);
    }

    @Test
    void tasksBeyondTheRoomOfAPoolRunInTheirOrder() throws Exception {
        ExecutorService executor = new Pool(1).asExecutorService();
        List<Integer> ran = new ArrayList<>();
        Future<?> last = elsewhere(() -> {
            Future<?> future = null;
            for (int i = 0; i < 20; i++) {
                int n = i;
                future = executor.submit(() -> {
                    sleep();
                    ran.add(n);
                });
            }
            return future;
        });
        last.get();

        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19), ran);
    }

    @Test
    void applyAsyncOfAnotherThreadRuns() throws Exception {
        Group group = new Group();
        Greenlet<Hub> call = elsewhere(() -> group.applyAsync(() -> getcurrent().hub()));

        assertSame(hub, call.get());
    }

    @Test
    void aThreadThatHasNoHubWaitsForAResultWithoutOne() throws Exception {
        Group group = new Group();
        ExecutorService executor = group.asExecutorService();
        OtherThread other = OtherThread.start(() -> elsewhere(() -> executor.submit(() -> {
            sleep();
            return 42;
        }).get()));
        while (other.thread().isAlive()) {
            sleep();
        }

        assertEquals(42, other.result());
    }

    @Test
    void afterItsHubWasClosedAGroupRunsOnTheNextHubOfItsThread() {
        Group group = new Group();
        group.spawn(() -> 1).get();
        hub.close();

        assertSame(Hub.get(), group.spawn(() -> getcurrent().hub()).get());
    }

    @Test
    void aGroupWhoseThreadHasEndedRefusesWork() throws Exception {
        Group orphan = OtherThread.run(() -> {
            Group group = new Group();
            group.spawn(() -> 1).get();
            return group;
        });

        assertThrows(HubDestroyed.class, () -> orphan.spawn(() -> 2));
        assertTrue(orphan.members().isEmpty());
    }

    /** How the thread of a group leaves it. */
    enum Leaving {
        CLOSES_ITS_HUB {
            @Override
            void leave() {
                Hub.get().close();
            }
        },
        ENDS {
            @Override
            void leave() {
                // It just ends.
            }
        };

        abstract void leave();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasHandedOverBeforeTheHubWasLeftEnds(Leaving leaving) throws Exception {
        CompletableFuture<ExecutorService> made = new CompletableFuture<>();
        Event handedOver = new Event();
        Thread thread = Thread.ofPlatform().start(() -> {
            made.complete(new Pool(1).asExecutorService());
            while (!handedOver.isSet()) {
                Thread.onSpinWait();            // its hub does not turn
            }
            leaving.leave();
        });
        ExecutorService executor = made.join();
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            futures.add(executor.submit(() -> { }));
        }
        executor.shutdown();
        handedOver.set();
        thread.join();

        for (Future<?> future : futures) {
            assertThrows(CancellationException.class, future::get);
        }
        assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
    }

    @Test
    void aLongBacklogEndsWithItsHub() throws Exception {
        List<Future<?>> futures = new ArrayList<>();
        OtherThread.run(() -> {
            ExecutorService executor = new Pool(1).asExecutorService();
            for (int i = 0; i < 20_000; i++) {
                futures.add(executor.submit(() -> sleep(Duration.ofHours(1))));
            }
            sleep();
            Hub.get().close();
            return null;
        });

        assertEquals(List.of(), futures.stream().filter(future -> !future.isDone()).toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTaskThatCannotBeginEnds(boolean onSeveralHubs) throws Exception {
        Consumer<Greenlet<?>> refusing = _ -> {
            throw new IllegalStateException("no room for one more");
        };
        try (HubPool hubs = new HubPool(1, 1)) {
            ExecutorService executor = onSeveralHubs ? hubs.asExecutorService() : new Pool(1).asExecutorService();
            Greenlet.addSpawnCallback(refusing);
            try {
                Future<?> future = executor.submit(() -> { });

                assertThrows(CancellationException.class, future::get);
            } finally {
                Greenlet.removeSpawnCallback(refusing);
            }
            assertEquals(42, executor.submit(() -> 42).get());
        }
    }

    // ---- pools of hubs

    @Test
    void manyThreadsHandTasksToAPoolOfHubsAndNoneGetsAHub() throws Exception {
        List<Hub> ran = Collections.synchronizedList(new ArrayList<>());
        try (HubPool pool = new HubPool(2, 1)) {
            ExecutorService executor = pool.asExecutorService();
            for (int i = 0; i < 10; i++) {
                elsewhere(() -> executor.submit(() -> {
                    sleep();
                    return ran.add(Hub.get());
                }));
            }
            executor.shutdown();
            assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
            assertTrue(pool.hubs().containsAll(ran));
        }

        assertEquals(10, ran.size());
    }

    @Test
    void aPoolOfHubsThatIsClosedRunsWhatItHasTaken() throws Exception {
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        try (HubPool pool = new HubPool(1, 1)) {
            ExecutorService executor = pool.asExecutorService();
            for (int i = 0; i < 5; i++) {
                int n = i;
                executor.execute(() -> {
                    sleep();
                    ran.add(n);
                });
            }
        }

        assertEquals(List.of(0, 1, 2, 3, 4), ran);
    }

    @Test
    void aKillOfAPoolOfHubsCancelsWhatWaitsForRoom() throws Exception {
        try (HubPool pool = new HubPool(1, 1)) {
            ExecutorService executor = pool.asExecutorService();
            Future<?> running = executor.submit(() -> sleep(Duration.ofHours(1)));
            Future<?> waiting = executor.submit(() -> sleep(Duration.ofHours(1)));
            pool.kill();
            assertThrows(CancellationException.class, running::get);
            assertThrows(CancellationException.class, waiting::get);
        }
    }

    @Test
    void shutdownNowOfAViewOfAPoolOfHubsEndsItsTasks() throws Exception {
        try (HubPool pool = new HubPool(1, 1)) {
            ExecutorService executor = pool.asExecutorService();
            Event begun = new Event();
            executor.submit(() -> {
                begun.set();
                sleep(Duration.ofHours(1));
            });
            begun.await(Duration.ofMinutes(1));
            Runnable waiting = () -> { };
            executor.execute(waiting);
            assertEquals(List.of(waiting), executor.shutdownNow());
            assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
        }
    }
}
