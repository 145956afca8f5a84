package gevent.monkey.agent;

import java.lang.StackWalker.StackFrame;

/**
 * Tells whether the current greenlet must not wait where it is. Below a native frame or a class initializer it could not
 * leave its carrier; while it loads a class, it holds locks that the loop itself may need.
 *
 * <p>The JVM knows the first, but its {@code Continuation.isPinned} says so of every caller (JDK 25). A look at the stack
 * takes a few microseconds, which is little beside what is decided here.
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
        // The JVM itself calls loadClass of any class loader, and what links a call that is made for the first time.
        return frame.isNativeMethod() || method.equals("<clinit>") || method.equals("loadClass")
                || name.equals("java.lang.ClassLoader") || name.equals("java.lang.invoke.MethodHandleNatives")
                || name.startsWith("sun.instrument.") || name.startsWith("jdk.internal.loader.")
                || name.startsWith("java.util.zip.") || name.startsWith("java.util.jar.");
    }
}
