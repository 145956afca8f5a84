package gevent.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the test methods of JUnit Jupiter, or one of them, in a greenlet on a new hub, as {@code Gevent.run} runs a
 * main. Code that runs before and after each test method is outside. On a method, this annotation is {@link Test}, too;
 * annotate the class if its methods are tests of another kind, such as parameterized or repeated ones.
 *
 * <pre>{@code
 * @OnHub
 * void theServerAnswers() {
 *     try (Socket socket = new Socket("localhost", port)) { … }
 * }
 * }</pre>
 */
@Test
@ExtendWith(OnHubExtension.class)
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@SuppressWarnings("exports")     // users of this have JUnit
public @interface OnHub {
    /** Whether greenlets may be left when a method returns; otherwise they fail the test. */
    boolean mayLeaveGreenlets() default false;
}
