package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Delegation: elements, values, exceptions and the exit pass to whom was delegated, however deep. */
class YieldFromTest {
    private static final int DEEP = 10_000;

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

    // ---- elements

    @Test
    void itHandsOutTheElementsOfTheOther() {
        Generator<Integer, Void> g = Generator.of(y -> {
            y.yield(1);
            y.yieldFrom(range(2, 5));
            y.yield(5);
        });

        assertEquals(List.of(1, 2, 3, 4, 5), rest(g));
    }

    @Test
    void itReturnsWhatTheOtherReturned() {
        Generator<Integer, Void> g = Generator.of(y -> {
            return y.<Object>yieldFrom(range(0, 2));
        });

        assertEquals(List.of(0, 1), rest(g));
        assertEquals("up to 2", g.returned());
    }

    @Test
    void itHandsOutTheElementsOfAnyIterable() {
        Generator<Integer, Void> g = Generator.of(y -> {
            log.add(y.yieldFrom(List.of(1, 2)) == null);
            y.yieldFrom(List.<Integer>of());
            y.yield(3);
        });

        assertEquals(List.of(1, 2, 3), rest(g));
        assertEquals(List.of(true), log);
    }

    @Test
    void aGeneratorPassedAsAnIterableIsOne() {
        Iterable<Integer> elements = range(0, 2);
        Generator<Integer, Void> g = Generator.of(y -> {
            return y.<Object>yieldFrom(elements);
        });

        assertEquals(List.of(0, 1), rest(g));
        assertEquals("up to 2", g.returned());
    }

    @Test
    void oneThatHasEndedGivesNothing() {
        Generator<Integer, Void> ended = range(0, 2);
        rest(ended);
        Generator<Integer, Void> g = Generator.of(y -> {
            log.add(y.yieldFrom(ended) == null);
            y.yield(7);
        });

        assertEquals(List.of(7), rest(g));
        assertEquals(List.of(true), log);
    }

    @Test
    void oneThatIsHalfConsumedGivesTheRest() {
        Generator<Integer, Void> half = range(0, 4);
        half.next();
        half.next();
        Generator<Integer, Void> g = Generator.of(y -> y.yieldFrom(half));

        assertEquals(List.of(2, 3), rest(g));
    }

    @Test
    void anElementThatHasNextHasFetchedIsNotLost() {
        Generator<Integer, Void> sub = range(0, 3);
        Generator<Integer, Void> g = Generator.of(y -> {
            if (sub.hasNext()) {
                return y.<Object>yieldFrom(sub);
            }
            return null;
        });

        assertEquals(List.of(0, 1, 2), rest(g));
        assertEquals("up to 3", g.returned());
    }

    private record Tree(Tree left, int value, Tree right) {
        static Tree of(int from, int to) {
            if (from == to) {
                return null;
            }
            int middle = (from + to) >>> 1;
            return new Tree(of(from, middle), middle, of(middle + 1, to));
        }

        Generator<Integer, Void> walk() {
            return Generator.of(y -> {
                if (left != null) {
                    y.yieldFrom(left.walk());
                }
                y.yield(value);
                if (right != null) {
                    y.yieldFrom(right.walk());
                }
            });
        }
    }

    @Test
    void aTreeIsWalkedInOrder() {
        assertEquals(rest(range(0, 1000)), rest(Tree.of(0, 1000).walk()));
    }

    // ---- depth

    private static Generator<Integer, Void> nested(int depth, int elements) {
        return Generator.of(y -> {
            if (depth > 0) {
                return (int) y.<Integer>yieldFrom(nested(depth - 1, elements)) + 1;
            }
            for (int i = 0; i < elements; i++) {
                y.yield(i);
            }
            return 0;
        });
    }

    @Test
    void tenThousandOnTopOfEachOtherNeedNoStack() {
        Generator<Integer, Void> g = nested(DEEP, 3);

        assertEquals(List.of(0, 1, 2), rest(g));
        assertEquals(DEEP, g.returned());
    }

    @Test
    void anElementDoesNotPassThroughThoseInBetween() {
        Generator<Integer, Void> g = Generator.of(y -> y.yieldFrom(nested(DEEP, 1_000_000)));

        assertEquals(1_000_000, g.stream().count());    // by way of all of them it would take minutes
    }

    @Test
    void tenThousandOnTopOfEachOtherAreClosed() {
        int[] closed = new int[1];
        Generator<Integer, Void> g = closing(DEEP, closed);
        g.next();

        g.close();

        assertEquals(DEEP, closed[0]);
    }

