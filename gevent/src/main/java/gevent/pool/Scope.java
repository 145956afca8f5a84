package gevent.pool;

import gevent.Timeout;
import gevent.hub.LoopExit;
import gevent.hub.Strand;
import greenlet.GreenletExit;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A block of code that greenlets cannot outlive, as its end sees it: its opener, and the wait for them. */
final class Scope {
    private final Strand opener = Strand.current();
    private final @Nullable Throwable thrownInBefore = opener.lastThrownIn();

    /**
     * Whether the greenlet that opened the scope was killed in it, or is in a {@link Timeout} that has expired. A
     * {@code close()} cannot see any other exception that leaves the block, or whether the block has handled it. Called
     * by that greenlet; for any other, returns false.
     */
    boolean isKilled() {
        Throwable last = opener.lastThrownIn();
        return Strand.current() == opener && last != thrownInBefore
                && (last instanceof GreenletExit || last instanceof Timeout around && around.isOpen());
    }

    /**
     * Waits for the end of what is in a scope, however often the current greenlet is thrown into meanwhile.
     *
     * @param isOver whether it has ended
     * @param wait waits for that
     * @param cancel called for each exception that {@code wait} throws
     * @return the last of these exceptions; null if there was none
     * @throws LoopExit if it can never end
     */
    static @Nullable Throwable awaitEnd(BooleanSupplier isOver, Runnable wait, Runnable cancel) {
        Throwable thrownIn = null;
        while (!isOver.getAsBoolean()) {
            try {
                wait.run();
            } catch (LoopExit neverEnds) {
                throw neverEnds;
            } catch (Throwable t) {
                thrownIn = t;
                cancel.run();
            }
        }
        return thrownIn;
    }

    /** Throws what ended the scope, if anything did. Throws a checked exception as a cause. */
    static void rethrow(@Nullable Throwable t) {
        switch (t) {
            case null -> { }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable checked -> throw new CompletionException(checked);
        }
    }
}
