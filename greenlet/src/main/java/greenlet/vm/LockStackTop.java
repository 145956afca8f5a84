package greenlet.vm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the JVM's memory whether its list of the monitors that a thread has entered is empty. That needs
 * {@code java.base/java.lang} opened to this module, and native access; without them this class does not initialize.
 */
final class LockStackTop {
    private static final MethodHandle CARRIER;      // the current thread's carrier; a platform thread carries itself
    private static final VarHandle JAVA_THREAD;     // the address of the JVM's structure for a platform thread
    private static final int TOP;                   // offset in that structure of the field with the offset of the end
    private static final int EMPTY;                 // the value of that field while the list is empty

    private static final int ENTRY = Long.BYTES;    // size of a list entry

    static {
        Module us = LockStackTop.class.getModule();
        if (!us.isNativeAccessEnabled()) {
            throw new IllegalStateException("No native access for " + us);     // the JVM would warn
        }
        try {
            MethodHandles.Lookup thread = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            CARRIER = thread.findStatic(Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
            JAVA_THREAD = thread.findVarHandle(Thread.class, "eetop", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        VmStructs structs = new VmStructs();
        int list = structs.offset("JavaThread", "_lock_stack");
        TOP = list + structs.offset("LockStack", "_top");
        EMPTY = list + structs.offset("LockStack", "_base[0]");
    }

    private final int offset;               // TOP, or where a test looks instead
    private final int empty;
    private @Nullable Thread carrier;       // carrier of the last caller
    @SuppressWarnings("NullAway.Init")      // set together with the carrier
    private ByteBuffer top;                 // the memory of that carrier's field
    private final Object[] locks = new Object[LockStack.CAPACITY];      // here the compiler cannot elide them

    LockStackTop() {
        this(TOP, EMPTY);
    }

    /** Reads the field at {@code offset}, which is {@code empty} while the list is. */
    LockStackTop(int offset, int empty) {
        this.offset = offset;
        this.empty = empty;
    }

    /** Whether the list of the current thread, or of its carrier if it is virtual, is empty. */
    boolean isEmpty() {
        return top() == empty;
    }

    int top() {
        Thread current = currentCarrier();
        if (current != carrier) {
            top = VmStructs.memory((long) JAVA_THREAD.get(current) + offset, Integer.BYTES);
            carrier = current;
        }
        return top.getInt(0);
    }

    private static Thread currentCarrier() {
        try {
            return (Thread) CARRIER.invokeExact();
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Whether the list that is read matches the monitors that the current thread enters. */
    boolean isRight() {
        new LockStack().spillAll();
        return counts(0) && isEmpty();
    }

    /** Whether the list has {@code entered} monitors now, and one more for each entered monitor, up to its capacity. */
    private boolean counts(int entered) {
        if (top() != empty + entered * ENTRY) {
            return false;
        }
        if (entered == LockStack.CAPACITY) {
            return true;
        }
        Object one = new Object();
        locks[entered] = one;
        synchronized (one) {
            return counts(entered + 1);
        }
    }
}
