package gevent.socket;

import gevent.event.AsyncResult;
import gevent.hub.Clock;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Strand;
import gevent.threadpool.ThreadPool;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Name lookups with a cache. Each lookup runs on a pool thread. Concurrent lookups of the same name share one request.
 * Answers are cached as the JDK would cache them. A greenlet that is thrown into leaves at once; the thread goes on,
 * and its answer is cached. Any thread.
 */
final class Lookups {
    /** Asks the system; blocks the thread. */
    interface Blocking {
        InetAddress[] lookup(String host) throws UnknownHostException;
    }

    /** The number of cached answers from which to look for expired ones. */
    private static final int MANY = 256;

    /**
     * The answer to a lookup.
     *
     * @param addresses null if there are none
     * @param failure null if there are addresses
     * @param until when to look up the host again, as a time of the clock
     * @param staleUntil until when to use this answer if that lookup fails, as a time of the clock
     */
    private record Answer(
            InetAddress @Nullable [] addresses, @Nullable Exception failure, long until, long staleUntil) {
        InetAddress[] get() throws UnknownHostException {
            if (addresses == null) {
                // A new exception each time, because the catcher may change it.
                UnknownHostException again = new UnknownHostException(Objects.requireNonNull(failure).getMessage());
                again.initCause(failure);
                throw again;
            }
            return addresses.clone();
        }
    }

    private final ThreadPool pool;
    private final Blocking system;
    private final CacheRules rules;
    private final Clock clock;
    private final ConcurrentHashMap<String, Answer> kept = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, AsyncResult<@Nullable Answer>> underWay = new ConcurrentHashMap<>();
    private volatile int many = MANY;       // any thread; the last write wins

    Lookups(ThreadPool pool, Blocking system, CacheRules rules, Clock clock) {
        this.pool = pool;
        this.system = system;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Returns the cached answer, or else looks the host up; may wait.
     *
     * @throws UnknownHostException if there is no such host
     */
    InetAddress[] lookup(String host) throws UnknownHostException {
        Answer before = kept.get(host);
        if (before != null && isBefore(before.until)) {
            return before.get();
        }
        Answer stale = before != null && before.addresses != null && isBefore(before.staleUntil) ? before : null;
        if (stale != null && underWay.containsKey(host)) {
            return stale.get();
        }
        Answer answer = join(host, false);
        return answer.addresses == null && stale != null ? stale.get() : answer.get();
    }

    /** Looks the host up even if an answer is cached; may wait. */
    InetAddress[] lookupAnew(String host) throws UnknownHostException {
        return join(host, true).get();
    }

    private boolean isBefore(long time) {
        return time == Long.MAX_VALUE || clock.nanos() - time < 0;
    }

    /** Waits for the lookup that is under way, or begins a lookup and waits for it. */
    private Answer join(String host, boolean anew) {
        Hub hub = Strand.currentWithoutNewHub().hub();
        if (hub == null) {
            return ask(host);
        }
        // The lookup may have begun on another hub; without this, the current hub would not know of it.
        try (KeepAlive _ = hub.keepAlive()) {
            Answer answer;
            do {
                answer = underWayOrBegun(host, anew).get();
                // Null: the greenlet that was to begin the lookup could not.
            } while (answer == null);
            return answer;
        }
    }

    /** Returns the result that will hold the answer, or null if the lookup could not begin. */
    private AsyncResult<@Nullable Answer> underWayOrBegun(String host, boolean anew) {
        AsyncResult<@Nullable Answer> mine = new AsyncResult<>();
        AsyncResult<@Nullable Answer> before = underWay.putIfAbsent(host, mine);
        if (before != null) {
            return before;
        }
        // A lookup may have ended since the cache was read: it caches its answer before it leaves underWay.
        Answer meanwhile = anew ? null : kept.get(host);
        if (meanwhile != null && isBefore(meanwhile.until)) {
            underWay.remove(host, mine);
            mine.set(meanwhile);
            return mine;
        }
        try {
            // This may wait for room in the pool, and be killed there.
            pool.spawn(() -> answer(host, mine));
        } catch (Throwable t) {
            underWay.remove(host, mine);
            mine.set(null);
            throw t;
        }
        return mine;
    }

    private void answer(String host, AsyncResult<@Nullable Answer> to) {
        try {
            Answer answer = ask(host);
            underWay.remove(host, to);
            to.set(answer);
        } catch (Throwable t) {
            underWay.remove(host, to);
            to.setException(t);
        }
    }

    /** Blocks the thread. */
    private Answer ask(String host) {
        Answer answer;
        try {
            if (host.indexOf('\0') >= 0) {
                throw HostInfo.unknown(host, "Invalid host name");   // the system would look up its beginning
            }
            InetAddress[] found = system.lookup(host);
            answer = new Answer(found, null, in(rules.found()), in(sum(rules.found(), rules.stale())));
        } catch (UnknownHostException | RuntimeException e) {
            long until = in(rules.notFound());
            answer = new Answer(null, e, until, until);
        }
        keep(host, answer);
        return answer;
    }

    /** A sum of times of which a negative one means for ever. */
    private static long sum(long a, long b) {
        return a < 0 || b < 0 ? -1 : a + b;
    }

    private long in(long seconds) {
        return seconds < 0 ? Long.MAX_VALUE : clock.nanos() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private void keep(String host, Answer answer) {
        Answer before = kept.get(host);
        boolean betterThanNothing = answer.addresses == null && before != null && before.addresses != null
                && isBefore(before.staleUntil);
        if (betterThanNothing || !isBefore(answer.staleUntil)) {
            return;
        }
        if (kept.size() >= many) {
            kept.values().removeIf(old -> !isBefore(old.staleUntil));
            many = Math.max(MANY, 2 * kept.size());
        }
        kept.put(host, answer);
    }
}
