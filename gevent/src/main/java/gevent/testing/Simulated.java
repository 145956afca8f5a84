package gevent.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test method of JUnit Jupiter in {@link Simulation}s, one seed after another, until one fails. Then the message
 * has the seed and the trace, and {@code -Dgevent.seed=…} runs only that seed.
 *
 * <pre>{@code
 * @Simulated(seeds = 1000)
 * void noUpdateIsLost() {
 *     joinall(spawn(account::deposit), spawn(account::deposit));
 *     assertEquals(2, account.balance());
 * }
 * }</pre>
 *
 * <p>All seeds share one test instance, and {@code BeforeEach} methods run once, before the seeds and outside of a
 * simulation. Create mutable state inside the test method.
 */
@Test
@ExtendWith(SimulatedExtension.class)
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@SuppressWarnings("exports")     // users of this have JUnit
public @interface Simulated {
    /** Number of seeds, from 1. */
    int seeds() default 100;

    /** Whether greenlets, such as servers, may be left when the method returns; otherwise they fail the test. */
    boolean mayLeaveGreenlets() default true;
}
