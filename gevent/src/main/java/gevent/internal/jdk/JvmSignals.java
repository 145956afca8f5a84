package gevent.internal.jdk;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The JVM's handlers of operating system signals, one for each. This class uses reflection, because the compiler's
 * warning about {@code sun.misc.Signal} cannot be silenced, although the module jdk.unsupported exports and supports
 * that class.
 */
public final class JvmSignals {
    private static final String ABSENT = "This JVM has no module jdk.unsupported, which handles signals";

    private JvmSignals() {
    }

    /**
     * Runs {@code handler} at each signal, on a JVM thread.
     *
     * @return what to pass to {@link #restore}
     * @throws IllegalArgumentException if there is no such signal, or the JVM reserves it
     * @throws IllegalStateException if this JVM handles no signals
     */
    public static Object handle(String name, Runnable handler) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            return set(name, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            handler.run();
                            yield null;
                        }
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "<handler of SIG" + name + ">";
                    }));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(ABSENT, e);
        }
    }

    /**
     * Restores what a signal did before.
     *
     * @param before from {@link #handle}
     */
    public static void restore(String name, Object before) {
        set(name, before);
    }

    private static Object set(String name, Object handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        } catch (InvocationTargetException e) {
            Throwable refused = e.getTargetException();
            throw new IllegalArgumentException("SIG" + name + " cannot be handled: " + refused.getMessage(), refused);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(ABSENT, e);
        }
    }
}
