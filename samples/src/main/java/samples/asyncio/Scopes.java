package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.pool.Nursery;

/** What trio and curio make easier: a scope that no task outlives, and whose first failure ends the others. */
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

    /** Nobody goes on before all children have ended. */
    static void all() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(Scopes::child, 1);
            nursery.spawn(Scopes::child, 2);
            System.out.println("waiting for the children");
        }
        System.out.println("all children have ended");
    }

    /** The first that fails has the others cancelled. */
    static void firstFailure() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(Scopes::child, 1);
            nursery.spawn(Scopes::child, 100);
            nursery.spawn(Scopes::failingChild);
        } catch (IllegalStateException e) {
            System.out.println("thrown: " + e.getMessage());
        }
    }

    /** Runs it. */
    public static void main(String[] args) {
        Asyncio.run(() -> {
            all();
            firstFailure();
        });
    }
}
