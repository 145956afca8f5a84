package gevent.hub;

import java.util.function.Consumer;

/**
 * A link that does no more than wake somebody: it never blocks and calls no code of users, so whoever makes an object
 * ready may call it at once, on any thread.
 *
 * @param <S> what it is called with
 */
@FunctionalInterface
public interface Wakeup<S> extends Consumer<S> {
    /** The hub of whom it wakes; null if that is on none, or anywhere. Any thread. */
    default Hub hub() {
        return null;
    }
}
