package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How a generator ends, and what it may not do while it runs or once it has ended. */
class GeneratorEndTest {
    private final List<Object> log = new ArrayList<>();

    private static <Y> List<Y> rest(Generator<Y, ?> generator) {
        List<Y> all = new ArrayList<>();
        for (Y element : generator) {
            all.add(element);
        }
        return all;
    }

    @Test
    void returnedIsNullUntilTheBodyHasReturned() {
        Generator<Integer, Void> g = Generator.of(y -> {
            y.yield(1);
            return "value";
        });

        g.next();
        assertNull(g.returned());
        assertFalse(g.hasNext());
        assertEquals("value", g.returned());
    }

    @Test
    void whatTheBodyThrowsLeavesNextAndEndsIt() {
        IllegalStateException thrown = new IllegalStateException();
        Generator<Integer, Void> g = Generator.of(y -> {
            y.yield(1);
            throw thrown;
        });

        g.next();

        assertSame(thrown, assertThrows(IllegalStateException.class, g::next));
        assertThrows(NoSuchElementException.class, g::next);
        assertFalse(g.hasNext());
        assertNull(g.returned());
    }

    @Test
    void whatTheBodyThrowsLeavesHasNext() {
        Generator<Integer, Void> g = Generator.of(y -> {
            throw new ArithmeticException();
        });

        assertThrows(ArithmeticException.class, g::hasNext);
        assertFalse(g.hasNext());
    }

    @Test
    void aCheckedExceptionComesOutAsItIs() {
        Generator<Integer, Void> g = Generator.of(y -> {
            throw new IOException("of the body");
        });

        assertEquals("of the body", assertThrows(IOException.class, g::next).getMessage());
    }

    @Test
    void anErrorComesOutAsItIs() {
        Generator<Integer, Void> g = Generator.of(y -> {
            throw new StackOverflowError();
        });

        assertThrows(StackOverflowError.class, g::next);
    }

    /** PEP 479. */
    @Test
    void aNoSuchElementExceptionOfTheBodyIsNotTakenForTheEnd() {
        Generator<Integer, Void> g = Generator.of(y -> {
            y.yield(List.<Integer>of().getFirst());
        });

        GreenletError error = assertThrows(GreenletError.class, g::next);

        assertEquals("generator raised NoSuchElementException", error.getMessage());
        assertEquals(NoSuchElementException.class, error.getCause().getClass());
        assertThrows(NoSuchElementException.class, g::next);
    }

    @Test
    void theStackTraceOfAnExceptionBeginsInTheBody() {
        Generator<Integer, Void> g = Generator.of(y -> fail());

        RuntimeException thrown = assertThrows(RuntimeException.class, g::next);

        assertEquals("fail", thrown.getStackTrace()[0].getMethodName());
    }

    private static void fail() {
        throw new RuntimeException();
    }

    @Test
    void aBodyMayNotUseItsOwnGenerator() {
        List<Generator<Integer, Integer>> own = new ArrayList<>();
        own.add(Generator.of(y -> {
            List<Supplier<Object>> uses = List.of(own.getFirst()::next, own.getFirst()::hasNext,
                    () -> own.getFirst().send(1), () -> own.getFirst().throwIn(new ArithmeticException()),
                    () -> {
                        own.getFirst().close();
                        return null;
                    });
            for (Supplier<Object> use : uses) {
                log.add(assertThrows(GreenletError.class, use::get).getMessage());
            }
            y.yield(1);
        }));

        assertEquals(List.of(1), rest(own.getFirst()));
        assertEquals(List.of("generator already executing", "generator already executing",
                "generator already executing", "generator already executing", "generator already executing"), log);
    }

    @Test
    void aBodyMayNotYieldOnceItHasEnded() {
        List<Generator.Yielder<Integer, Void>> leaked = new ArrayList<>();
        Generator<Integer, Void> g = Generator.of(y -> {
            leaked.add(y);
        });
        rest(g);

        assertThrows(GreenletError.class, () -> leaked.getFirst().yield(1));
    }

    @Test
    void theConsumerMayNotYieldInPlaceOfTheBody() {
        List<Generator.Yielder<Integer, Void>> leaked = new ArrayList<>();
        Generator<Integer, Void> g = Generator.of(y -> {
            leaked.add(y);
            y.yield(1);
            y.yield(2);
        });
        g.next();

        assertThrows(GreenletError.class, () -> leaked.getFirst().yield(7));
        assertThrows(GreenletError.class, () -> leaked.getFirst().yieldFrom(List.of(7)));
        assertThrows(GreenletError.class,
                () -> leaked.getFirst().yieldFrom(Generator.<Integer, Void>of(own -> own.yield(7))));
        assertEquals(2, g.next());
    }

    @Test
    void theBodyOfAnotherGeneratorMayNotYieldInItsPlace() {
        Generator<Integer, Void> outer = Generator.of(y -> {
            Generator<Integer, Void> inner = Generator.of(own -> {
                y.yield(1);
            });
            log.add(assertThrows(GreenletError.class, inner::next).getMessage());
            y.yield(2);
        });

        assertEquals(List.of(2), rest(outer));
        assertEquals(List.of("yield outside of the body of its generator"), log);
    }

    @Test
    void itTellsItsState() {
        List<Generator<Integer, Void>> own = new ArrayList<>();
        own.add(Generator.of(y -> {
            log.add(own.getFirst().toString().replaceFirst(".* ", ""));
            y.yield(1);
        }));
        Generator<Integer, Void> g = own.getFirst();

        assertTrue(g.toString().startsWith("<greenlet.Generator object at 0x"), g.toString());
        assertTrue(g.toString().endsWith(" created>"), g.toString());
        g.next();
        assertTrue(g.toString().endsWith(" suspended>"), g.toString());
        rest(g);
        assertTrue(g.toString().endsWith(" closed>"), g.toString());
        assertEquals(List.of("running>"), log);
    }
}
