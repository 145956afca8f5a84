package gevent.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test method of JUnit Jupiter that runs in {@link Simulation}s, one seed after the other, until one fails; then the
 * message has the seed and the trace, and {@code -Dgevent.seed=…} runs just that.
 *
 * <pre>{@code
 * @Simulated(seeds = 1000)
 * void noUpdateIsLost() {
 *     joinall(spawn(account::deposit), spawn(account::deposit));
 *     assertEquals(2, account.balance());
 * }
 * }</pre>
 *
 * <p>The object of the test is one for all seeds, and what is annotated with {@code BeforeEach} runs once, before them
 * and in no simulation: what a test changes it makes itself.
 */
@Test
@ExtendWith(SimulatedExtension.class)
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@SuppressWarnings("exports")     // who uses it has JUnit
public @interface Simulated {
    /** How many seeds, from 1. */
    int seeds() default 100;

    /** Whether greenlets may be left when the method returns, servers say; otherwise they are a failure. */
    boolean mayLeaveGreenlets() default true;
}