    private static Generator<Integer, Void> closing(int depth, int[] closed) {
        return Generator.of(y -> {
            try {
                if (depth > 1) {
                    y.yieldFrom(closing(depth - 1, closed));
                } else {
                    y.yield(1);
                }
            } finally {
                closed[0]++;
            }
        });
    }

    @Test
    void anExceptionPassesThroughTenThousand() {
        Generator<Integer, Void> g = nested(DEEP, 3);
        g.next();

        assertThrows(ArithmeticException.class, () -> g.throwIn(new ArithmeticException()));
        assertFalse(g.hasNext());
    }

    // ---- values and exceptions

    @Test
    void whatIsSentReachesTheInnermost() {
        Generator<String, String> g = around("outer", around("middle", echo("inner")));

        assertEquals("inner", g.next());
        assertEquals("a", g.send("a"));
        assertEquals("middle", g.send("stop"));
        assertEquals("outer", g.next());
        assertThrows(NoSuchElementException.class, g::next);
        assertEquals(List.of("inner finally", "middle got inner stopped", "outer got middle ended"), log);
        assertEquals("outer ended", g.returned());
    }

    @Test
    void nothingCanBeSentToAnIterable() {
        Generator<Integer, String> g = Generator.of(y -> {
            try {
                y.yieldFrom(List.of(1, 2));
            } catch (GreenletError e) {
                log.add("refused");
            }
            y.yield(3);
        });
        g.next();

        assertEquals(3, g.send("value"));
        assertEquals(List.of("refused"), log);
    }

    @Test
    void whatIsThrownInReachesTheInnermostFirst() {
        Generator<String, String> g = around("outer", around("middle", echo("inner")));
        g.next();

        assertThrows(ArithmeticException.class, () -> g.throwIn(new ArithmeticException()));
        assertEquals(List.of("inner finally", "middle caught ArithmeticException",
                "outer caught ArithmeticException"), log);
    }

    @Test
    void whatTheInnermostThrowsCanBeCaughtOnTheWay() {
        Generator<Integer, Void> failing = Generator.of(y -> {
            y.yield(1);
            throw new ArithmeticException();
        });
        Generator<Integer, Void> g = Generator.of(y -> {
            try {
                y.yieldFrom(failing);
            } catch (ArithmeticException caught) {
                y.yield(2);
            }
        });

        assertEquals(List.of(1, 2), rest(g));
    }

    @Test
    void aNoSuchElementExceptionOfTheInnermostIsNotTakenForItsEnd() {
        Generator<Integer, Void> failing = Generator.of(y -> {
            throw new NoSuchElementException();
        });
        Generator<Integer, Void> g = Generator.of(y -> {
            try {
                y.yieldFrom(failing);
            } catch (GreenletError e) {
                log.add(e.getMessage());
            }
        });

        assertFalse(g.hasNext());
        assertEquals(List.of("generator raised NoSuchElementException"), log);
    }

    @Test
    void oneThatRunsCannotBeDelegatedTo() {
        List<Generator<Integer, Void>> own = new ArrayList<>();
        own.add(Generator.of(y -> {
            log.add(assertThrows(GreenletError.class, () -> y.yieldFrom(own.getFirst())).getMessage());
            y.yieldFrom(Generator.<Integer, Void>of(inner -> {
                log.add(assertThrows(GreenletError.class, () -> inner.yieldFrom(own.getFirst())).getMessage());
                inner.yield(1);
            }));
        }));

        assertEquals(List.of(1), rest(own.getFirst()));
        assertEquals(List.of("generator already executing", "generator already executing"), log);
    }

    @Test
    void oneThatHasDelegatedCannotBeUsedByWhomItHasDelegatedTo() {
        List<Generator<Integer, Void>> chain = new ArrayList<>();
        Generator<Integer, Void> inner = Generator.of(y -> {
            for (Generator<Integer, Void> outer : chain) {
                log.add(assertThrows(GreenletError.class, outer::next).getMessage());
            }
            y.yield(1);
        });
        chain.add(Generator.of(y -> y.yieldFrom(inner)));
        chain.add(Generator.of(y -> y.yieldFrom(chain.getFirst())));

        assertEquals(List.of(1), rest(chain.getLast()));
        assertEquals(List.of("generator already executing", "generator already executing"), log);
    }
}
