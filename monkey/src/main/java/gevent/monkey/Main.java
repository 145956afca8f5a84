package gevent.monkey;

import gevent.monkey.launch.Launcher;

/**
 * Runs a program unchanged, its {@code main} a greenlet, with everything patched: what {@code java} runs, and what
 * {@code python -m gevent.monkey} is to Python.
 *
 * <pre>
 * java -jar gevent-monkey.jar Download.java https://example.org/a https://example.org/b
 * java -jar gevent-monkey.jar app.jar --port 8080
 * java -jar gevent-monkey.jar -cp classes:lib/client.jar org.example.Client
 * </pre>
 *
 * <p>{@code --help} lists the options. Exit status, arguments, standard streams, signals and uncaught exceptions are
 * those of the program under {@code java}; status 1 also means that it could not be started. What {@code main} starts
 * are no daemons, and when they and main have ended, so does the JVM, without waiting for greenlets. Ctrl-C ends it at
 * once; {@code java -Dgevent.sigint=true -jar …} makes it a {@link gevent.hub.KeyboardInterrupt} in main. That main is
 * a virtual thread can be seen: {@code Thread.currentThread().isVirtual()} and {@code isDaemon()} are true.
 */
public final class Main {
    private Main() {
    }

    /** Runs what {@code arguments} name. */
    public static void main(String[] arguments) {
        Launcher.launch(arguments);
    }
}
