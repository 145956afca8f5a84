package gevent.hub;

/**
 * Ctrl-C was pressed. This is thrown into the main of a hub at its wait, so that its {@code finally} blocks run. If
 * main catches it, the program goes on. If it leaves main, the JVM ends with exit status 130, without a stack trace.
 *
 * <pre>{@code
 * try {
 *     server.serveForever();
 * } catch (KeyboardInterrupt e) {
 *     System.out.println("bye");
 * }
 * }</pre>
 *
 * <p>The exception is thrown into the main greenlet of {@code Gevent.run}, or else into the JVM's first thread if that
 * thread has a hub. In a JDK wait it is an {@link InterruptedException}. If main does not wait, it is thrown at main's
 * next wait; a second Ctrl-C before that ends the JVM at once. If there is no such main, the first Ctrl-C ends the JVM.
 * In all these cases the JVM's shutdown hooks run last, after main has cleaned up, so main may still call
 * {@link System#exit}. The program's own handler for SIGINT replaces all this; {@code -Dgevent.sigint=false} and
 * {@code -Xrs} turn it off.
 */
public final class KeyboardInterrupt extends Interrupted {
    /** Makes an interrupt by Ctrl-C. */
    public KeyboardInterrupt() {
        super("Ctrl-C was pressed");
    }
}
