package gevent.hub;

/**
 * The thread of a waiting greenlet was {@linkplain Thread#interrupt interrupted}; its interrupt status is clear again.
 * This is an {@link Error}, as Python's {@code KeyboardInterrupt} is a {@code BaseException}, so that
 * {@code catch (Exception e)} does not swallow it.
 */
public class Interrupted extends Error {
    /** An interrupt of the current thread. */
    public Interrupted() {
        this("The thread was interrupted while its greenlet waited");
    }

    /** An interrupt of another kind. */
    protected Interrupted(String message) {
        super(message);
    }

    /** This interrupt as an {@link InterruptedException}, for code that follows the JDK's contract. */
    public InterruptedException asChecked() {
        InterruptedException checked = new InterruptedException(getMessage());
        checked.initCause(this);
        return checked;
    }
}
