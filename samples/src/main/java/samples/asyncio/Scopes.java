package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.pool.Nursery;

/** Scopes as in trio and curio: no task outlives its scope, and the first failure ends the other tasks. */
public final class Scopes {
    private Scopes() {
    }

    static void child(int seconds) {
        try {
            System.out.println("child " + seconds + " started");
            Asyncio.sleep(seconds);
            System.out.println("child " + seconds + " done");
        } finally {
            System.out.println("child " + seconds + " left");
        }
    }

    static void failingChild() {
        Asyncio.sleep(2);
        throw new IllegalStateException("child failed");
    }

    /** The scope ends only when all children have ended. */
    static void all() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(Scopes::child, 1);
            nursery.spawn(Scopes::child, 2);
            System.out.println("waiting for the children");
        }
        System.out.println("all children have ended");
    }

    /** The first failing child cancels the others. */
    static void firstFailure() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(Scopes::child, 1);
            nursery.spawn(Scopes::child, 100);
            nursery.spawn(Scopes::failingChild);
        } catch (IllegalStateException e) {
            System.out.println("thrown: " + e.getMessage());
        }
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        Asyncio.run(() -> {
            all();
            firstFailure();
        });
    }
}
