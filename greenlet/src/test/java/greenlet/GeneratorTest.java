package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A generator as its consumer sees it: elements in turn, an end, what the body returned or threw. */
class GeneratorTest {
    private final List<Object> log = new ArrayList<>();

    private static Generator<Integer, Void> numbers(int count) {
        return Generator.of(y -> {
            for (int i = 1; i <= count; i++) {
                y.yield(i);
            }
        });
    }

    private static Generator<Integer, Void> naturals() {
        return Generator.of(y -> {
            for (int i = 1; ; i++) {
                y.yield(i);
            }
        });
    }

    private static <Y> List<Y> rest(Generator<Y, ?> generator) {
        List<Y> all = new ArrayList<>();
        for (Y element : generator) {
            all.add(element);
        }
        return all;
    }

    // ---- bodies

    @Test
    void aLambdaThatReturnsNothingIsABody() {
        Generator<Integer, Void> g = Generator.of(y -> {
            y.yield(1);
        });

        assertEquals(List.of(1), rest(g));
        assertNull(g.returned());
    }

    @Test
    void aLambdaThatReturnsSomethingIsABody() {
        Generator<Integer, Void> g = Generator.of(y -> {
            y.yield(1);
            return "two";
        });

        assertEquals(List.of(1), rest(g));
        assertEquals("two", g.returned());
    }

    @Test
    void aLambdaThatNeverEndsIsABody() {
        Generator<String, Void> g = Generator.of(y -> {
            while (true) {
                y.yield("again");
            }
        });

        assertEquals("again", g.next());
        assertEquals("again", g.next());
    }

    @Test
    void anExpressionIsABody() {
        Generator<Integer, Void> g = Generator.of(y -> y.yield(1));

        assertEquals(List.of(1), rest(g));
    }

    @Test
    void aMethodIsABody() {
        Generator<Integer, Void> g = Generator.of(GeneratorTest::oneAndTwo);

        assertEquals(List.of(1, 2), rest(g));
    }

    private static void oneAndTwo(Generator.Yielder<Integer, Void> y) {
        y.yield(1);
        y.yield(2);
    }

    @Test
    void nullIsNoBody() {
        Generator.Body<Integer, Void> nothing = null;

        assertThrows(NullPointerException.class, () -> Generator.of(nothing));
    }

    // ---- elements

    @Test
    void aLoopTakesTheElementsInTurn() {
        assertEquals(List.of(1, 2, 3), rest(numbers(3)));
    }

    @Test
    void theBodyRunsNoFurtherThanItIsAskedFor() {
        Generator<Integer, Void> g = Generator.of(y -> {
            for (int i = 1; i <= 3; i++) {
                log.add("made " + i);
                y.yield(i);
            }
            log.add("end");
        });

        for (int i : g) {
            log.add("took " + i);
        }

        assertEquals(List.of("made 1", "took 1", "made 2", "took 2", "made 3", "took 3", "end"), log);
    }

    @Test
    void nothingRunsBeforeTheFirstElementIsAskedFor() {
        Generator<Integer, Void> g = Generator.of(y -> {
            log.add("ran");
        });

        assertEquals(List.of(), log);
        assertFalse(g.hasNext());
        assertEquals(List.of("ran"), log);
    }

    @Test
    void aBodyMayYieldNothing() {
        assertEquals(List.of(), rest(numbers(0)));
    }

    @Test
    void nullIsAnElement() {
        Generator<String, Void> g = Generator.of(y -> {
            y.yield(null);
            y.yield("a");
            y.yield(null);
        });

        assertEquals(Arrays.asList(null, "a", null), rest(g));
    }

    @Test
    void aSecondLoopGoesOnWhereTheFirstStopped() {
        Generator<Integer, Void> g = numbers(5);

        for (int i : g) {
            if (i == 2) {
                break;
            }
        }

        assertEquals(List.of(3, 4, 5), rest(g));
    }

    @Test
    void hasNextMayBeAskedTwice() {
        Generator<Integer, Void> g = numbers(1);

        assertTrue(g.hasNext());
        assertTrue(g.hasNext());
        assertEquals(1, g.next());
        assertFalse(g.hasNext());
        assertFalse(g.hasNext());
    }

    @Test
    void nextDoesNotNeedHasNext() {
        Generator<Integer, Void> g = numbers(2);

        assertEquals(1, g.next());
        assertEquals(2, g.next());
        assertThrows(NoSuchElementException.class, g::next);
        assertThrows(NoSuchElementException.class, g::next);
    }

