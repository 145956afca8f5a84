package gevent.queue;

/**
 * The older name of {@link Queue}.
 *
 * <p>gevent: {@code gevent.queue.JoinableQueue}.
 *
 * @param <T> of what is put
 */
public final class JoinableQueue<T> extends Queue<T> {
    /** One without a bound. */
    public JoinableQueue() {
    }

    /** @param maxsize how much it holds; zero or less for no bound */
    public JoinableQueue(int maxsize) {
        super(maxsize);
    }
}
