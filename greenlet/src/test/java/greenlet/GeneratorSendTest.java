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
import org.junit.jupiter.api.Test;

/** What travels into a generator: values, exceptions, the exit. */
class GeneratorSendTest {
    private final List<Object> log = new ArrayList<>();

    /** Yields what it is sent, "start" first; closes upon {@code "stop"}. */
    private Generator<String, String> echo() {
        return Generator.of(y -> {
            String got = "start";
            try {
                while (!"stop".equals(got)) {
                    got = y.yield(got);
                }
                return "stopped";
            } finally {
                log.add("finally");
            }
        });
    }

    /** Yields the messages of what it is thrown, for ever. */
    private Generator<String, Void> stubborn() {
        return Generator.of(y -> {
            String message = "start";
            while (true) {
                try {
                    y.yield(message);
                    message = "nothing";
                } catch (Throwable t) {
                    message = t.getClass().getSimpleName();
                }
            }
        });
    }

    // ---- send

    @Test
    void aSentValueIsWhatYieldReturns() {
        Generator<String, String> g = echo();

        assertEquals("start", g.next());
        assertEquals("a", g.send("a"));
        assertEquals("b", g.send("b"));
    }

    @Test
    void nextSendsNull() {
        Generator<String, String> g = echo();
        g.next();

        assertNull(g.next());
        assertEquals("a", g.send("a"));
        assertNull(g.send(null));
    }

    @Test
    void aValueThatEndsTheBodyMakesSendThrow() {
        Generator<String, String> g = echo();
        g.next();

        assertThrows(NoSuchElementException.class, () -> g.send("stop"));
        assertEquals("stopped", g.returned());
        assertThrows(NoSuchElementException.class, () -> g.send("more"));
    }

    @Test
    void nothingCanBeSentBeforeTheFirstYield() {
        Generator<String, String> g = echo();

        assertEquals("Can't send a value to a just-created generator",
                assertThrows(GreenletError.class, () -> g.send("early")).getMessage());
        assertEquals("start", g.send(null));
        assertEquals("a", g.send("a"));
    }

    @Test
    void nothingCanBeSentPastAnElementThatNobodyHasTaken() {
        Generator<String, String> g = echo();
        assertTrue(g.hasNext());

        assertThrows(GreenletError.class, () -> g.send("past"));
        assertEquals("start", g.send(null));
        assertEquals("a", g.send("a"));
    }

    // ---- throwIn

    @Test
    void whatIsThrownInComesOutAgainUnlessCaught() {
        Generator<String, String> g = echo();
        IOException thrown = new IOException();
        g.next();

        assertSame(thrown, assertThrows(IOException.class, () -> g.throwIn(thrown)));
        assertEquals(List.of("finally"), log);
        assertFalse(g.hasNext());
    }

    @Test
    void whatIsThrownInCanBeCaught() {
        Generator<String, Void> g = stubborn();
        g.next();

        assertEquals("ArithmeticException", g.throwIn(new ArithmeticException()));
        assertEquals("nothing", g.next());
    }

    @Test
    void whatIsCaughtCanEndTheBody() {
        Generator<String, Void> g = Generator.of(y -> {
            try {
                y.yield("waiting");
                return "resumed";
            } catch (ArithmeticException caught) {
                return "caught";
            }
        });
        g.next();

        assertThrows(NoSuchElementException.class, () -> g.throwIn(new ArithmeticException()));
        assertEquals("caught", g.returned());
    }

    @Test
    void whatIsThrownIntoOneThatHasNotStartedEndsIt() {
        Generator<String, String> g = echo();

        assertThrows(ArithmeticException.class, () -> g.throwIn(new ArithmeticException()));
        assertEquals(List.of(), log);
        assertThrows(NoSuchElementException.class, g::next);
    }

    @Test
    void whatIsThrownIntoOneThatHasEndedComesOutAgain() {
        Generator<String, String> g = echo();
        g.close();

        assertThrows(ArithmeticException.class, () -> g.throwIn(new ArithmeticException()));
        assertThrows(NoSuchElementException.class, g::next);
    }

