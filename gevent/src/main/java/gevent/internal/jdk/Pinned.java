package gevent.internal.jdk;

import java.lang.StackWalker.StackFrame;

/**
 * Checks whether the current greenlet must not wait at this point. Below a native frame or a class initializer it could
 * not leave its carrier. While it loads a class, it holds locks that the loop itself may need.
 *
 * <p>The JVM knows about the frames, but its {@code Continuation.isPinned} returns true for every caller (JDK 25).
 * Walking the stack takes a few microseconds, which is little compared with the calls that depend on the result.
 */
public final class Pinned {
    private static final StackWalker STACK = StackWalker.getInstance();

    private Pinned() {
    }

    /** Whether the current greenlet cannot leave its carrier, or must not, because it loads a class. */
    public static boolean here() {
        return STACK.walk(frames -> frames.anyMatch(Pinned::pins));
    }

    /** Whether the current greenlet cannot leave its carrier. */
    public static boolean cannotLeave() {
        return STACK.walk(frames -> frames.anyMatch(Pinned::cannotLeave));
    }

    private static boolean cannotLeave(StackFrame frame) {
        return frame.isNativeMethod() || frame.getMethodName().equals("<clinit>");
    }

    private static boolean pins(StackFrame frame) {
        String name = frame.getClassName();
        String method = frame.getMethodName();
        // The JVM itself calls loadClass of any class loader, and MethodHandleNatives to link a call on first use.
        return cannotLeave(frame) || method.equals("loadClass")
                || name.equals("java.lang.ClassLoader") || name.equals("java.lang.invoke.MethodHandleNatives")
                || name.startsWith("sun.instrument.") || name.startsWith("jdk.internal.loader.")
                || name.startsWith("java.util.zip.") || name.startsWith("java.util.jar.");
    }
}
