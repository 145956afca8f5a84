package gevent.hub;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** What the random numbers of stress tests begin with: {@code -Dgevent.seed=…}, and told when a test fails. */
public final class Seed implements TestWatcher {
    /** Of this run. */
    public static final long VALUE = Long.getLong("gevent.seed", 20260101);

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        System.err.println(context.getDisplayName() + " failed with -Dgevent.seed=" + VALUE);
    }
}
