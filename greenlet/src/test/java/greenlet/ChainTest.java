package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** A chain of delegations that is closed, or used in the middle, or by two at once. Each outcome is CPython's. */
class ChainTest {
    private final List<Object> log = new ArrayList<>();

    private static <Y> List<Y> rest(Generator<Y, ?> generator) {
        List<Y> all = new ArrayList<>();
        generator.forEach(all::add);
        return all;
    }

    private static Generator<Integer, Void> range(int from, int to) {
        return Generator.of(y -> {
            for (int i = from; i < to; i++) {
                y.yield(i);
            }
            return "up to " + to;
        });
    }

    /** Yields what it is sent; returns upon "stop". */
    private Generator<String, String> echo(String name) {
        return Generator.of(y -> {
            String got = name;
            try {
                while (!"stop".equals(got)) {
                    got = y.yield(got);
                }
                return name + " stopped";
            } finally {
                log.add(name + " finally");
            }
        });
    }

    private Generator<String, String> around(String name, Generator<String, String> sub) {
        return Generator.of(y -> {
            try {
                String result = y.yieldFrom(sub);
                log.add(name + " got " + result);
                y.yield(name);
                return name + " ended";
            } catch (Throwable t) {
                log.add(name + " caught " + t.getClass().getSimpleName());
                throw t;
            }
        });
    }

    @Test
    void closeClosesTheInnermostFirst() {
        Generator<String, String> g = around("outer", around("middle", echo("inner")));
        g.next();

        g.close();

        assertEquals(List.of("inner finally", "middle caught GeneratorExit", "outer caught GeneratorExit"), log);
    }

    @Test
    void anExitThatTheInnermostSwallowsStillReachesTheOuter() {
        Generator<String, String> swallowing = Generator.of(y -> {
            try {
                y.yield("a");
            } catch (GeneratorExit exit) {
                log.add("swallowed");
            }
        });
        Generator<String, String> g = around("outer", swallowing);
        g.next();

        g.close();

        assertEquals(List.of("swallowed", "outer caught GeneratorExit"), log);
    }

    @Test
    void whatTheInnermostThrowsUponTheExitReachesTheOuterInItsPlace() {
        Generator<String, String> failing = Generator.of(y -> {
            try {
                y.yield("a");
            } catch (GeneratorExit exit) {
                throw new ArithmeticException();
            }
        });
        Generator<String, String> g = around("outer", failing);
        g.next();

        assertThrows(ArithmeticException.class, g::close);
        assertEquals(List.of("outer caught ArithmeticException"), log);
    }

    @Test
    void anInnermostThatYieldsUponTheExitIsAnErrorInTheOuter() {
        Generator<String, String> stubborn = Generator.of(y -> {
            try {
                y.yield("a");
            } catch (GeneratorExit exit) {
                y.yield("stays");
            }
            y.yield("alive");
        });
        Generator<String, String> g = around("outer", stubborn);
        g.next();

        assertEquals("generator ignored GeneratorExit", assertThrows(GreenletError.class, g::close).getMessage());
        assertEquals(List.of("outer caught GreenletError"), log);
        assertFalse(g.hasNext());
        assertEquals("alive", stubborn.next());
        assertFalse(stubborn.hasNext());
    }

    @Test
    void anOuterThatYieldsUponTheExitOfTheInnermostIsNotClosed() {
        Generator<String, String> g = Generator.of(y -> {
            try {
                y.yieldFrom(echo("inner"));
            } catch (GeneratorExit exit) {
                y.yield("stays");
            }
        });
        g.next();

        assertThrows(GreenletError.class, g::close);
        assertEquals(List.of("inner finally"), log);
        assertFalse(g.hasNext());
    }

    @Test
    void aBodyMayDelegateWhileItIsClosed() {
        Generator<Integer, Void> quiet = Generator.of(y -> {
            log.add("quiet");
            return "result";
        });
        Generator<Integer, Void> g = Generator.of(y -> {
            try {
                y.yield(1);
            } finally {
                log.add(y.<Object>yieldFrom(quiet));
            }
        });
        g.next();

        g.close();

        assertEquals(List.of("quiet", "result"), log);
    }

