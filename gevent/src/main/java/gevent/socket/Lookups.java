package gevent.socket;

import gevent.event.AsyncResult;
import gevent.hub.Clock;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Strand;
import gevent.threadpool.ThreadPool;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Look-ups of names: each in a thread of a pool, equal ones that are under way at the same time as one, and kept as the
 * JDK would keep them. Who is thrown into leaves at once; the thread goes on, and what it finds is kept. Any thread.
 */
final class Lookups {
    /** Asks the system; blocks the thread. */
    interface Blocking {
        InetAddress[] lookup(String host) throws UnknownHostException;
    }

    /** From how many on to look whether some have expired. */
    private static final int MANY = 256;

    /**
     * What was found.
     *
     * @param addresses null if there are none
     * @param failure null if there are some
     * @param until when to look again
     * @param staleUntil until when to make do with it if that fails; both are times of the clock
     */
    private record Answer(InetAddress[] addresses, Exception failure, long until, long staleUntil) {
        InetAddress[] get() throws UnknownHostException {
            if (addresses == null) {
                // A new one each time, as it may be changed by who catches it.
                UnknownHostException again = new UnknownHostException(failure.getMessage());
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
    private final ConcurrentHashMap<String, AsyncResult<Answer>> underWay = new ConcurrentHashMap<>();
    private volatile int many = MANY;       // any thread; the last one wins

    Lookups(ThreadPool pool, Blocking system, CacheRules rules, Clock clock) {
        this.pool = pool;
        this.system = system;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * What is kept, or else a look-up; may wait.
     *
     * @throws UnknownHostException if there is no such host
     */
    InetAddress[] lookup(String host) throws UnknownHostException {
        Answer before = kept.get(host);
        if (before != null && isBefore(before.until)) {
            return before.get();
        }
        boolean mayBeStale = before != null && before.addresses != null && isBefore(before.staleUntil);
        if (mayBeStale && underWay.containsKey(host)) {
            return before.get();
        }
        Answer answer = join(host, false);
        return answer.addresses == null && mayBeStale ? before.get() : answer.get();
    }

    /** A look-up, be there something kept or not; may wait. */
    InetAddress[] lookupAnew(String host) throws UnknownHostException {
        return join(host, true).get();
    }

    private boolean isBefore(long time) {
        return time == Long.MAX_VALUE || clock.nanos() - time < 0;
    }

    /** Waits for the look-up that is under way, or for one that it begins. */
    private Answer join(String host, boolean anew) {
        Hub hub = Strand.currentWithoutNewHub().hub();
        if (hub == null) {
            return ask(host);
        }
        // Who began it may be of another hub, and ours would not know that anything is under way.
        try (KeepAlive _ = hub.keepAlive()) {
            Answer answer;
            do {
                answer = underWayOrBegun(host, anew).get();
                // Who was to begin it did not come to that.
            } while (answer == null);
            return answer;
        }
    }

    /** @return where the answer will arrive, or null */
    private AsyncResult<Answer> underWayOrBegun(String host, boolean anew) {
        AsyncResult<Answer> mine = new AsyncResult<>();
        AsyncResult<Answer> before = underWay.putIfAbsent(host, mine);
        if (before != null) {
            return before;
        }
        // One may have ended since we looked: it keeps its answer first, and is not under way any more then.
        Answer meanwhile = anew ? null : kept.get(host);
        if (meanwhile != null && isBefore(meanwhile.until)) {
            underWay.remove(host, mine);
            mine.set(meanwhile);
            return mine;
        }
        try {
            // May have to wait for room, and be killed there.
            pool.spawn(() -> answer(host, mine));
        } catch (Throwable t) {
            underWay.remove(host, mine);
            mine.set(null);
            throw t;
        }
        return mine;
    }

    private void answer(String host, AsyncResult<Answer> to) {
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
            InetAddress[] found = system.lookup(host);
            answer = new Answer(found, null, in(rules.found()), in(rules.found() + rules.stale()));
        } catch (UnknownHostException | RuntimeException e) {
            long until = in(rules.notFound());
            answer = new Answer(null, e, until, until);
        }
        keep(host, answer);
        return answer;
    }

    private long in(int seconds) {
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
