package gevent.internal.jdk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractQueuedSynchronizer.ConditionObject;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells a thread that waits for a {@link java.util.concurrent.locks.Condition}, as idle threads of a pool do, from one
 * that was signalled, but has not run since: to the JVM, both are parked.
 *
 * <p>Private to {@code java.util.concurrent.locks}: {@code AbstractQueuedSynchronizer.ConditionNode}.
 */
public final class ConditionWaiters {
    private static final VarHandle FIRST;
    private static final VarHandle NEXT;
    private static final VarHandle WAITER;

    static {
        try {
            Opening.open("java.util.concurrent.locks");
            String name = "java.util.concurrent.locks.AbstractQueuedSynchronizer$";
            Class<?> node = Class.forName(name + "ConditionNode");
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(node, MethodHandles.lookup());
            FIRST = MethodHandles.privateLookupIn(ConditionObject.class, MethodHandles.lookup())
                    .findVarHandle(ConditionObject.class, "firstWaiter", node);
            NEXT = lookup.findVarHandle(node, "nextWaiter", node);
            WAITER = lookup.findVarHandle(Class.forName(name + "Node"), "waiter", Thread.class);
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(VirtualThreads.unknownJdk(changed), changed);
        }
    }

    private ConditionWaiters() {
    }

    /** Whether {@code parked} waits for a condition that was signalled for it. Any thread. */
    public static boolean isSignalled(Thread parked) {
        if (!(LockSupport.getBlocker(parked) instanceof ConditionObject condition)) {
            return false;
        }
        Object node = FIRST.getVolatile(condition);
        while (node != null && WAITER.getVolatile(node) != parked) {
            node = NEXT.getVolatile(node);
        }
        return node == null;
    }
}
