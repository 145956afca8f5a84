package gevent;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A body without arguments or result; it may throw anything. */
@FunctionalInterface
public interface Action {
    /** Runs the body. */
    void run() throws Exception;

    /** Returns this body as a {@link Callable} whose result is null. */
    default Callable<@Nullable Void> asCallable() {
        return () -> {
            run();
            return null;
        };
    }
}
