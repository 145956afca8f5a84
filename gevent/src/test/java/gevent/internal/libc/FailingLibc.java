package gevent.internal.libc;

import com.kenai.jffi.LastError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import jnr.constants.platform.Errno;

/** The C library of these tests: some of the next calls of a function fail, if a test says so. Any thread. */
public final class FailingLibc extends LibcFunctions {
    private record Failure(int errno, AtomicInteger left, boolean late) {
    }

    private static final Map<String, Failure> FAILURES = new ConcurrentHashMap<>();     // by function
    private static final Map<String, Runnable> BEFORE = new ConcurrentHashMap<>();      // by function
    private static final Map<String, Runnable> AFTER = new ConcurrentHashMap<>();       // by function

    /** Until it is closed, calls of a function may fail. */
    public record Failing(String function) implements AutoCloseable {
        /** Whether all those calls have failed. */
        public boolean isOver() {
            return FAILURES.get(function).left.get() <= 0;
        }

        @Override
        public void close() {
            FAILURES.remove(function);
        }
    }

    /** The next {@code times} calls of {@code function} fail and have no effect. */
    public static Failing next(int times, String function, Errno errno) {
        return next(times, function, errno, false);
    }

    /** The next call of {@code function} has its effect, but returns an error. */
    public static Failing late(String function, Errno errno) {
        return next(1, function, errno, true);
    }

    private static Failing next(int times, String function, Errno errno, boolean late) {
        FAILURES.put(function, new Failure(errno.intValue(), new AtomicInteger(times), late));
        return new Failing(function);
    }

    /** Runs {@code code} before each call of {@code function}, on its thread, until this is closed. */
    public static AutoCloseable before(String function, Runnable code) {
        BEFORE.put(function, code);
        return () -> BEFORE.remove(function);
    }

    /** Runs {@code code} after each call of {@code function}, on its thread, until this is closed. */
    public static AutoCloseable after(String function, Runnable code) {
        AFTER.put(function, code);
        return () -> AFTER.remove(function);
    }

    /** Whether all calls succeed; they then allocate nothing. */
    private static boolean isOff() {
        return FAILURES.isEmpty() && BEFORE.isEmpty() && AFTER.isEmpty();
    }

    private static long call(Entry to, LongSupplier real) {
        BEFORE.getOrDefault(to.name(), () -> { }).run();
        long result = failOrCall(to, real);
        Runnable after = AFTER.get(to.name());
        if (after != null) {
            int errno = LastError.getInstance().get();
            after.run();
            LastError.getInstance().set(errno);
        }
        return result;
    }

    private static long failOrCall(Entry to, LongSupplier real) {
        Failure failure = FAILURES.get(to.name());
        if (failure == null || failure.left.getAndDecrement() <= 0) {
            return real.getAsLong();
        }
        if (failure.late) {
            real.getAsLong();
        }
        if (to.name().startsWith("posix_spawn")) {
            return failure.errno;
        }
        LastError.getInstance().set(failure.errno);
        return -1;
    }

    @Override
    protected long call(Entry to, long a) {
        return isOff() ? super.call(to, a) : call(to, () -> super.call(to, a));
    }

    @Override
    protected long call(Entry to, long a, long b) {
        return isOff() ? super.call(to, a, b) : call(to, () -> super.call(to, a, b));
    }

    @Override
    protected long call(Entry to, long a, long b, long c) {
        return isOff() ? super.call(to, a, b, c) : call(to, () -> super.call(to, a, b, c));
    }

    @Override
    protected long call(Entry to, long a, long b, long c, long d) {
        return isOff() ? super.call(to, a, b, c, d) : call(to, () -> super.call(to, a, b, c, d));
    }

    @Override
    protected long call(Entry to, long a, long b, long c, long d, long e) {
        return isOff() ? super.call(to, a, b, c, d, e) : call(to, () -> super.call(to, a, b, c, d, e));
    }

    @Override
    protected long call(Entry to, long a, long b, long c, long d, long e, long f) {
        return isOff() ? super.call(to, a, b, c, d, e, f) : call(to, () -> super.call(to, a, b, c, d, e, f));
    }
}
