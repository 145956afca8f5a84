package gevent.hub;

/**
 * Somebody pressed Ctrl-C: thrown into the main of a hub where it waits, so that its {@code finally} blocks run. It may
 * be caught, and the program goes on; one that leaves main ends the JVM with exit status 130, without a stack trace.
 *
 * <pre>{@code
 * try {
 *     server.serveForever();
 * } catch (KeyboardInterrupt e) {
 *     System.out.println("bye");
 * }
 * }</pre>
 *
 * <p>It goes to the main greenlet of {@code Gevent.run}, or else to the JVM's first thread if that has a hub. In a wait
 * of the JDK it is an {@link InterruptedException}. A main that does not wait is told when it next does; a second Ctrl-C
 * before that ends the JVM at once, as the first one does where there is no such main. The JVM's shutdown hooks run in
 * each of these cases, but last, when main has cleaned up; so main may still call {@link System#exit}. A handler of
 * the program's own for SIGINT comes in place of all this; {@code -Dgevent.sigint=false} and {@code -Xrs} turn it off.
 */
public final class KeyboardInterrupt extends Interrupted {
    /** One that is thrown here. */
    public KeyboardInterrupt() {
        super("Ctrl-C was pressed");
    }
}
