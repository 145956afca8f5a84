package gevent.internal.jdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whether a virtual thread is being joined. From JDK 27 on, its joiners wait in {@code Object.wait} for the thread
 * itself, and the carrier notifies them when the thread has ended. A hub's thread must not: a greenlet may hold the
 * monitor.
 *
 * <p>Private to {@code java.lang}: {@code VirtualThread.notifyAllAfterTerminate}.
 */
public final class Joiners {
    private static final @Nullable VarHandle FLAG = find();     // null if this JDK has none

    private Joiners() {
    }

    private static @Nullable VarHandle find() {
        try {
            Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
            return MethodHandles.privateLookupIn(virtualThread, MethodHandles.lookup())
                    .findVarHandle(virtualThread, "notifyAllAfterTerminate", boolean.class);
        } catch (ReflectiveOperationException | RuntimeException none) {
            return null;
        }
    }

    /** Whether the carrier would notify joiners of {@code virtual} at its end; from now on the caller has to do so. */
    public static boolean take(Thread virtual) {
        return FLAG != null && (boolean) FLAG.getAndSet(virtual, false);
    }
}
