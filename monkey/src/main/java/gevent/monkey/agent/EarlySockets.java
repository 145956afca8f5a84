package gevent.monkey.agent;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Remembers who made the first socket of this JVM, which was before sockets were patched. Any thread. */
final class EarlySockets implements BiFunction<Integer, Object[], Object> {
    private static final int FRAMES = 20;

    private final AtomicReference<String> first = new AtomicReference<>();      // null if there was none
    private final Object pass = JdkBridge.install(this);

    /** In place of whoever takes over later. */
    @Override
    public Object apply(Integer point, Object[] arguments) {
        if (point == JdkMethod.EARLY_SOCKET.ordinal()) {
            made();
        }
        return pass;
    }

    /** The current thread makes a socket. */
    void made() {
        if (first.get() == null) {
            first.compareAndSet(null, describe(Thread.currentThread(), new Throwable().getStackTrace()));
        }
    }

    private static String describe(Thread thread, StackTraceElement[] stack) {
        return "by thread \"" + thread.getName() + "\"" + Arrays.stream(stack)
                .dropWhile(frame -> !frame.getClassName().equals(JdkBridge.CLASS.packageName() + ".GeventGate")).skip(1)
                .limit(FRAMES).map(frame -> "\n        at " + frame).collect(Collectors.joining());
    }

    /** Who made the first; null if nobody did. */
    String first() {
        return first.get();
    }
}