    @Test
    void theBodySeesItsLocalsAndItsCallersAsEver() {
        Generator<Integer, Void> g = Generator.of(y -> countDown(y, 3));

        assertEquals(List.of(3, 2, 1), rest(g));
    }

    private static void countDown(Generator.Yielder<Integer, Void> y, int from) {
        y.yield(from);
        if (from > 1) {
            countDown(y, from - 1);
        }
    }

    @Test
    void twoGeneratorsOfOneBodyAreApart() {
        Generator<Integer, Void> a = naturals();
        Generator<Integer, Void> b = naturals();

        assertEquals(1, a.next());
        assertEquals(2, a.next());
        assertEquals(1, b.next());
        assertEquals(3, a.next());
    }

    @Test
    void aBodyMayConsumeAnotherGenerator() {
        Generator<Integer, Void> squares = Generator.of(y -> {
            for (int i : naturals()) {
                y.yield(i * i);
            }
        });

        assertEquals(List.of(1, 4, 9), squares.stream().limit(3).toList());
    }

    @Test
    void aSieveOfManyGeneratorsFindsPrimes() {
        Generator<Integer, Void> primes = Generator.of(y -> {
            Generator<Integer, Void> left = naturals();
            left.next();
            while (true) {
                int prime = left.next();
                y.yield(prime);
                left = notDivisible(left, prime);
            }
        });

        List<Integer> first = primes.stream().limit(100).toList();

        assertEquals(List.of(2, 3, 5, 7, 11, 13), first.subList(0, 6));
        assertEquals(541, first.getLast());
    }

    private static Generator<Integer, Void> notDivisible(Generator<Integer, Void> from, int by) {
        return Generator.of(y -> {
            for (int i : from) {
                if (i % by != 0) {
                    y.yield(i);
                }
            }
        });
    }

    // ---- forEach, stream

    @Test
    void forEachTakesWhatIsLeft() {
        Generator<Integer, Void> g = numbers(4);
        g.next();
        assertTrue(g.hasNext());

        g.forEach(log::add);

        assertEquals(List.of(2, 3, 4), log);
    }

    @Test
    void theActionOfForEachMayTakeElementsItself() {
        Generator<Integer, Void> g = numbers(6);

        g.forEach(i -> {
            log.add(i);
            if (i == 1) {
                log.add("and " + g.next());
            } else if (i == 3) {
                assertTrue(g.hasNext());
            } else if (i == 5) {
                g.close();
            }
        });

        assertEquals(List.of(1, "and 2", 3, 4, 5), log);
    }

    @Test
    void aStreamTakesNoMoreThanItNeeds() {
        Generator<Integer, Void> g = naturals();

        assertEquals(List.of(2, 4, 6), g.stream().filter(i -> i % 2 == 0).limit(3).toList());
        assertEquals(7, g.next());
    }

    @Test
    void aStreamOfAllElementsEnds() {
        assertEquals(10, numbers(4).stream().mapToInt(i -> i).sum());
    }

    @Test
    void aParallelStreamIsTakenByTheThreadOfItsGenerator() {
        assertEquals(IntStream.rangeClosed(1, 1000).sum(),
                numbers(1000).stream().parallel().mapToInt(i -> i).sum());
    }

    @Test
    void aSpliteratorIsOrderedAndItsLengthUnknown() {
        Spliterator<Integer> all = numbers(1).spliterator();

        assertTrue(all.hasCharacteristics(Spliterator.ORDERED));
        assertFalse(all.hasCharacteristics(Spliterator.SIZED));
        assertEquals(Long.MAX_VALUE, all.estimateSize());
    }

    @Test
    void aSpliteratorEndsWithItsGenerator() {
        Spliterator<Integer> all = numbers(1).spliterator();

        assertTrue(all.tryAdvance(log::add));
        assertFalse(all.tryAdvance(log::add));
        assertEquals(List.of(1), log);
    }

    @Test
    void closingTheStreamClosesTheGenerator() {
        Generator<Integer, Void> g = Generator.of(y -> {
            try {
                y.yield(1);
            } finally {
                log.add("closed");
            }
        });

        try (var stream = g.stream()) {
            assertEquals(1, stream.findFirst().orElseThrow());
        }

        assertEquals(List.of("closed"), log);
    }
}