    @Test
    void oneThatYieldsWhileItsOuterIsClosedKeepsItOpen() {
        Generator<Integer, Void> inner = Generator.of(y -> {
            try {
                y.yield(1);
            } finally {
                y.yieldFrom(range(7, 9));
            }
        });
        Generator<Integer, Void> g = Generator.of(y -> y.yieldFrom(inner));
        g.next();

        assertThrows(GreenletError.class, g::close);
        assertFalse(g.hasNext());
        assertEquals(8, inner.next());
        assertThrows(GeneratorExit.class, inner::next);     // which its finally block has put off
    }

    @Test
    void anExitThrownInByHandClosesTheInnermostAndCanBeCaughtByTheOuter() {
        Generator<String, String> g = Generator.of(y -> {
            try {
                y.yieldFrom(echo("inner"));
            } catch (GeneratorExit exit) {
                y.yield("caught");
            }
        });
        g.next();

        assertEquals("caught", g.throwIn(new GeneratorExit()));
        assertEquals(List.of("inner finally"), log);
    }

    // ---- used from outside of the chain

    @Test
    void oneInTheMiddleMayBeAdvancedToo() {
        Generator<Integer, Void> inner = range(0, 6);
        Generator<Integer, Void> middle = Generator.of(y -> y.yieldFrom(inner));
        Generator<Integer, Void> outer = Generator.of(y -> y.yieldFrom(middle));

        assertEquals(0, outer.next());
        assertEquals(1, inner.next());
        assertEquals(2, middle.next());
        assertEquals(3, outer.next());
        assertEquals(List.of(4, 5), rest(outer));
    }

    @Test
    void oneInTheMiddleMayEndOutsideOfItsChain() {
        Generator<String, String> inner = echo("inner");
        Generator<String, String> g = around("outer", inner);
        g.next();

        assertThrows(NoSuchElementException.class, () -> inner.send("stop"));

        assertEquals("inner stopped", inner.returned());
        assertEquals("outer", g.send("lost"));
        assertEquals(List.of("inner finally", "outer got null"), log);
    }

    @Test
    void whatIsThrownAfterOneHasEndedOutsideOfItsChainReachesItsOuter() {
        Generator<String, String> inner = echo("inner");
        Generator<String, String> g = around("outer", inner);
        g.next();
        inner.close();

        assertThrows(ArithmeticException.class, () -> g.throwIn(new ArithmeticException()));
        assertEquals(List.of("inner finally", "outer caught ArithmeticException"), log);
    }

    @Test
    void oneThatHasLeftItsChainIsUsedAsEver() {
        Generator<String, String> inner = echo("inner");
        Generator<String, String> g = around("outer", inner);
        g.next();
        inner.close();
        g.close();

        assertNull(inner.returned());
        assertThrows(NoSuchElementException.class, inner::next);
        assertEquals(List.of("inner finally", "outer caught GeneratorExit"), log);
    }

    @Test
    void twoMayDelegateToTheSameOne() {
        Generator<Integer, Void> shared = range(0, 6);
        Generator<Integer, Void> a = Generator.of(y -> {
            return y.<Object>yieldFrom(shared);
        });
        Generator<Integer, Void> b = Generator.of(y -> {
            return y.<Object>yieldFrom(shared);
        });

        assertEquals(0, a.next());
        assertEquals(1, b.next());
        assertEquals(2, a.next());
        assertEquals(3, b.next());
        assertEquals(4, b.next());
        assertEquals(5, b.next());
        assertFalse(b.hasNext());
        assertFalse(a.hasNext());
        assertEquals("up to 6", b.returned());
        assertNull(a.returned());
    }

    @Test
    void whatIsSentAndThrownReachesASharedOne() {
        Generator<String, String> shared = echo("shared");
        Generator<String, String> a = around("a", shared);
        Generator<String, String> b = around("b", shared);
        a.next();
        b.next();

        assertEquals("sent", b.send("sent"));
        assertThrows(ArithmeticException.class, () -> b.throwIn(new ArithmeticException()));
        assertEquals("a", a.next());
        assertEquals(List.of("shared finally", "b caught ArithmeticException", "a got null"), log);
    }

    @Test
    void closingOneOfTwoClosesTheSharedOne() {
        Generator<String, String> shared = echo("shared");
        Generator<String, String> a = around("a", shared);
        Generator<String, String> b = around("b", shared);
        a.next();
        b.next();

        b.close();

        assertTrue(shared.toString().endsWith(" closed>"));
        assertEquals(List.of("shared finally", "b caught GeneratorExit"), log);
    }
}
