package gevent.hub;

import com.kenai.jffi.Function;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import gevent.internal.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Has the system refuse a system call of the current thread from now on, as a sandbox does: seccomp(2), by a filter of
 * a few instructions.
 */
public final class Seccomp {
    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int MODE_FILTER = 2;
    private static final int ERRNO = 0x0005_0000;
    private static final int ALLOW = 0x7fff_0000;
    private static final int EPERM = 1;

    // Load a word, jump if it is a number, return.
    private static final short LOAD = 0x20;
    private static final short IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    // Where a filter finds the number of the call, and its second argument.
    private static final int CALL = 0;
    private static final int SECOND = 24;

    private final ByteBuffer filter = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
    private int count;

    private Seccomp() {
    }

    /** @param skipped instructions if an {@link #IF_EQUAL} is not so */
    private Seccomp add(short code, int number, int skipped) {
        filter.putShort(code).put((byte) 0).put((byte) skipped).putInt(number);
        count++;
        return this;
    }

    /** Refuses a call. @return false if there is no seccomp here, or it is not allowed itself */
    public static boolean refuse(int call) {
        return new Seccomp().add(LOAD, CALL, 0).add(IF_EQUAL, call, 1).add(RETURN, ERRNO | EPERM, 0)
                .add(RETURN, ALLOW, 0).install();
    }

    /** The same, but only where the call's second argument is a certain one. */
    public static boolean refuse(int call, int second) {
        return new Seccomp().add(LOAD, CALL, 0).add(IF_EQUAL, call, 3).add(LOAD, SECOND, 0).add(IF_EQUAL, second, 1)
                .add(RETURN, ERRNO | EPERM, 0).add(RETURN, ALLOW, 0).install();
    }

    private boolean install() {
        Function prctl = new Function(Library.getDefault().getSymbolAddress("prctl"), Type.SINT64,
                Type.SINT64, Type.SINT64, Type.SINT64, Type.SINT64, Type.SINT64);
        ByteBuffer program = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        program.putShort(0, (short) count).putLong(8, Libc.addressOf(filter));
        Invoker invoker = Invoker.getInstance();
        return (int) invoker.invokeLLLLLrL(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
                && (int) invoker.invokeLLLLLrL(prctl, PR_SET_SECCOMP, MODE_FILTER, Libc.addressOf(program), 0, 0) == 0;
    }
}
