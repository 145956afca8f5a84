package gevent;

import java.util.concurrent.Callable;

/** A body without arguments or result; it may throw anything. */
@FunctionalInterface
public interface Action {
    /** Does it. */
    void run() throws Exception;

    /** The same as a body whose result is null. */
    default Callable<Void> asCallable() {
        return () -> {
            run();
            return null;
        };
    }
}
