package gevent.monkey;

import gevent.monkey.launch.Launcher;

/**
 * Runs an unchanged program with everything patched and its {@code main} as a greenlet. It runs whatever {@code java}
 * runs, and corresponds to {@code python -m gevent.monkey}.
 *
 * <pre>
 * java -jar gevent-monkey.jar Download.java https://example.org/a https://example.org/b
 * java -jar gevent-monkey.jar app.jar --port 8080
 * java -jar gevent-monkey.jar -cp classes:lib/client.jar org.example.Client
 * </pre>
 *
 * <p>{@code --help} lists the options. Exit status, arguments, standard streams, signals and uncaught exceptions are
 * those of the program under {@code java}; status 1 also means that the program could not be started. Threads that
 * {@code main} starts are not daemons. When they and main have ended, the JVM ends without waiting for greenlets.
 * Ctrl-C ends the JVM at once; with {@code java -Dgevent.sigint=true -jar …} it throws a
 * {@link gevent.hub.KeyboardInterrupt} in main. Observable difference: main is a virtual thread, so
 * {@code Thread.currentThread().isVirtual()} and {@code isDaemon()} are true.
 */
public final class Main {
    private Main() {
    }

    /** Runs the program that {@code arguments} name. */
    public static void main(String[] arguments) {
        Launcher.launch(arguments);
    }
}
