package samples.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How numbers are written. */
class NumbersTest {
    @Test
    void threeDigitsCount() {
        assertEquals("0.012", Numbers.format(0.0123));
        assertEquals("0.12", Numbers.format(0.123));
        assertEquals("1.23", Numbers.format(1.234));
        assertEquals("12.3", Numbers.format(12.34));
        assertEquals("123", Numbers.format(123.4));
    }

    @Test
    void thousandsAreGrouped() {
        assertEquals("1,234,568", Numbers.format(1_234_567.8));
    }

    @Test
    void roundingUpGivesNoDigitTooMany() {
        assertEquals("10.0", Numbers.format(9.999));
        assertEquals("100", Numbers.format(99.99));
    }
}
