package gevent.testing;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.threadpool.ThreadPool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Virtual time does not run away from threads that take real time. */
class OutsidersTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Takes real time on its thread. */
    private static String slow() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "done";
    }

    /** How a greenlet waits for what another thread does. */
    enum Wait {
        FUTURE(() -> {
            try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
                return executor.submit(OutsidersTest::slow).get();
            }
        }),
        FUTURE_OF_AN_OLD_POOL(() -> {
            try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
                executor.submit(() -> "starts the thread").get();
                sleep(0.001);
                return executor.submit(OutsidersTest::slow).get();
            }
        }),
        LIMITED_FUTURE(() -> {
            try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
                return executor.submit(OutsidersTest::slow).get(20, TimeUnit.SECONDS);
            }
        }),
        COMPLETABLE_FUTURE(() -> CompletableFuture.supplyAsync(OutsidersTest::slow).join()),
        ASYNC_RESULT(() -> AsyncResult.of(CompletableFuture.supplyAsync(OutsidersTest::slow)).get()),
        JOIN(() -> {
            String[] result = {null};
            Thread thread = Thread.ofPlatform().start(() -> result[0] = slow());
            thread.join();
            return result[0];
        }),
        EVENT(() -> {
            Event event = new Event();
            String[] result = {null};
            Thread.ofPlatform().start(() -> {
                result[0] = slow();
                event.set();
            });
            event.await();
            return result[0];
        }),
        THREAD_POOL(() -> {
            try (ThreadPool pool = new ThreadPool(1)) {
                return pool.apply(OutsidersTest::slow);
            }
        }),
        PARALLEL_STREAM(() -> IntStream.range(0, 4).parallel().mapToObj(_ -> slow()).distinct().findAny().get());

        private final Callable<String> code;

        Wait(Callable<String> code) {
            this.code = code;
        }
    }

    @ParameterizedTest
    @EnumSource
    void timeStandsStillWhileAThreadWorksForAGreenlet(Wait wait) {
        new Simulation(0).patience(LONG).play(() -> {
            try (Timeout _ = Timeout.start(Duration.ofSeconds(10))) {
                assertEquals("done", wait.code.call());
            }
            assertTrue(Simulation.current().elapsed().toMillis() < 1_000, Simulation.current()::toString);
        });
    }

    @Test
    void aThreadThatNeverEndsIsGivenUpAndNamed() {
        AtomicBoolean over = new AtomicBoolean();
        Simulation simulation = new Simulation(0).patience(Duration.ofMillis(20));
        simulation.play(() -> {
            Thread.ofPlatform().name("endless").start(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
            sleep(1);
            sleep(1);
            assertEquals(2, Simulation.current().elapsed().toSeconds());
        });
        over.set(true);

        assertTrue(simulation.uncontrolled().stream().anyMatch(
                what -> what.startsWith("time went on") && what.contains("endless")), simulation::toString);
    }

    @Test
    void anIdleThreadOfAPoolIsNotWaitedFor() {
        Simulation simulation = new Simulation(0).patience(LONG);
        try (ThreadPoolExecutor executor = new ThreadPoolExecutor(0, 1, 1, TimeUnit.HOURS,
                new LinkedBlockingQueue<>())) {
            simulation.play(() -> {
                executor.submit(() -> "starts the thread").get();
                sleep(3600);
            });
        }

        assertTrue(simulation.uncontrolled().stream().noneMatch(what -> what.startsWith("time went on")),
                simulation.uncontrolled()::toString);
    }

    @Test
    void whatRanBeforeIsNoConcern() {
        AtomicBoolean over = new AtomicBoolean();
        Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                Thread.onSpinWait();
            }
        });
        Simulation simulation = new Simulation(0).patience(LONG);
        simulation.play(() -> sleep(3600));
        over.set(true);

        assertEquals(Set.of(), simulation.uncontrolled());
    }
}
