package gevent.queue;

import java.util.ArrayDeque;
import java.util.Collections;

/**
 * A {@link Queue} that gives out last what was put first: a stack.
 *
 * <p>gevent: {@code gevent.queue.LifoQueue}.
 *
 * @param <T> of what is put
 */
public final class LifoQueue<T> extends Queue<T> {
    /** One without a bound. */
    public LifoQueue() {
        this(0);
    }

    /** @param maxsize how much it holds; zero or less for no bound */
    public LifoQueue(int maxsize) {
        super(maxsize, Collections.asLifoQueue(new ArrayDeque<>()));
    }
}
