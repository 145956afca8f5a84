package gevent.queue;

/**
 * The older name of {@link Queue}.
 *
 * <p>gevent: {@code gevent.queue.JoinableQueue}.
 *
 * @param <T> type of the items
 */
public final class JoinableQueue<T> extends Queue<T> {
    /** Creates a queue without a bound. */
    public JoinableQueue() {
    }

    /**
     * Creates a queue.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     */
    public JoinableQueue(int maxsize) {
        super(maxsize);
    }
}