    @Test
    void throwInDropsAnElementThatNobodyHasTaken() {
        Generator<String, Void> g = stubborn();
        assertTrue(g.hasNext());

        assertEquals("ArithmeticException", g.throwIn(new ArithmeticException()));
        assertEquals("nothing", g.next());
    }

    @Test
    void aNoSuchElementExceptionThatIsThrownInIsNotTakenForTheEnd() {
        Generator<String, String> g = echo();
        g.next();

        assertThrows(GreenletError.class, () -> g.throwIn(new NoSuchElementException()));
        assertThrows(GreenletError.class, () -> echo().throwIn(new NoSuchElementException()));
    }

    @Test
    void nullCannotBeThrown() {
        Generator<String, String> g = echo();

        assertThrows(NullPointerException.class, () -> g.throwIn(null));
        assertEquals("start", g.next());
    }

    @Test
    void anExitThatIsThrownInByHandComesOutAgain() {
        Generator<String, String> g = echo();
        GeneratorExit exit = new GeneratorExit();
        g.next();

        assertSame(exit, assertThrows(GeneratorExit.class, () -> g.throwIn(exit)));
        assertEquals(List.of("finally"), log);
    }

    // ---- close

    @Test
    void closeRunsTheFinallyBlocks() {
        Generator<String, String> g = echo();
        g.next();

        g.close();

        assertEquals(List.of("finally"), log);
        assertThrows(NoSuchElementException.class, g::next);
        assertNull(g.returned());
    }

    @Test
    void leavingATryWithResourcesCloses() {
        try (Generator<String, String> g = echo()) {
            for (String first : g) {
                log.add(first);
                break;
            }
        }

        assertEquals(List.of("start", "finally"), log);
    }

    @Test
    void closeIsDoneOnce() {
        Generator<String, String> g = echo();
        g.next();
        g.close();

        g.close();

        assertEquals(List.of("finally"), log);
    }

    @Test
    void closeOfOneThatHasNotStartedRunsNothing() {
        Generator<String, String> g = echo();

        g.close();

        assertEquals(List.of(), log);
        assertFalse(g.hasNext());
    }

    @Test
    void closeDropsAnElementThatNobodyHasTaken() {
        Generator<String, String> g = echo();
        assertTrue(g.hasNext());

        g.close();

        assertFalse(g.hasNext());
    }

    @Test
    void theExitIsNoException() {
        Generator<String, Void> g = Generator.of(y -> {
            try {
                y.yield("a");
            } catch (Exception e) {
                log.add(e);
                y.yield("swallowed");
            }
        });
        g.next();

        g.close();

        assertEquals(List.of(), log);
    }

    @Test
    void aBodyThatYieldsOnceMoreIsNotClosed() {
        Generator<String, Void> g = stubborn();
        g.next();

        GreenletError error = assertThrows(GreenletError.class, g::close);

        assertEquals("generator ignored GeneratorExit", error.getMessage());
        assertEquals("nothing", g.next());
    }

    @Test
    void aBodyMayReturnUponTheExit() {
        Generator<String, Void> g = Generator.of(y -> {
            try {
                y.yield("a");
            } catch (GeneratorExit exit) {
                log.add("exit");
            }
            return "value";
        });
        g.next();

        g.close();

        assertEquals(List.of("exit"), log);
        assertEquals("value", g.returned());
    }

    @Test
    void whatTheBodyThrowsUponTheExitLeavesClose() {
        Generator<String, Void> g = Generator.of(y -> {
            try {
                y.yield("a");
            } finally {
                log.add("finally");
                throwArithmetic();
            }
        });
        g.next();

        assertThrows(ArithmeticException.class, g::close);
        assertFalse(g.hasNext());
    }

    private static void throwArithmetic() {
        throw new ArithmeticException();
    }

    @Test
    void theExitOfAnotherGeneratorLeavesClose() {
        GeneratorExit other = new GeneratorExit();
        Generator<String, Void> g = Generator.of(y -> {
            try {
                y.yield("a");
            } catch (GeneratorExit own) {
                throw other;
            }
        });
        g.next();

        assertSame(other, assertThrows(GeneratorExit.class, g::close));
    }
}
