package gevent.stress;

import gevent.lock.BoundedSemaphore;
import gevent.queue.Empty;
import gevent.queue.Full;
import gevent.queue.PriorityQueue;
import gevent.queue.SimpleQueue;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.Operation;

/** What {@link LincheckTest} checks: each object's operations, and next to it the same on one thread. */
final class Linear {
    private static final int SIZE = 2;

    private Linear() {
    }

    /** The operations of a queue that do not wait. */
    public abstract static class Operations {
        private final SimpleQueue<Integer> queue;

        Operations(SimpleQueue<Integer> queue) {
            this.queue = queue;
        }

        @Operation
        public boolean put(int item) {
            try {
                queue.putNowait(item);
                return true;
            } catch (Full e) {
                return false;
            }
        }

        @Operation
        public String get() {
            try {
                return queue.getNowait().toString();
            } catch (Empty e) {
                return "empty";
            }
        }

        @Operation
        public String peek() {
            try {
                return queue.peekNowait().toString();
            } catch (Empty e) {
                return "empty";
            }
        }

        @Operation
        public int size() {
            return queue.size();
        }
    }

    /** The same on a queue of the JDK, which only one thread uses. */
    public abstract static class Specification {
        private final Queue<Integer> queue;

        Specification(Queue<Integer> queue) {
            this.queue = queue;
        }

        public boolean put(int item) {
            return queue.size() < SIZE && queue.add(item);
        }

        public String get() {
            return queue.isEmpty() ? "empty" : queue.remove().toString();
        }

        public String peek() {
            return queue.isEmpty() ? "empty" : queue.element().toString();
        }

        public int size() {
            return queue.size();
        }
    }

    public static final class OfQueue extends Operations {
        public OfQueue() {
            super(new SimpleQueue<>(SIZE));
        }
    }

    public static final class Queued extends Specification {
        public Queued() {
            super(new ArrayDeque<>());
        }
    }

    public static final class OfPriorityQueue extends Operations {
        public OfPriorityQueue() {
            super(new PriorityQueue<>(SIZE));
        }
    }

    public static final class Sorted extends Specification {
        public Sorted() {
            super(new java.util.PriorityQueue<>());
        }
    }

    /** The operations of a semaphore that do not wait. */
    public static final class OfSemaphore {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(SIZE);

        @Operation
        public boolean acquire() {
            return semaphore.tryAcquire();
        }

        @Operation
        public boolean release() {
            try {
                semaphore.release();
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }

        @Operation
        public int counter() {
            return semaphore.counter();
        }
    }

    public static final class Counted {
        private int counter = SIZE;

        public boolean acquire() {
            boolean taken = counter > 0;
            counter -= taken ? 1 : 0;
            return taken;
        }

        public boolean release() {
            boolean given = counter < SIZE;
            counter += given ? 1 : 0;
            return given;
        }

        public int counter() {
            return counter;
        }
    }
}
