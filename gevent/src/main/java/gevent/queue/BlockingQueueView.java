package gevent.queue;

import gevent.hub.Interrupted;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SimpleQueue} as a JDK {@link BlockingQueue}. The iterator covers the items that were there when it was made,
 * and removes those that are still there. Items are compared outside the queue's lock, because {@code equals} is code
 * of users.
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
        return interruptibly(() -> timeout <= 0 ? offer(item) : queue.offer(item, duration(timeout, unit)));
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
        return BlockingQueueView.<@Nullable T>interruptibly(
                () -> timeout <= 0 ? poll() : queue.poll(duration(timeout, unit), true));
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
        if (Objects.requireNonNull(target, "target") == this) {
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

    /** Throws if the thread is interrupted before or while it waits. */
    private static <V extends @Nullable Object> V interruptibly(Supplier<V> wait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
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
        Iterator<T> items = queue.toList().iterator();
        return new Iterator<>() {
            private @Nullable T returned;

            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public T next() {
                T item = items.next();
                returned = item;
                return item;
            }

            @Override
            public void remove() {
                if (returned == null) {
                    throw new IllegalStateException();
                }
                queue.discard(returned);
                returned = null;
            }
        };
    }

    // ---- removing

    @Override
    public boolean remove(@Nullable Object item) {
        for (T held : queue.toList()) {
            if (held.equals(item) && queue.discard(held)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean removeIf(Predicate<? super T> filter) {
        Objects.requireNonNull(filter, "filter");
        boolean removed = false;
        for (T held : queue.toList()) {
            removed |= filter.test(held) && queue.discard(held);
        }
        return removed;
    }

    @Override
    public boolean removeAll(Collection<?> unwanted) {
        return removeIf(Objects.requireNonNull(unwanted, "unwanted")::contains);
    }

    @Override
    public boolean retainAll(Collection<?> wanted) {
        Objects.requireNonNull(wanted, "wanted");
        return removeIf(item -> !wanted.contains(item));
    }
}
