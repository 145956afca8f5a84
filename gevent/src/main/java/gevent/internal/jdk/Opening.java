package gevent.internal.jdk;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Opens further packages of the JDK to gevent4j, through {@code java.lang}, which is open to it:
 * {@code Module.implAddOpens}.
 */
final class Opening {
    private Opening() {
    }

    /**
     * Opens a package of {@code java.base}.
     *
     * @throws ReflectiveOperationException if this JDK has no way to do so
     * @throws InaccessibleObjectException if {@code java.lang} is closed to gevent4j
     */
    static void open(String name) throws ReflectiveOperationException {
        try {
            Method open = Module.class.getDeclaredMethod("implAddOpens", String.class, Module.class);
            open.setAccessible(true);
            open.invoke(Object.class.getModule(), name, Opening.class.getModule());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("java.base does not open " + name, e.getCause());
        }
    }
}
