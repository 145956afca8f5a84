package gevent.subprocess;

import gevent.os.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A child that was started in one of two ways. Any thread. */
sealed interface Running permits NativeRunning, JdkRunning {
    /** The child's process ID. */
    int pid();

    /** The child's standard input; null if it is not a pipe. */
    @Nullable OutputStream stdin();

    /** The child's standard output; null if it is not a pipe. */
    @Nullable InputStream stdout();

    /** The descriptor of the child's standard output; null if it is not a pipe, or has none. */
    default @Nullable Descriptor output() {
        return null;
    }

    /** The child's standard error; null if it is not a pipe. */
    @Nullable InputStream stderr();

    /** Looks up the child's return code; null while it runs. */
    @Nullable Integer poll();

    /** Sends the child a signal; does nothing if it has ended. */
    void signal(int number) throws IOException;

    /** Calls {@code callback} once with the child's return code, on any thread. */
    void whenEnded(IntConsumer callback);
}
