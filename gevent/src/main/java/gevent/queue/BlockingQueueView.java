package gevent.queue;

import gevent.hub.Interrupted;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SimpleQueue} as a JDK {@link BlockingQueue}. Items are taken only from the front: the iterator cannot remove
 * items, and covers those that were there when it was made.
 */
final class BlockingQueueView<T> extends AbstractQueue<T> implements BlockingQueue<T> {
    private final SimpleQueue<T> queue;

    BlockingQueueView(SimpleQueue<T> queue) {
        this.queue = queue;
    }

    // ---- putting

    @Override
    public void put(T item) throws InterruptedException {
        interruptibly(() -> {
            queue.put(item);
            return null;
        });
    }

    @Override
    public boolean offer(T item) {
        return queue.offerNowait(item);
    }

    @Override
    public boolean offer(T item, long timeout, TimeUnit unit) throws InterruptedException {
        return timeout <= 0 ? offer(item) : interruptibly(() -> queue.offer(item, duration(timeout, unit)));
    }

    // ---- getting

    @Override
    public T take() throws InterruptedException {
        return interruptibly(queue::get);
    }

    @Override
    public @Nullable T poll() {
        return queue.pollNowait(true);
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return timeout <= 0 ? poll() : interruptibly(() -> queue.poll(duration(timeout, unit), true));
    }

    @Override
    public @Nullable T peek() {
        return queue.pollNowait(false);
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> target, int most) {
        if (target == this) {
            throw new IllegalArgumentException("A queue cannot be drained to itself");
        }
        int drained = 0;
        for (T item; drained < most && (item = poll()) != null; drained++) {
            target.add(item);
        }
        return drained;
    }

    private static Duration duration(long timeout, TimeUnit unit) {
        return Duration.ofNanos(unit.toNanos(timeout));
    }

    private static <V extends @Nullable Object> V interruptibly(Supplier<V> wait) throws InterruptedException {
        try {
            return wait.get();
        } catch (Interrupted interrupted) {
            throw interrupted.asChecked();
        }
    }

    // ---- asking

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public int remainingCapacity() {
        return queue.room();
    }

    @Override
    public Iterator<T> iterator() {
        return queue.toList().iterator();
    }
}
