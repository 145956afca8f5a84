package gevent.testing;

import gevent.Gevent;
import gevent.internal.KernelAccess;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Implements {@link OnHub}; made by JUnit. */
@SuppressWarnings("exports")     // users of this have JUnit
public final class OnHubExtension implements InvocationInterceptor {
    /** For JUnit. */
    public OnHubExtension() {
    }

    /** For parameterized and repeated tests. */
    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        interceptTestMethod(invocation, method, context);
    }

    @Override
    public void interceptTestMethod(Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        OnHub how = AnnotationSupport.findAnnotation(method.getExecutable(), OnHub.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), OnHub.class)).orElseThrow();
        Throwable failure = Gevent.run(() -> {
            KernelAccess.get().setStrict(Gevent.getHub(), true);
            try {
                invocation.proceed();
                if (!how.mayLeaveGreenlets()) {
                    Leaks.check();
                }
                return null;
            } catch (Throwable t) {
                // Returned to be thrown as it is, even if checked.
                return t;
            }
        });
        if (failure != null) {
            throw failure;
        }
    }
}
