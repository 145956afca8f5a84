package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a generator shares with its thread and the thread's greenlets, and what other threads may not do. */
class GeneratorThreadTest {
    private final Greenlet main = Greenlet.current();
    private final List<Object> log = new ArrayList<>();

    private static Generator<Integer, Void> naturals() {
        return Generator.of(y -> {
            for (int i = 1; ; i++) {
                y.yield(i);
            }
        });
    }

    private static GreenletError refusedElsewhere(Callable<?> code) {
        return assertThrows(GreenletError.class, () -> OtherThread.platform(code));
    }

    // ---- threads

    @Test
    void anotherThreadMayNotUseIt() {
        Generator<Integer, Integer> g = Generator.of(y -> {
            while (true) {
                y.yield(1);
            }
        });
        g.next();

        String message = refusedElsewhere(g::next).getMessage();
        refusedElsewhere(g::hasNext);
        refusedElsewhere(() -> g.send(1));
        refusedElsewhere(() -> g.throwIn(new ArithmeticException()));
        refusedElsewhere(() -> g.stream().findFirst());
        refusedElsewhere(() -> {
            g.forEach(i -> { });
            return null;
        });
        refusedElsewhere(() -> {
            g.close();
            return null;
        });

        assertTrue(message.startsWith("Cannot switch to a different thread\n\tCurrent: "), message);
        assertEquals(1, g.next());
    }

    @Test
    void anotherThreadMayNotTakeAnElementThatIsFetched() {
        Generator<Integer, Void> g = naturals();
        assertTrue(g.hasNext());

        refusedElsewhere(g::next);
        refusedElsewhere(g::hasNext);
        refusedElsewhere(() -> g.throwIn(new ArithmeticException()));

        assertEquals(1, g.next());
    }

    @Test
    void anotherThreadMayNotDelegateToIt() {
        Generator<Integer, Void> g = naturals();
        g.next();

        refusedElsewhere(() -> Generator.<Integer, Void>of(y -> y.yieldFrom(g)).next());

        assertEquals(2, g.next());
    }

    @Test
    void anotherThreadMayNotDelegateToWhatIsDelegatedTo() {
        Generator<Integer, Void> inner = naturals();
        Generator<Integer, Void> outer = Generator.of(y -> y.yieldFrom(inner));
        outer.next();

        refusedElsewhere(() -> Generator.<Integer, Void>of(y -> y.yieldFrom(inner)).next());

        assertEquals(2, outer.next());
    }

    @Test
    void aVirtualThreadIsAThreadOfItsOwn() throws Exception {
        Generator<Integer, Void> g = naturals();
        g.next();

        assertThrows(GreenletError.class, () -> OtherThread.virtual(g::next));
        assertEquals(3, OtherThread.virtual(() -> naturals().stream().skip(2).findFirst().orElseThrow()));
    }

    @Test
    void anUnusedOneBelongsToWhoFirstUsesIt() throws Exception {
        Generator<Integer, Void> g = naturals();

        assertEquals(1, OtherThread.platform(g::next));
        assertThrows(GreenletError.class, g::next);
    }

