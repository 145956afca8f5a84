package gevent.monkey.agent;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Remembers which thread made the JVM's first socket, if that was before sockets were patched. Any thread. */
final class EarlySockets implements BiFunction<Integer, Object[], Object> {
    private static final int FRAMES = 20;

    private final AtomicReference<String> first = new AtomicReference<>();      // null if there was none
    private final Object pass = JdkBridge.install(this);

    /** Answers the gate until {@link Interceptor} takes over. */
    @Override
    public Object apply(Integer point, Object[] arguments) {
        if (point == JdkMethod.EARLY_SOCKET.ordinal()) {
            made();
        }
        return pass;
    }

    /** Called when the current thread makes a socket. */
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

    /** Which thread made the first socket, and where; null if none did. */
    String first() {
        return first.get();
    }
}
