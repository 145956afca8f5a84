package gevent.testing;

import gevent.Action;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Implements {@link Simulated}; made by JUnit. */
@SuppressWarnings("exports")     // users of this have JUnit
public final class SimulatedExtension implements InvocationInterceptor {
    /** For JUnit. */
    public SimulatedExtension() {
    }

    /** For parameterized and repeated tests. */
    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> once, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        interceptTestMethod(once, method, context);
    }

    @Override
    public void interceptTestMethod(Invocation<@Nullable Void> once, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) {
        Simulated how = AnnotationSupport.findAnnotation(method.getExecutable(), Simulated.class).orElseThrow();
        Action body = () -> ReflectionSupport.invokeMethod(method.getExecutable(), method.getTarget().orElse(null),
                method.getArguments().toArray());
        once.skip();
        Simulation.explore(how.seeds(), how.mayLeaveGreenlets() ? body : () -> {
            body.run();
            Leaks.check();
        });
    }
}
