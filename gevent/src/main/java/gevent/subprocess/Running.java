package gevent.subprocess;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.IntConsumer;

/** A child that was started, in one of two ways. Any thread. */
sealed interface Running permits NativeRunning, JdkRunning {
    /** Its number with the system. */
    int pid();

    /** Its standard input; null if that is no pipe. */
    OutputStream stdin();

    /** Its standard output; null if that is no pipe. */
    InputStream stdout();

    /** Its standard error; null if that is no pipe. */
    InputStream stderr();

    /** What it ended with, looked up now; null while it runs. */
    Integer poll();

    /** Sends it a signal; nothing if it has ended. */
    void signal(int number) throws IOException;

    /** Has {@code callback} told once what it ended with, on any thread. */
    void whenEnded(IntConsumer callback);
}
