package gevent.monkey.launch;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Removes the launcher's own frames from a program's stack traces. */
final class Stacks {
    private Stacks() {
    }

    /** Trims the exception, its causes and its suppressed exceptions. */
    static void trim(Throwable thrown) {
        trim(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void trim(Throwable thrown, Set<Throwable> done) {
        if (thrown == null || !done.add(thrown)) {
            return;
        }
        StackTraceElement[] stack = thrown.getStackTrace();
        int ours = 0;
        while (ours < stack.length && !stack[ours].getClassName().equals(MainMethod.class.getName())) {
            ours++;
        }
        if (ours < stack.length) {
            while (ours > 0 && isHowMainIsCalled(stack[ours - 1].getClassName())) {
                ours--;
            }
            thrown.setStackTrace(Arrays.copyOf(stack, ours));
        }
        trim(thrown.getCause(), done);
        for (Throwable suppressed : thrown.getSuppressed()) {
            trim(suppressed, done);
        }
    }

    private static boolean isHowMainIsCalled(String className) {
        return className.equals("java.lang.Class") || className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.reflect.") || className.startsWith("java.lang.invoke.")
                || className.equals("jdk.internal.misc.Unsafe");
    }
}
