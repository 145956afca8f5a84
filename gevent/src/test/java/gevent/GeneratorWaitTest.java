package gevent;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.LoopExit;
import gevent.hub.VirtualTime;
import gevent.queue.SimpleQueue;
import greenlet.Generator;
import greenlet.GreenletError;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Generators whose body waits on the hub, in main and in greenlets. */
@ExtendWith(FreshHub.class)
class GeneratorWaitTest {
    private final List<Object> seen = new ArrayList<>();

    /** A number a second. */
    private static Generator<Integer, Void> ticks(int count) {
        return Generator.of(y -> {
            for (int i = 1; i <= count; i++) {
                sleep(1);
                y.yield(i);
            }
        });
    }

    private void collect(String name, Generator<Integer, Void> from) {
        for (int i : from) {
            seen.add(name + i);
        }
    }

    @Test
    void aBodyWaitsInMain() {
        VirtualTime time = VirtualTime.onNewHub();

        collect("", ticks(3));

        assertEquals(List.of("1", "2", "3"), seen);
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void aBodyWaitsInAGreenlet() {
        VirtualTime time = VirtualTime.onNewHub();

        spawn(() -> collect("", ticks(3))).get();

        assertEquals(List.of("1", "2", "3"), seen);
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void othersRunMeanwhile() {
        VirtualTime time = VirtualTime.onNewHub();

        Greenlet<?> a = spawn(() -> collect("a", ticks(3)));
        Greenlet<?> b = spawn(() -> collect("b", ticks(3)));
        collect("main", ticks(3));
        joinall(a, b);

        assertEquals(List.of("main1", "a1", "b1", "main2", "a2", "b2", "main3", "a3", "b3"), sortedWithinASecond());
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    /** Whoever of the three comes first in a second. */
    private List<String> sortedWithinASecond() {
        List<String> sorted = new ArrayList<>();
        for (int i = 0; i < seen.size(); i += 3) {
            List<String> second = seen.subList(i, i + 3).stream().map(Object::toString).toList();
            for (String name : List.of("main", "a", "b")) {
                sorted.add(second.stream().filter(one -> one.startsWith(name)).findFirst().orElseThrow());
            }
        }
        return sorted;
    }

    @Test
    void aBodyThatIsDelegatedToWaits() {
        VirtualTime time = VirtualTime.onNewHub();
        Generator<Integer, Void> around = Generator.of(y -> {
            y.yieldFrom(ticks(2));
            sleep(1);
            y.yieldFrom(ticks(1));
        });

        spawn(() -> collect("", around)).get();

        assertEquals(List.of("1", "2", "1"), seen);
        assertEquals(Duration.ofSeconds(4), time.passed());
    }

    @Test
    void aBodyInMainTakesWhatAGreenletPuts() {
        SimpleQueue<Integer> queue = new SimpleQueue<>(1);
        Generator<Integer, Void> taken = Generator.of(y -> {
            for (int i = queue.get(); i > 0; i = queue.get()) {
                y.yield(i);
            }
        });
        spawn(() -> {
            for (int i = 3; i >= 0; i--) {
                queue.put(i);
            }
        });

        collect("", taken);

        assertEquals(List.of("3", "2", "1"), seen);
    }

    @Test
    void greenletsThatABodyOfMainHasStartedGoOnAfterItHasYielded() {
        Event start = new Event();
        Generator<Greenlet<?>, Void> spawning = Generator.of(y -> {
            for (int i = 0; i < 3; i++) {
                int n = i;
                Greenlet<?> greenlet = spawn(() -> {
                    seen.add("begun " + n);
                    start.await();
                    seen.add("ended " + n);
                });
                sleep();
                y.yield(greenlet);
            }
        });
        List<Greenlet<?>> all = spawning.stream().toList();

        start.set();
        joinall(all);

        assertEquals(List.of("begun 0", "begun 1", "begun 2", "ended 0", "ended 1", "ended 2"), seen);
    }

    @Test
    void aSuspendedBodyDoesNotKeepTheHubRunning() {
        Generator<Integer, Void> g = ticks(3);
        VirtualTime.onNewHub();
        g.next();

        assertTrue(Gevent.await());
        assertEquals(2, g.next());
    }

    @Test
    void aBodyOfMainThatNothingCanWakeIsALoopExit() {
        Event never = new Event();
        Generator<Integer, Void> g = Generator.of(y -> {
            never.await();
        });

        assertThrows(LoopExit.class, g::next);
        assertFalse(g.hasNext());
    }

    @Test
    void aKillSurfacesInTheBodyAndEndsIt() {
        VirtualTime.onNewHub();
        Generator<Integer, Void> g = Generator.of(y -> {
            try {
                y.yieldFrom(ticks(3));
            } catch (GreenletExit exit) {
                seen.add("exit");
                throw exit;
            }
        });
        Greenlet<?> consumer = spawn(() -> collect("", g));
        sleep(1.5);

        consumer.kill();

        assertEquals(List.of("1", "exit"), seen);
        assertTrue(consumer.isSuccessful());
    }

    @Test
    void aTimeoutOfTheConsumerSurfacesInTheBody() {
        VirtualTime.onNewHub();
        Generator<Integer, Void> g = Generator.of(y -> {
            while (true) {
                try {
                    sleep(10);
                } catch (Timeout up) {
                    seen.add("up");
                    throw up;
                }
                y.yield(1);
            }
        });

        assertThrows(Timeout.class, () -> withTimeout(Duration.ofSeconds(1), g::next));
        assertEquals(List.of("up"), seen);
        assertFalse(g.hasNext());
    }

    @Test
    void aTimeoutOfTheBodyMayGoOffInTheConsumer() {
        VirtualTime.onNewHub();
        Generator<Timeout, Void> g = Generator.of(y -> {
            try (Timeout timeout = Timeout.start(Duration.ofSeconds(1))) {
                y.yield(timeout);
            }
        });
        Timeout timeout = g.next();

        assertSame(timeout, assertThrows(Timeout.class, () -> sleep(2)));
        assertFalse(g.hasNext());
    }

    @Test
    void aGreenletMayNotUseTheGeneratorOfAnother() {
        Generator<Integer, Void> g = ticks(3);
        VirtualTime.onNewHub();
        Greenlet<Integer> owner = spawn(() -> g.next() + g.next());
        Greenlet<?> other = spawn(() -> {
            assertThrows(GreenletError.class, g::next);
        });

        other.get();
        assertEquals(3, owner.get());
        assertThrows(GreenletError.class, g::next);
    }

    @Test
    void aGreenletMayNotYieldInPlaceOfABodyThatWaitsBelowIt() {
        Generator<Integer, Void> g = Generator.of(y -> {
            Greenlet<?> other = spawn(() -> {
                assertThrows(GreenletError.class, () -> y.yield(7));
            });
            other.get();
            y.yield(1);
        });

        assertEquals(1, g.next());
        assertEquals(1, spawn(() -> Generator.<Integer, Void>of(y -> y.yieldFrom(List.of(1))).next()).get());
    }

    @Test
    void closeMayWait() {
        VirtualTime time = VirtualTime.onNewHub();
        Greenlet<?> consumer = spawn(() -> {
            try (Generator<Integer, Void> g = Generator.of(y -> {
                try {
                    y.yield(1);
                } finally {
                    sleep(1);
                    seen.add("cleaned up");
                }
            })) {
                g.next();
            }
        });
        consumer.get();

        assertEquals(List.of("cleaned up"), seen);
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void manyBodiesWaitAtOnce() {
        VirtualTime time = VirtualTime.onNewHub();
        List<Greenlet<Integer>> sums = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sums.add(spawn(() -> ticks(3).stream().mapToInt(n -> n).sum()));
        }

        joinall(sums);

        assertEquals(6_000, sums.stream().mapToInt(Greenlet::get).sum());
        assertEquals(Duration.ofSeconds(3), time.passed());
    }
}
