package gevent.monkey.agent;

import java.lang.StackWalker.StackFrame;

/**
 * Checks whether the current greenlet must not wait at this point. Below a native frame or a class initializer it could
 * not leave its carrier. While it loads a class, it holds locks that the loop itself may need.
 *
 * <p>The JVM knows about the frames, but its {@code Continuation.isPinned} returns true for every caller (JDK 25).
 * Walking the stack takes a few microseconds, which is little compared with the calls that depend on the result.
 */
final class Pinned {
    private static final StackWalker STACK = StackWalker.getInstance();

    private Pinned() {
    }

    static boolean here() {
        return STACK.walk(frames -> frames.anyMatch(Pinned::pins));
    }

    private static boolean pins(StackFrame frame) {
        String name = frame.getClassName();
        String method = frame.getMethodName();
        // The JVM itself calls loadClass of any class loader, and MethodHandleNatives to link a call on first use.
        return frame.isNativeMethod() || method.equals("<clinit>") || method.equals("loadClass")
                || name.equals("java.lang.ClassLoader") || name.equals("java.lang.invoke.MethodHandleNatives")
                || name.startsWith("sun.instrument.") || name.startsWith("jdk.internal.loader.")
                || name.startsWith("java.util.zip.") || name.startsWith("java.util.jar.");
    }
}
