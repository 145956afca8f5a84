package samples.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What children print. */
class FigureTest {
    @Test
    void aLineIsANameAValueAndAUnit() {
        assertEquals(Optional.of(new Figure("depth-5", 112.5, "ns")), Figure.parse("depth-5 112.5 ns"));
    }

    @Test
    void largeValuesMayHaveAnExponent() {
        assertEquals(Optional.of(new Figure("rate", 140_000, "1/s")), Figure.parse("rate 1.4e+05 1/s\r"));
    }

    @Test
    void aWarningIsNoFigure() {
        assertEquals(Optional.empty(), Figure.parse("[0.003s][warning] something is odd"));
        assertEquals(Optional.empty(), Figure.parse("rate - 1/s"));
    }
}
