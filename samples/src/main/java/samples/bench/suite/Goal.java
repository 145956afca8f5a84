package samples.bench.suite;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a row should reach.
 *
 * @param most that gevent4j's figure may be: times the peer's, or by itself if there is no peer
 * @param peer a contender's name; null for none
 */
record Goal(double most, String peer) {
    /** At most so many times the peer's. */
    static Goal within(double most, String peer) {
        return new Goal(most, peer);
    }

    /** Below the peer's. */
    static Goal ahead(String peer) {
        return new Goal(1, peer);
    }

    /** At most so much, whatever others reach. */
    static Goal atMost(double most) {
        return new Goal(most, null);
    }

    boolean isMet(double value) {
        return isAhead() ? value < most : value <= most;
    }

    private boolean isAhead() {
        return peer != null && most == 1;
    }

    @Override
    public String toString() {
        return (isAhead() ? "< " : "≤ ")
                + BigDecimal.valueOf(most).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }
}
