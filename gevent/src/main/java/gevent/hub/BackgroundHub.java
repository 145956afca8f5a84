package gevent.hub;

import java.util.concurrent.CompletableFuture;

/** The hub that waits for threads that have none, on a daemon thread of its own. */
final class BackgroundHub {
    private BackgroundHub() {
    }

    private static final class Holder {
        static final Hub HUB = start();
    }

    static Hub get() {
        Jdk.checkAccess();
        return Holder.HUB;
    }

    private static Hub start() {
        CompletableFuture<Hub> started = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("gevent-background").start(() -> {
            try {
                Hub hub = Hub.get();
                hub.async();
                started.complete(hub);
                new Waiter<Void>().get();
            } catch (Throwable t) {
                started.completeExceptionally(t);
            }
        });
        return started.join();
    }
}
