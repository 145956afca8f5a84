package gevent.testing;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.spawnLater;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.asyncio.Asyncio;
import gevent.asyncio.EventLoop;
import gevent.event.Event;
import gevent.hub.Async;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.lock.Semaphore;
import gevent.queue.Queue;
import gevent.signal.Signal;
import gevent.threadpool.ThreadPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Programs in virtual time, in an order that a seed decides. */
class SimulationTest {
    private static final Duration DAY = Duration.ofDays(1);

    // ---- time

    @Test
    void aDayOfSleepTakesNoTime() {
        long began = System.nanoTime();

        Simulation.run(1, () -> {
            sleep(DAY);
            assertEquals(DAY, Simulation.current().elapsed());
        });

        assertTrue(System.nanoTime() - began < TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    void timestampsAreTheSameEachTime() {
        assertEquals(timestampsOfRetries(), timestampsOfRetries());
    }

    private static List<Duration> timestampsOfRetries() {
        return Simulation.run(7, () -> {
            List<Duration> when = new ArrayList<>();
            for (Duration pause = Duration.ofMillis(100); pause.compareTo(DAY) < 0; pause = pause.multipliedBy(2)) {
                sleep(pause);
                when.add(Simulation.current().elapsed());
            }
            return when;
        });
    }

    @Test
    void aTimeoutIsUpAtItsVeryMoment() {
        Simulation.run(3, () -> {
            assertThrows(Timeout.class, () -> Gevent.withTimeout(Duration.ofHours(5), () -> new Event().await()));
            assertEquals(Duration.ofHours(5), Simulation.current().elapsed());
        });
    }

    @Test
    void theDateGoesOnFromTheBeginning() {
        Simulation.run(3, () -> {
            sleep(DAY);
            assertEquals(Simulation.BEGINNING.plus(DAY), Simulation.current().now());
        });
    }

    @Test
    void timersFireInTheOrderOfTheirTimes() {
        for (int seed = 0; seed < 20; seed++) {
            List<String> order = new ArrayList<>();
            Simulation.run(seed, () -> {
                spawnLater(Duration.ofMinutes(2), () -> order.add("second"));
                spawnLater(Duration.ofMinutes(1), () -> order.add("first"));
                sleep(Duration.ofMinutes(3));
            });
            assertEquals(List.of("first", "second"), order);
        }
    }

    @Test
    void offloadedWorkHoldsTimeUp() {
        Simulation.run(3, () -> {
            try (ThreadPool pool = new ThreadPool(1)) {
                Greenlet<Void> sleeper = spawn(() -> sleep(DAY));
                Duration whenDone = pool.apply(() -> {
                    Thread.sleep(20);
                    return "done";
                }).equals("done") ? Simulation.current().elapsed() : null;

                assertEquals(Duration.ZERO, whenDone);
                sleeper.join();
            }
        });
    }

    @Test
    void timeGoesOnWhileALoopOfAsyncioRunsForever() {
        Simulation.run(0, () -> {
            EventLoop loop = Asyncio.getEventLoop();
            loop.callLater(3600, loop::stop);
            loop.runForever();
            assertEquals(Duration.ofHours(1), Simulation.current().elapsed());
        });
    }

    @Test
    void timeGoesOnWhileASignalMayCome() {
        Simulation.run(0, () -> {
            try (Signal _ = Signal.handle("WINCH", () -> { }).ref()) {
                sleep(DAY);
            }
        });
    }

    @Test
    void offloadedWorkThatTakesLongIsTold() {
        Simulation simulation = new Simulation(3).patience(Duration.ofMillis(20));

        simulation.play(() -> {
            try (ThreadPool pool = new ThreadPool(1)) {
                pool.apply(() -> {
                    Thread.sleep(60);
                    return null;
                });
            }
        });

        assertTrue(simulation.trace().toString().contains("time stands still"), simulation.trace()::toString);
    }

    @Test
    void patienceIsAboveZero() {
        assertThrows(IllegalArgumentException.class, () -> new Simulation(3).patience(Duration.ZERO));
    }

    @Test
    void whoGivesWayForeverDoesNotStopTime() {
        Simulation.run(3, () -> {
            Event over = new Event();
            spawnLater(Duration.ofMillis(10), over::set);
            while (!over.isSet()) {
                sleep();
            }
        });
    }

    // ---- order

    @Test
    void theSameSeedGivesTheSameOrder() {
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(orderOf(seed), orderOf(seed));
        }
    }

    @Test
    void seedsGiveManyOrders() {
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            orders.add(orderOf(seed));
        }
        assertTrue(orders.size() > 20, orders.size() + " orders of 100 seeds");
    }

    @Test
    void seedZeroIsTheOrderOfAHub() {
        assertEquals(List.of(0, 1, 2, 3, 4), orderOf(0));
    }

