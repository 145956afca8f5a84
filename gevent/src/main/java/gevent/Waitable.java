package gevent;

import java.util.function.Consumer;

/**
 * Something that becomes ready: a greenlet that ends, an event that is set. {@link Gevent#await} and
 * {@link Gevent#iwait} wait for any mix of them.
 *
 * <pre>{@code
 * for (Waitable w : iwait(List.of(download, shutdownRequested))) {
 *     System.out.println(w + " came first");
 *     break;
 * }
 * }</pre>
 *
 * <p>gevent: any object with {@code rawlink} and {@code unlink}.
 */
public interface Waitable {
    /** Whether waiting for it would return at once. Any thread. */
    boolean isReady();

    /**
     * Has {@code callback} called once, with this object, when it becomes ready; soon if it is. Any thread.
     *
     * @param callback runs in the loop of the object's hub, so it must not block; what it throws is reported
     */
    void rawlink(Consumer<? super Waitable> callback);

    /**
     * The thread whose code, or whose hub's greenlets, are expected to make it ready: who waits for it elsewhere does
     * not take it for a deadlock that nobody on its own hub can. Null if that is not known. Any thread.
     */
    default Thread home() {
        return null;
    }

    /** Takes back one link of {@code callback}; nothing if there is none. Any thread. */
    void unlink(Consumer<?> callback);
}
