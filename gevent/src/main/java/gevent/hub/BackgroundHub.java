package gevent.hub;

import gevent.internal.ServiceThread;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The hub that waits on behalf of threads without a hub, on its own daemon thread. */
final class BackgroundHub {
    private BackgroundHub() {
    }

    private static final class Holder {
        static final Hub HUB = start();
    }

    static Hub get() {
        MissingAccess.check();
        return Holder.HUB;
    }

    private static Hub start() {
        CompletableFuture<Hub> started = new CompletableFuture<>();
        // Not idle in itself: its hub tells whether anything is going on.
        new ServiceThread("gevent-background", () -> true, () -> {
            try {
                Hub hub = Hub.get();
                hub.keepAlive();
                started.complete(hub);
                driveForEver(hub);
            } catch (Throwable t) {
                started.completeExceptionally(t);
            }
        }).start();
        return started.join();
    }

    /** Threads without a hub depend on this loop, so nothing may end it. */
    private static void driveForEver(Hub hub) {
        while (true) {
            try {
                new Waiter<@Nullable Void>().get();
            } catch (Throwable t) {
                warn(hub, t);
            }
        }
    }

    /** On a separate thread: a greenlet of this hub, which reports the same error, may hold the lock of the output. */
    private static void warn(Hub hub, Throwable error) {
        try {
            hub.warn("The background hub goes on after " + UncaughtErrors.traceOf(error));
        } catch (Throwable noMemory) {
            // It goes on.
        }
    }
}
