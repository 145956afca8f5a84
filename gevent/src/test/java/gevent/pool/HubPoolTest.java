package gevent.pool;

import static gevent.Gevent.getHub;
import static gevent.Gevent.getcurrent;
import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several hubs at once: what runs where, and what comes back. How it ends is in {@link HubPoolEndTest}. */
@ExtendWith(FreshHub.class)
class HubPoolTest {
    private final HubPool pool = new HubPool(2);

    @AfterEach
    void close() {
        pool.close();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    // ---- hubs

    @Test
    void itHasAsManyHubsAsItIsToldEachOnAThreadOfItsOwn() {
        Set<Thread> threads = new HashSet<>();
        pool.hubs().forEach(hub -> threads.add(hub.mainStrand().thread()));

        assertEquals(2, threads.size());
        assertFalse(threads.contains(Thread.currentThread()));
    }

    @Test
    void ofItselfItHasOneForEachCore() {
        try (HubPool ofCores = new HubPool()) {
            assertEquals(Runtime.getRuntime().availableProcessors(), ofCores.hubs().size());
        }
    }

    @Test
    void itNeedsAHub() {
        assertThrows(IllegalArgumentException.class, () -> new HubPool(0));
        assertThrows(IllegalArgumentException.class, () -> new HubPool(1, -1));
    }

    @Test
    void whatIsSpawnedRunsOnOneOfItsHubs() {
        Hub ran = pool.spawn(() -> getHub()).get();

        assertNotSame(getHub(), ran);
        assertTrue(pool.hubs().contains(ran));
    }

    @Test
    void aGreenletStaysOnItsHub() {
        assertTrue(pool.spawn(() -> {
            Hub first = getHub();
            for (int i = 0; i < 100; i++) {
                sleep();
                assertSame(first, getHub());
            }
            return true;
        }).get());
    }

    /** Each keeps its hub until the other one runs. */
    @Test
    void greenletsOfTwoHubsRunAtTheSameTime() {
        AtomicInteger running = new AtomicInteger();
        Callable<Boolean> meet = () -> {
            running.incrementAndGet();
            while (running.get() < 2) {
                Thread.onSpinWait();
            }
            return true;
        };

        Greenlet<Boolean> one = pool.spawn(meet);
        Greenlet<Boolean> other = pool.spawn(meet);
        assertTrue(one.get() && other.get());
    }

    @Test
    void whatIsSpawnedGoesWhereLeastIsToDo() {
        Event end = new Event();
        List<Greenlet<Hub>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(pool.spawn(() -> {
                end.await();
                return getHub();
            }));
        }
        end.set();
        joinall(all);

        for (Hub hub : pool.hubs()) {
            assertEquals(5, all.stream().filter(one -> one.value() == hub).count());
        }
    }

    @Test
    void aHubThatIsKeptByOneGreenletIsAvoided() {
        AtomicInteger done = new AtomicInteger();
        try (HubPool one = new HubPool(2, 1)) {
            // The first goes on until all others are done, and they can be done on the other hub only.
            one.map(n -> {
                while (n == 0 && done.get() < 9) {
                    Thread.onSpinWait();
                }
                return done.incrementAndGet();
            }, numbers(10));
        }

        assertEquals(10, done.get());
    }

