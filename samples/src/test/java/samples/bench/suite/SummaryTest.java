package samples.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The middle and the ends of several measurements, and ratios round by round. */
class SummaryTest {
    @Test
    void theMedianOfAnOddCountIsTheMiddleOne() {
        assertEquals(new Summary(2, 1, 9), Summary.of(List.of(9.0, 1.0, 2.0)));
    }

    @Test
    void theMedianOfAnEvenCountIsBetweenTheTwoInTheMiddle() {
        assertEquals(new Summary(2.5, 1, 9), Summary.of(List.of(9.0, 1.0, 2.0, 3.0)));
    }

    @Test
    void aMachineThatIsSlowForARoundDoesNotChangeTheRatio() {
        assertEquals(new Summary(0.5, 0.5, 0.5), Summary.ofRatios(List.of(1.0, 10.0), List.of(2.0, 20.0)));
    }

    @Test
    void roundsThatOnlyOneOfThemHasDoNotCount() {
        assertEquals(new Summary(2, 2, 2), Summary.ofRatios(List.of(4.0, 100.0), List.of(2.0)));
    }
}
