package gevent;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    /** Whether waiting for this object would return at once. Any thread. */
    boolean isReady();

    /**
     * Calls {@code callback} once, with this object, when the object becomes ready; soon if it is ready already. Any
     * thread.
     *
     * @param callback runs in the loop of the object's hub, so it must not block; what it throws is reported
     */
    void rawlink(Consumer<? super Waitable> callback);

    /**
     * The thread that is expected to make this object ready, through its own code or its hub's greenlets. A waiter on
     * another hub is then not taken for a deadlock, although nothing on its own hub can end the wait. Null if unknown.
     * Any thread.
     */
    default @Nullable Thread home() {
        return null;
    }

    /** Removes one link of {@code callback}. Does nothing if there is none. Any thread. */
    void unlink(Consumer<?> callback);
}
