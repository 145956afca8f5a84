package gevent.internal.jdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a hub's main from using the path of a greenlet. The JDK keeps, for each carrier, memory with the last used path
 * and the owner of that path, so that a platform thread that uses the same path again does not have to copy it. From
 * JDK 27 on, a virtual thread writes its own path there without a change of the owner, because no JDK carrier uses
 * paths itself. A hub's main does: without this class it could open or delete the file that one of its greenlets used
 * last.
 *
 * <p>Private to {@code sun.nio.fs}: {@code NativeBuffers.threadLocal}, {@code NativeBuffer.owner}.
 */
public final class PathBuffers {
    private static final @Nullable ThreadLocal<?> BUFFERS;      // null if this JDK does not need it, as is OWNER
    private static final @Nullable VarHandle OWNER;

    static {
        ThreadLocal<?> buffers = null;
        VarHandle owner = null;
        try {
            Class<?> buffer = Class.forName("sun.nio.fs.NativeBuffer");
            if (has(buffer, "ownerTid")) {
                Opening.open("sun.nio.fs");
                owner = MethodHandles.privateLookupIn(buffer, MethodHandles.lookup())
                        .findVarHandle(buffer, "owner", Object.class);
                Field field = Class.forName("sun.nio.fs.NativeBuffers").getDeclaredField("threadLocal");
                field.setAccessible(true);
                buffers = (ThreadLocal<?>) field.get(null);
            }
        } catch (ReflectiveOperationException | RuntimeException changed) {
            buffers = null;
        }
        BUFFERS = buffers;
        OWNER = owner;
    }

    private PathBuffers() {
    }

    private static boolean has(Class<?> type, String field) {
        try {
            return type.getDeclaredField(field) != null;
        } catch (NoSuchFieldException e) {
            return false;
        }
    }

    /** Makes the current platform thread, which is about to carry virtual threads, copy its paths anew. */
    public static void disown() {
        if (BUFFERS == null || OWNER == null || !(BUFFERS.get() instanceof Object[] buffers)) {
            return;
        }
        for (Object buffer : buffers) {
            if (buffer != null) {
                OWNER.set(buffer, null);
            }
        }
    }
}
