package gevent.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/**
 * Makes an object by the name of its class, for a package that needs a class of a package above it and must not import
 * it.
 */
public final class ByName {
    private ByName() {
    }

    /**
     * Makes an object of a class of this module.
     *
     * @param type the type of the object
     * @param name of the class, which has a constructor without parameters
     * @throws RuntimeException what the constructor throws; {@link Error}s, too
     */
    public static <T> T make(Class<T> type, String name) {
        try {
            Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance());
        } catch (InvocationTargetException e) {
            switch (e.getTargetException()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                default -> throw new IllegalStateException(name, e.getCause());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " is missing: is the jar of gevent complete?", e);
        }
    }
}
