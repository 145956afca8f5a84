package gevent.internal.jdk;

import java.lang.reflect.InaccessibleObjectException;
import java.util.function.Consumer;
import jdk.internal.misc.TerminatingThreadLocal;

/** A value of each platform thread that is told when the thread ends, on that thread. */
public final class ThreadEnd {
    private ThreadEnd() {
    }

    /**
     * Makes a variable.
     *
     * @param atEnd gets the value of a thread that ends; must not wait. It is never called if the JDK gives no access.
     */
    public static <T> ThreadLocal<T> local(Consumer<? super T> atEnd) {
        try {
            Opening.open("jdk.internal.misc");
            return Ending.local(atEnd);
        } catch (ReflectiveOperationException | InaccessibleObjectException | IllegalStateException | LinkageError e) {
            return new ThreadLocal<>();
        }
    }

    /** Loaded after the package is open. */
    private static final class Ending {
        static <T> ThreadLocal<T> local(Consumer<? super T> atEnd) {
            return new TerminatingThreadLocal<>() {
                @Override
                protected void threadTerminated(T value) {
                    atEnd.accept(value);
                }
            };
        }
    }
}
