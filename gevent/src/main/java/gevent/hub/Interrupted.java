package gevent.hub;

/**
 * The thread of a waiting greenlet was {@linkplain Thread#interrupt interrupted}; its interrupt status is clear again.
 * It is an {@link Error}, as Python's {@code KeyboardInterrupt} is a {@code BaseException}, so that a
 * {@code catch (Exception e)} does not swallow it.
 */
public class Interrupted extends Error {
    /** An interrupt of the current thread. */
    public Interrupted() {
        this("The thread was interrupted while its greenlet waited");
    }

    /** One of another kind. */
    protected Interrupted(String message) {
        super(message);
    }

    /** The same for code that has the JDK's contract. */
    public InterruptedException asChecked() {
        InterruptedException checked = new InterruptedException(getMessage());
        checked.initCause(this);
        return checked;
    }
}