    @Test
    void withALimitNoMoreRunThanItAllows() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (HubPool limited = new HubPool(2, 3)) {
            limited.map(_ -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                sleep(0.001);
                return running.decrementAndGet();
            }, numbers(100));
        }

        assertEquals(6, most.get());
    }

    @Test
    void ownHubGoesOnMeanwhile() {
        Event answered = new Event();
        spawn(answered::set);

        assertTrue(pool.apply(() -> answered.await(Duration.ofSeconds(30))));
    }

    @Test
    void theyRunWhileMainStandsStill() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            pool.spawn(ran::countDown);
        }

        ran.await();
        pool.join();
        assertEquals(0, pool.size());
    }

    @Test
    void aGreenletMadeByOneOfThePoolIsStartedThere() {
        assertTrue(pool.apply(() -> {
            Hub here = getHub();
            Greenlet<Hub> made = new Greenlet<>(() -> getHub());
            pool.start(made);
            pool.start(made);
            return made.get() == here;
        }));
    }

    @Test
    void aGreenletOfAnotherHubIsRefused() {
        Greenlet<Integer> own = new Greenlet<>(() -> 1);

        assertThrows(IllegalArgumentException.class, () -> pool.start(own));
        assertEquals(0, pool.size());
    }

    // ---- results

    @ParameterizedTest
    @EnumSource
    void resultsComeToWhoeverWaits(Setting setting) throws Exception {
        assertEquals(45, setting.start(() ->
                pool.map(n -> n, numbers(10)).stream().mapToInt(n -> n).sum()).call());
    }

    @Test
    void resultsComeToAVirtualThreadThatHasNoHub() throws Exception {
        assertEquals(3, OtherThread.startVirtual(() -> pool.apply(() -> 1) + pool.spawn(() -> 2).get()).result());
    }

    @Test
    void mapReturnsTheResultsInTheOrderOfTheThings() {
        List<Integer> doubled = pool.map(n -> {
            sleep(n % 7 / 1000.0);
            return 2 * n;
        }, numbers(200));

        assertEquals(numbers(200).stream().map(n -> 2 * n).toList(), doubled);
    }

    @Test
    void imapGivesThemInTheirOrderToo() {
        List<Integer> seen = new ArrayList<>();
        for (int n : pool.<Integer, Integer>imap(n -> {
            sleep(n % 7 / 1000.0);
            return n;
        }, numbers(200), 10)) {
            seen.add(n);
        }

        assertEquals(numbers(200), seen);
    }

    @Test
    void imapUnorderedGivesThemAsTheyCome() {
        Event second = new Event();
        List<Integer> seen = new ArrayList<>();
        for (int n : pool.<Integer, Integer>imapUnordered(n -> {
            if (n == 0) {
                second.await();
            }
            return n;
        }, numbers(2))) {
            seen.add(n);
            second.set();
        }

        assertEquals(List.of(1, 0), seen);
    }

    @Test
    void mapOfNothingIsNothing() {
        assertEquals(List.of(), pool.map(n -> n, numbers(0)));
    }

    @Test
    void aFailureToNameTheThingsIsThrown() {
        Iterable<Integer> breaking = () -> Stream.of(1, 0).map(n -> 1 / n).iterator();

        assertThrows(ArithmeticException.class, () -> pool.map(n -> n, breaking));
    }

    @Test
    void mapAsyncDoesNotWait() {
        Greenlet<List<Integer>> mapped = pool.mapAsync(n -> n, numbers(3));

        assertFalse(mapped.isReady());
        assertEquals(numbers(3), mapped.get());
    }

    @Test
    void applyInAGreenletOfThePoolRunsRightThere() {
        assertTrue(pool.apply(() -> {
            Greenlet<?> outer = getcurrent();
            return pool.isMember() && pool.apply(() -> getcurrent() == outer);
        }));
        assertFalse(pool.isMember());
    }

    @Test
    void aFunctionMayMapInItsOwnPool() {
        assertEquals(List.of(List.of(1), List.of(2), List.of(3)),
                pool.map(n -> pool.map(m -> m + 1, List.of(n)), numbers(3)));
    }

    @Test
    void severalThreadsMapAtOnce() throws Exception {
        List<OtherThread> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(OtherThread.start(() -> pool.map(n -> n + 1, numbers(5_000))));
        }
        List<Integer> own = pool.map(n -> n + 1, numbers(5_000));

        for (OtherThread other : others) {
            assertEquals(own, other.result());
        }
    }

    // ---- failures

    @Test
    void anUncheckedFailureIsThrownAsItIs() {
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> pool.apply(() -> {
            throw failure;
        })));
        assertSame(failure, assertThrows(IllegalStateException.class, () -> pool.map(n -> {
            throw failure;
        }, numbers(3))));
    }

    @Test
    void aCheckedFailureIsThrownAsACause() {
        IOException failure = new IOException();

        assertSame(failure, assertThrows(CompletionException.class, () -> pool.map(n -> {
            throw failure;
        }, numbers(3))).getCause());
    }

    @Test
    void aFailureOfWhatWasSpawnedIsReportedOnItsHubAndKept() {
        AtomicReference<Throwable> reported = new AtomicReference<>();
        pool.hubs().forEach(hub -> hub.setErrorHandler((_, t) -> reported.set(t)));
        ArithmeticException failure = new ArithmeticException();

        Greenlet<Void> failing = pool.spawn(() -> {
            throw failure;
        });

        assertSame(failure, assertThrows(ArithmeticException.class, failing::get));
        until(() -> reported.get() == failure);
    }

    @Test
    void aFailureThatMapThrowsIsNotReported() {
        AtomicReference<Throwable> reported = new AtomicReference<>();
        pool.hubs().forEach(hub -> hub.setErrorHandler((_, t) -> reported.set(t)));

        assertThrows(ArithmeticException.class, () -> pool.map(n -> 1 / n, List.of(1, 0)));
        pool.close();

        assertSame(null, reported.get());
    }

    @Test
    void aKillFromHereEndsOneThere() {
        Event never = new Event();
        Event begun = new Event();
        Greenlet<Boolean> waiting = pool.spawn(() -> {
            begun.set();
            return never.await();
        });
        begun.await(Duration.ofSeconds(30));

        waiting.kill();

        assertTrue(waiting.isSuccessful());
        assertInstanceOf(CancellationException.class, assertThrows(RuntimeException.class, waiting::get));
    }
}
