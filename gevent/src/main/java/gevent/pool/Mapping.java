package gevent.pool;

import gevent.Function1;
import gevent.Function2;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Spawner;
import gevent.hub.Hub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies a function to many things at once, in the greenlets of a group.
 *
 * <pre>{@code
 * List<Integer> sizes = pool.map(this::download, urls);                        // in the order of the urls
 * for (int size : pool.imapUnordered(this::download, urls)) { … }              // as they come
 * }</pre>
 *
 * <p>A failure is thrown when its result is requested, and is not reported. gevent: the mapping functions of
 * {@code gevent.pool.Group}.
 */
public interface Mapping extends Spawner {
    /** The hub on which calls begin that the calling code does not wait for. */
    Hub hub();

    /**
     * Runs {@code body} in the group and waits for its result. In a member of the group, {@code body} runs directly in
     * that member, so that a full pool cannot wait for itself.
     *
     * @return its result
     * @throws java.util.concurrent.CompletionException caused by a checked exception of the body
     */
    default <V extends @Nullable Object> V apply(Callable<V> body) {
        if (isMember()) {
            return Gevent.withTimeout(null, body);
        }
        return spawnQuietly(body).get();
    }

    /** Starts a greenlet in the group. A failure is kept for the result, but not reported. */
    default <V extends @Nullable Object> Greenlet<V> spawnQuietly(Callable<V> body) {
        Greenlet<V> greenlet = Greenlet.quiet(hub(), body);
        start(greenlet);
        return greenlet;
    }

    /** Runs {@code body} in the group. Never waits, not even for room. */
    default <V extends @Nullable Object> Greenlet<V> applyAsync(Callable<V> body) {
        return applyAsync(body, null);
    }

    /**
     * Runs {@code body} in the group. Never waits, not even for room.
     *
     * @param callback called with the result, if there is one, in its own greenlet; null for none
     */
    default <V extends @Nullable Object> Greenlet<V> applyAsync(
            Callable<V> body, @Nullable Consumer<? super V> callback) {
        Greenlet<V> call = new Greenlet<>(hub(), () -> apply(body));
        if (callback != null) {
            call.linkValue(done -> callback.accept(done.value()));
        }
        call.start();
        return call;
    }

    /** Whether the current greenlet is a member of the group. */
    boolean isMember();

    /**
     * Applies {@code function} to all things, and throws the first failure.
     *
     * @return the results, in the order of the things
     */
    default <A, V extends @Nullable Object> List<V> map(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        List<V> results = new ArrayList<>();
        try (Results<V> all = this.<A, V>imap(function, things)) {
            all.forEach(results::add);
        }
        return results;
    }

    /**
     * Applies {@code function} to all things, in a greenlet that is not a member.
     *
     * @return the greenlet; its result is the list
     */
    default <A, V extends @Nullable Object> Greenlet<List<V>> mapAsync(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        return hub().spawn(() -> this.<A, V>map(function, things));
    }

    /**
     * Applies {@code function} to all things.
     *
     * @return the results one by one, in the order of the things
     */
    default <A, V extends @Nullable Object> Results<V> imap(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        return imap(function, things, 0);
    }

    /**
     * Applies {@code function} to all things.
     *
     * @param maxsize the most results that may wait to be taken; zero for no limit
     * @return the results one by one, in the order of the things
     */
    default <A, V extends @Nullable Object> Results<V> imap(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things, int maxsize) {
        return new Results<>(this, function, things, maxsize, true, null);
    }

    /**
     * Applies {@code function} to all things.
     *
     * @return the results one by one, as they come
     */
    default <A, V extends @Nullable Object> Results<V> imapUnordered(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        return imapUnordered(function, things, 0);
    }

    /** Applies {@code function} to all things, with a limit; see {@link #imap(Function1, Iterable, int)}. */
    default <A, V extends @Nullable Object> Results<V> imapUnordered(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things, int maxsize) {
        return new Results<>(this, function, things, maxsize, false, null);
    }

    // ---- over two things at a time

    /**
     * Applies {@code function} to the first of both, the second of both and so on, until either ends.
     *
     * @return the results, in the order of the things
     */
    default <A, B, V extends @Nullable Object> List<V> map(Function2<? super A, ? super B, ? extends V> function,
            Iterable<? extends A> first, Iterable<? extends B> second) {
        return this.<Pairs.Pair<A, B>, V>map(Pairs.applying(function), Pairs.of(first, second));
    }

    /** As {@link #map(Function2, Iterable, Iterable)}, in a greenlet that is not a member. */
    default <A, B, V extends @Nullable Object> Greenlet<List<V>> mapAsync(
            Function2<? super A, ? super B, ? extends V> function,
            Iterable<? extends A> first, Iterable<? extends B> second) {
        return this.<Pairs.Pair<A, B>, V>mapAsync(Pairs.applying(function), Pairs.of(first, second));
    }

    /** As {@link #map(Function2, Iterable, Iterable)}, but gives the results one by one. */
    default <A, B, V extends @Nullable Object> Results<V> imap(Function2<? super A, ? super B, ? extends V> function,
            Iterable<? extends A> first, Iterable<? extends B> second) {
        return this.<Pairs.Pair<A, B>, V>imap(Pairs.applying(function), Pairs.of(first, second));
    }

    /** As {@link #map(Function2, Iterable, Iterable)}, but gives the results one by one, as they come. */
    default <A, B, V extends @Nullable Object> Results<V> imapUnordered(
            Function2<? super A, ? super B, ? extends V> function,
            Iterable<? extends A> first, Iterable<? extends B> second) {
        return this.<Pairs.Pair<A, B>, V>imapUnordered(Pairs.applying(function), Pairs.of(first, second));
    }
}