    @Test
    void ofTwoThreadsThatUseItFirstOneIsRefused() throws Exception {
        for (int i = 0; i < 100; i++) {
            Generator<Integer, Void> g = naturals();
            CyclicBarrier together = new CyclicBarrier(2);
            AtomicInteger refused = new AtomicInteger();
            Runnable use = () -> {
                try {
                    together.await();
                    g.next();
                } catch (GreenletError e) {
                    refused.incrementAndGet();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            };
            Thread other = Thread.ofPlatform().start(use);
            use.run();
            other.join();

            assertEquals(1, refused.get());
        }
    }

    @Test
    void oneOfAnEndedThreadSaysSo() throws Exception {
        Generator<Integer, Void> g = naturals();
        OtherThread.platform(g::next);

        String message = assertThrows(GreenletError.class, g::next).getMessage();

        assertTrue(message.contains("which happens to have exited"), message);
    }

    @Test
    void anotherThreadMayNotYieldInPlaceOfTheBody() throws Exception {
        Generator<Integer, Void> g = Generator.of(y -> {
            assertThrows(GreenletError.class, () -> OtherThread.platform(() -> y.yield(7)));
            assertThrows(GreenletError.class, () -> OtherThread.virtual(() -> y.yield(7)));
            y.yield(1);
        });

        assertEquals(1, g.next());
    }

    @Test
    void aBodyMayParkTheThread() throws Exception {
        CountDownLatch unparked = new CountDownLatch(1);
        Callable<Integer> parkInside = () -> {
            Thread parking = Thread.currentThread();
            return Generator.<Integer, Void>of(y -> {
                Thread.startVirtualThread(() -> {
                    while (parking.getState() != Thread.State.WAITING) {
                        Thread.yield();
                    }
                    unparked.countDown();
                });
                unparked.await();
                y.yield(1);
            }).next();
        };

        assertEquals(1, OtherThread.virtual(parkInside));
    }

    @Test
    void generatorsOfManyVirtualThreadsInterleave() throws Exception {
        Thread[] threads = new Thread[50];
        int[] sums = new int[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int at = i;
            threads[i] = Thread.startVirtualThread(() -> sums[at] = sumByYielding());
        }
        for (int i = 0; i < threads.length; i++) {
            threads[i].join();
            assertEquals(5_050, sums[i]);
        }
    }

    /** The sum of 1 to 100; both sides give their carrier away between any two. */
    private static int sumByYielding() {
        Generator<Integer, Void> numbers = Generator.of(y -> {
            for (int i = 1; i <= 100; i++) {
                Thread.yield();
                y.yield(i);
            }
        });
        int sum = 0;
        for (int i : numbers) {
            Thread.yield();
            sum += i;
        }
        return sum;
    }

    // ---- greenlets

    @Test
    void allGreenletsOfTheThreadMayUseIt() {
        Generator<Integer, Void> g = naturals();

        assertEquals(1, g.next());
        assertEquals(2, new Greenlet(first -> g.next()).<Integer>switchTo());
        assertEquals(3, g.next());
    }

    @Test
    void theBodyRunsInTheGreenletThatAsksForAnElement() {
        Generator<Greenlet, Void> g = Generator.of(y -> {
            while (true) {
                y.yield(Greenlet.current());
            }
        });
        Greenlet other = new Greenlet(first -> g.next());

        assertSame(main, g.next());
        assertSame(other, other.<Greenlet>switchTo());
        assertSame(main, g.next());
    }

    @Test
    void theBodyMaySwitchToAnotherGreenletAndBack() {
        Greenlet other = new Greenlet(first -> {
            while (true) {
                log.add("other");
                main.switchTo();
            }
        });
        Generator<Integer, Void> g = Generator.of(y -> {
            other.switchTo();
            y.yield(1);
            other.switchTo();
            y.yield(2);
        });

        assertEquals(1, g.next());
        assertEquals(2, g.next());
        assertEquals(List.of("other", "other"), log);
        other.switchTo();
        assertEquals(3, log.size());
    }

    @Test
    void aGreenletMaySwitchAwayInTheBodyOfItsGenerator() {
        Generator<Object, Void> g = Generator.of(y -> {
            y.yield(main.<Object>switchTo("away"));
        });
        Greenlet other = new Greenlet(first -> g.next());

        assertEquals("away", other.switchTo());
        assertThrows(GreenletError.class, g::next, "already executing");
        assertEquals("back", other.switchTo("back"));
        assertFalse(g.hasNext());
    }

    @Test
    void aGreenletThatTheBodySwitchedToMayNotYieldInItsPlace() {
        Generator<Integer, Void> g = Generator.of(y -> {
            Greenlet other = new Greenlet(first -> {
                log.add(assertThrows(GreenletError.class, () -> y.yield(7)).getMessage());
                return first;
            });
            other.switchTo();
            y.yield(1);
        });

        assertEquals(1, g.next());
        assertFalse(g.hasNext());
        assertEquals(List.of("yield outside of the body of its generator"), log);
    }

    @Test
    void anExceptionThrownIntoTheGreenletSurfacesInTheBody() {
        Generator<Object, Void> g = Generator.of(y -> {
            try {
                main.switchTo();
            } catch (GreenletExit exit) {
                log.add("body");
                throw exit;
            }
        });
        Greenlet other = new Greenlet(first -> g.next());
        other.switchTo();

        Object last = other.throwTo();

        assertTrue(last instanceof GreenletExit);
        assertEquals(List.of("body"), log);
        assertFalse(g.hasNext());
    }

    @Test
    void theStackOfAGreenletHasTheFramesOfTheBodyItWaitsIn() {
        Generator<Object, Void> g = Generator.of(y -> inBody());
        Greenlet other = new Greenlet(first -> g.next());
        other.switchTo();

        List<String> methods = Arrays.stream(other.stackTrace()).map(StackTraceElement::getMethodName).toList();

        assertEquals(3, methods.size(), methods::toString);
        assertEquals("inBody", methods.getFirst());
    }

    private void inBody() {
        main.switchTo();
    }

    // ---- what cannot be suspended

    private GreenletError refusal;

    /** Runs {@code code}, which has to be refused, where nothing can be suspended. */
    private void refuse(Executable code) {
        Initializer.run(() -> refusal = assertThrows(GreenletError.class, code));
    }

    /** What the JVM says of a class initializer is not the same in all of them. */
    private void assertRefused() {
        assertTrue(refusal.getMessage().matches("Cannot switch away from here: there is a .*class initializer.*"),
                refusal.getMessage());
    }

    @Test
    void aYieldThatCannotLeaveTheBodyIsAnErrorThere() {
        Generator<Integer, Void> g = Generator.of(y -> {
            refuse(() -> y.yield(7));
            y.yield(1);
        });

        assertEquals(1, g.next());
        assertRefused();
        assertFalse(g.hasNext());
    }

    @Test
    void aDelegationThatCannotLeaveTheBodyIsAnErrorThere() {
        Generator<Integer, Void> g = Generator.of(y -> {
            refuse(() -> y.yieldFrom(naturals()));
            y.yield(1);
        });

        assertEquals(1, g.next());
        assertRefused();
        assertFalse(g.hasNext());
    }

    @Test
    void aSwitchThatCannotLeaveTheBodyIsAnErrorThere() {
        Generator<Integer, Void> g = Generator.of(y -> {
            refuse(main::switchTo);
            y.yield(1);
        });

        assertEquals(1, new Greenlet(first -> g.next()).<Integer>switchTo());
        assertRefused();
    }

    @Test
    void aSwitchThatCannotLeaveAGreenletOfTheBodyIsAnErrorThere() {
        Generator<Integer, Void> g = Generator.of(y -> {
            new Greenlet(() -> refuse(main::switchTo)).switchTo();
            y.yield(1);
        });

        assertEquals(1, g.next());
        assertRefused();
    }
}
