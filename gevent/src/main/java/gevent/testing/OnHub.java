package gevent.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has the test methods of JUnit Jupiter, or one of them, run in a greenlet on a new hub, as {@code Gevent.run} has a
 * main; what runs before and after each is outside.
 *
 * <pre>{@code
 * @Test
 * @OnHub
 * void theServerAnswers() {
 *     try (Socket socket = new Socket("localhost", port)) { … }
 * }
 * }</pre>
 */
@ExtendWith(OnHubExtension.class)
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@SuppressWarnings("exports")     // who uses it has JUnit
public @interface OnHub {
    /** Whether greenlets may be left when a method returns; otherwise they are a failure. */
    boolean mayLeaveGreenlets() default false;
}