    private static List<Integer> orderOf(long seed) {
        List<Integer> order = new ArrayList<>();
        Simulation.run(seed, () -> {
            List<Greenlet<?>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                all.add(spawn(() -> order.add(number)));
            }
            joinall(all);
        });
        return order;
    }

    @Test
    void theFingerprintTellsRunsApart() {
        assertEquals(fingerprintOf(11), fingerprintOf(11));
        assertNotEquals(fingerprintOf(11), fingerprintOf(13));
    }

    private static long fingerprintOf(long seed) {
        Simulation simulation = new Simulation(seed);
        simulation.play(() -> {
            Queue<Integer> queue = new Queue<>(1);
            for (int i = 0; i < 3; i++) {
                spawn(() -> queue.put(1));
                spawn(() -> queue.get());
            }
            sleep(1);
        });
        return simulation.trace().fingerprint();
    }

    @Test
    void randomNumbersAreTheSeeds() {
        int first = Simulation.run(5, () -> Simulation.current().random().nextInt());
        int again = Simulation.run(5, () -> Simulation.current().random().nextInt());

        assertEquals(first, again);
    }

    /** The callbacks of a queue are ready all the time, and most wait long until they are drawn. */
    @Test
    void aStepTakesNoLongerTheMoreAreReady() {
        int items = 40_000;
        Simulation simulation = new Simulation(1);
        long began = System.nanoTime();

        simulation.play(() -> {
            Queue<Integer> queue = new Queue<>(1);
            List<Greenlet<?>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(spawn(() -> repeat(items, () -> queue.put(1))));
                all.add(spawn(() -> repeat(items, queue::get)));
            }
            joinall(all);
        });

        long steps = simulation.trace().steps() * 1_000_000_000L / (System.nanoTime() - began);
        assertTrue(steps > 20_000, steps + " steps a second");
    }

    private static void repeat(int times, Runnable what) {
        for (int i = 0; i < times; i++) {
            what.run();
        }
    }

    // ---- finding

    private static int balance;

    @Test
    void aLostUpdateIsFoundWithinAHundredSeeds() {
        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> Simulation.explore(100, () -> {
            balance = 0;
            joinall(spawn(SimulationTest::deposit), spawn(SimulationTest::deposit));
            assertEquals(2, balance);
        }));

        assertTrue(failure.repeats());
        assertTrue(failure.getMessage().contains("-Dgevent.seed=" + failure.seed()), failure::getMessage);
    }

    private static void deposit() {
        int read = balance;
        sleep();
        balance = read + 1;
    }

    @Test
    void aDeadlockIsFoundWithinAHundredSeedsAndExplained() {
        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> Simulation.explore(100, () -> {
            Semaphore one = new Semaphore(1);
            Semaphore other = new Semaphore(1);
            joinall(spawn(() -> lockBoth(one, other)), spawn(() -> lockBoth(other, one)));
        }));

        assertEquals(LoopExit.class, failure.getCause().getClass());
    }

    private static void lockBoth(Semaphore first, Semaphore second) {
        first.acquire();
        sleep();
        second.acquire();
        second.release();
        first.release();
    }

    @Test
    void aRaceOfATimeoutIsFoundWithinAHundredSeeds() {
        assertThrows(SimulationFailure.class, () -> Simulation.explore(100, () -> {
            Event answered = new Event();
            boolean[] gaveUp = {false};
            Greenlet<Void> server = spawn(() -> {
                sleep(Simulation.current().random().nextDouble(2));
                answered.set();
            });
            Greenlet<?> client = spawn(() -> gaveUp[0] = !answered.await(Duration.ofSeconds(1)));
            joinall(server, client);
            assertFalse(gaveUp[0] && answered.isSet(), "gave up, and was answered");
        }));
    }

    @Test
    void aDeadlockOfLocksOfTheJdkIsTold() {
        Simulation simulation = new Simulation(0).patience(Duration.ofMillis(50));

        assertThrows(LoopExit.class, () -> simulation.play(() -> {
            ReentrantLock one = new ReentrantLock();
            ReentrantLock other = new ReentrantLock();
            joinall(spawn(() -> lockBoth(one, other)), spawn(() -> lockBoth(other, one)));
        }));
    }

    private static void lockBoth(ReentrantLock first, ReentrantLock second) {
        first.lock();
        sleep();
        second.lock();
    }

    @Test
    void nothingIsThrownIfNoSeedFails() {
        Simulation.explore(50, () -> joinall(spawn(() -> sleep(1)), spawn(() -> sleep(1))));
    }

    @Test
    void aFailedAssertionInAnotherGreenletFailsTheRun() {
        assertThrows(AssertionError.class, () -> new Simulation(3).play(() -> {
            spawn(() -> {
                throw new AssertionError("in a greenlet");
            });
            sleep(1);
            return null;
        }, false));
    }

    @Test
    void theTraceTellsWhoRanWhen() {
        Simulation simulation = new Simulation(0);

        simulation.play(() -> {
            Greenlet<Void> greenlet = new Greenlet<>(() -> {
                sleep(90);
                return null;
            });
            greenlet.setName("the sleeper");
            greenlet.start();
            greenlet.join();
        });

        assertTrue(simulation.trace().toString().contains("0:01:30.000000  the sleeper"), simulation.trace()::toString);
    }

    // ---- as a program

    @Test
    void whatMainReturnsIsReturned() {
        assertEquals("result", Simulation.run(1, () -> "result"));
    }

    @Test
    void whatMainThrowsIsThrown() {
        assertThrows(IllegalStateException.class, () -> Simulation.run(1, () -> {
            throw new IllegalStateException();
        }));
        assertThrows(CompletionException.class, () -> Simulation.run(1, () -> {
            throw new IOException();
        }));
    }

    @Test
    void theCallersThreadKeepsItsOwnHub() {
        Simulation.run(1, () -> sleep(1));

        assertEquals(null, Hub.getIfExists());
    }

    @Test
    void aSimulationRunsOnce() {
        Simulation simulation = new Simulation(1);
        simulation.play(() -> sleep(1));

        assertThrows(IllegalStateException.class, () -> simulation.play(() -> sleep(1)));
    }

    @Test
    void outsideOfOneThereIsNoCurrentOne() {
        assertThrows(IllegalStateException.class, Simulation::current);
    }

    @Test
    void anInterruptOfTheCallerEndsIt() throws Exception {
        Thread caller = Thread.ofPlatform().start(() -> assertThrows(gevent.hub.Interrupted.class,
                () -> Simulation.run(1, () -> {
                    try (Async _ = Hub.get().async()) {
                        new Event().await();
                    }
                })));
        caller.interrupt();
        caller.join();
    }
}
