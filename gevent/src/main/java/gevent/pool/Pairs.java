package gevent.pool;

import gevent.Function1;
import gevent.Function2;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Things two by two. Python: {@code zip}. */
final class Pairs {
    record Pair<A, B>(A first, B second) {
    }

    private Pairs() {
    }

    /** The first of both, the second of both and so on, until either ends. */
    static <A, B> Iterable<Pair<A, B>> of(Iterable<? extends A> first, Iterable<? extends B> second) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
        return () -> new Iterator<>() {
            private final Iterator<? extends A> a = first.iterator();
            private final Iterator<? extends B> b = second.iterator();

            @Override
            public boolean hasNext() {
                return a.hasNext() && b.hasNext();
            }

            @Override
            public Pair<A, B> next() {
                return new Pair<>(a.next(), b.next());
            }
        };
    }

    static <A, B, V extends @Nullable Object> Function1<Pair<A, B>, V> applying(
            Function2<? super A, ? super B, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        return pair -> function.call(pair.first, pair.second);
    }
}
