package samples.bench.suite;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The goal of a row.
 *
 * @param most the maximum of gevent4j's figure as a multiple of the peer's; absolute if there is no peer
 * @param peer a contender's name; null for none
 */
record Goal(double most, String peer) {
    /** At most {@code most} times the peer's figure. */
    static Goal within(double most, String peer) {
        return new Goal(most, peer);
    }

    /** Below the peer's figure. */
    static Goal ahead(String peer) {
        return new Goal(1, peer);
    }

    /** At most {@code most}, whatever the peers reach. */
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
