package gevent;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.OtherThread;
import gevent.hub.Waiter;
import gevent.lock.DummySemaphore;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.pool.Group;
import gevent.pool.Pool;
import gevent.queue.Channel;
import gevent.queue.PriorityQueue;
import gevent.queue.Queue;
import gevent.queue.SimpleQueue;
import gevent.threadpool.ThreadPool;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong arguments are refused by their name, before anything has come of the call. */
@ExtendWith(FreshHub.class)
class WrongArgumentsTest {
    private static final Duration NEGATIVE = Duration.ofSeconds(-1);
    private static final Exception NONE = null;

    private static Arguments call(String what, String parameter, Executable call) {
        return argumentSet(what, parameter, call);
    }

    private static <V> Greenlet<V> done(V value) {
        Greenlet<V> done = spawn(() -> value);
        done.join();
        return done;
    }

    /** Each would succeed at once with another time. */
    static Stream<Arguments> negativeTimes() {
        Event set = new Event();
        set.set();
        AsyncResult<Integer> result = new AsyncResult<>();
        result.set(1);
        SimpleQueue<Integer> queue = new SimpleQueue<>(0, List.of(1));
        return Stream.of(
                call("Event.await", "timeout", () -> set.await(NEGATIVE)),
                call("AsyncResult.get", "timeout", () -> result.get(NEGATIVE)),
                call("AsyncResult.await", "timeout", () -> result.await(NEGATIVE)),
                call("Semaphore.acquire", "timeout", () -> new Semaphore().acquire(NEGATIVE)),
                call("Semaphore.await", "timeout", () -> new Semaphore().await(NEGATIVE)),
                call("RLock.acquire", "timeout", () -> new RLock().acquire(NEGATIVE)),
                call("SimpleQueue.put", "timeout", () -> queue.put(1, NEGATIVE)),
                call("SimpleQueue.get", "timeout", () -> queue.get(NEGATIVE)),
                call("SimpleQueue.peek", "timeout", () -> queue.peek(NEGATIVE)),
                call("Queue.join", "timeout", () -> new Queue<>().join(NEGATIVE)),
                call("Channel.put", "timeout", () -> new Channel<>().put(1, NEGATIVE)),
                call("Channel.get", "timeout", () -> new Channel<>().get(NEGATIVE)),
                call("Group.join", "timeout", () -> new Group().join(NEGATIVE)),
                call("Group.join raising", "timeout", () -> new Group().join(NEGATIVE, true)),
                call("Group.kill", "timeout", () -> new Group().kill(new GreenletExit(), true, NEGATIVE)),
                call("Group.killone", "timeout",
                        () -> new Group().killone(done(1), new GreenletExit(), true, NEGATIVE)),
                call("Group.waitAvailable", "timeout", () -> new Group().waitAvailable(NEGATIVE)),
                call("Pool.add", "timeout", () -> new Pool(1).add(done(1), true, NEGATIVE)),
                call("Pool.start", "timeout", () -> new Pool(1).start(done(1), true, NEGATIVE)),
                call("Pool.waitAvailable", "timeout", () -> new Pool(1).waitAvailable(NEGATIVE)),
                call("ThreadPool", "idle", () -> new ThreadPool(1, NEGATIVE)),
                call("ThreadPool.join", "timeout", () -> new ThreadPool(1).join(NEGATIVE)),
                call("Greenlet.get", "timeout", () -> done(1).get(NEGATIVE)),
                call("Greenlet.join", "timeout", () -> done(1).join(NEGATIVE)),
                call("Greenlet.kill", "timeout", () -> done(1).kill(new GreenletExit(), true, NEGATIVE)),
                call("Greenlet.startLater", "delay", () -> done(1).startLater(NEGATIVE)),
                call("spawnLater", "delay", () -> Gevent.spawnLater(NEGATIVE, () -> 1)),
                call("joinall", "timeout", () -> Gevent.joinall(List.of(), NEGATIVE)),
                call("killall", "timeout", () -> Gevent.killall(List.of(), new GreenletExit(), false, NEGATIVE)),
                call("iwait", "timeout", () -> Gevent.iwait(List.of(), NEGATIVE, 1)),
                call("await", "timeout", () -> Gevent.await(List.of(), NEGATIVE, 1)),
                call("await all", "timeout", () -> Gevent.await(NEGATIVE)),
                call("withTimeout", "limit", () -> Gevent.withTimeout(NEGATIVE, () -> 1)),
                call("withTimeout or", "limit", () -> Gevent.withTimeout(NEGATIVE, () -> 1, 2)),
                call("Hub.join", "limit", () -> Hub.get().join(NEGATIVE)),
                call("Waiter.await", "limit", () -> new Waiter<>().await(NEGATIVE)),
                call("Waiter.await elsewhere", "limit", () -> new Waiter<>().await(null, NEGATIVE)));
    }

    @ParameterizedTest
    @MethodSource("negativeTimes")
    void aNegativeTimeIsRefused(String parameter, Executable call) {
        assertEquals(parameter + ": PT-1S is negative",
                assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                call("sleep", "time", () -> sleep(null)),
                call("spawn", "body", () -> spawn((java.util.concurrent.Callable<?>) null)),
                call("spawnLater", "delay", () -> Gevent.spawnLater(null, () -> 1)),
                call("startLater", "delay", () -> done(1).startLater(null)),
                call("Greenlet.get", "timeout", () -> done(1).get((Duration) null)),
                call("Greenlet.join", "timeout", () -> done(1).join((Duration) null)),
                call("Greenlet.kill", "exception", () -> done(1).kill(NONE, true, null)),
                call("Greenlet.link", "callback", () -> done(1).link(null)),
                call("Greenlet.linkValue", "callback", () -> done(1).linkValue(null)),
                call("Greenlet.linkException", "callback", () -> done(1).linkException(null)),
                call("Greenlet.rawlink", "callback", () -> done(1).rawlink(null)),
                call("joinall", "greenlets", () -> Gevent.joinall((Collection<Greenlet<?>>) null)),
                call("killall", "greenlets", () -> Gevent.killall((List<Greenlet<?>>) null)),
                call("killall", "exception", () -> Gevent.killall(List.of(), NONE, true, null)),
                call("iwait", "objects", () -> Gevent.iwait(null)),
                call("withTimeout", "body", () -> Gevent.withTimeout(Duration.ZERO, (java.util.concurrent.Callable<?>) null)),
                call("withTimeout or", "body", () -> Gevent.withTimeout(null, null, 1)),
                call("Hub.join", "limit", () -> Hub.get().join(null)),
                call("await all", "timeout", () -> Gevent.await((Duration) null)),
                call("Waiter.await", "limit", () -> new Waiter<>().await(null)),
                call("Event.rawlink", "callback", () -> new Event().rawlink(null)),
                call("AsyncResult.setException", "exception", () -> new AsyncResult<>().setException(null)),
                call("AsyncResult.of", "stage", () -> AsyncResult.of(null)),
                call("Semaphore.rawlink", "callback", () -> new Semaphore().rawlink(null)),
                call("DummySemaphore.rawlink", "callback", () -> new DummySemaphore().rawlink(null)),
                call("SimpleQueue.put", "item", () -> new SimpleQueue<>().put(null)),
                call("SimpleQueue.putNowait", "item", () -> new SimpleQueue<>().putNowait(null)),
                call("SimpleQueue", "items", () -> new SimpleQueue<>(0, (Collection<?>) null)),
                call("Queue", "items", () -> new Queue<>(0, (Collection<?>) null)),
                call("PriorityQueue", "items", () -> new PriorityQueue<>(0, null, null)),
                call("Channel.put", "item", () -> new Channel<>().put(null)),
                call("Channel.putNowait", "item", () -> new Channel<>().putNowait(null)),
                call("Group", "members", () -> new Group(null)),
                call("Group.add", "greenlet", () -> new Group().add(null)),
                call("Group.start", "greenlet", () -> new Group().start(null)),
                call("Group.kill", "exception", () -> new Group().kill(NONE, true, null)),
                call("Group.killone", "exception", () -> new Group().killone(done(1), NONE, true, null)),
                call("Group.imap", "function", () -> new Group().imap(null, List.of())),
                call("Group.imap", "things", () -> new Group().imap(n -> n, null)),
                call("Pool.add", "greenlet", () -> new Pool(1).add(null)),
                call("ThreadPool", "idle", () -> new ThreadPool(1, null)));
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void nullIsRefused(String parameter, Executable call) {
        assertEquals(parameter, assertThrows(NullPointerException.class, call).getMessage());
    }

    // ---- nothing has come of it

    @Test
    void noPermitIsTaken() {
        Semaphore semaphore = new Semaphore();
        assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(NEGATIVE));

        assertEquals(1, semaphore.counter());
        assertEquals(0, semaphore.linkCount());
    }

    @Test
    void noLockIsTaken() {
        RLock lock = new RLock();
        lock.acquire();
        assertThrows(IllegalArgumentException.class, () -> lock.acquire(NEGATIVE));
        lock.release();

        assertFalse(lock.isLocked());
    }

    @Test
    void nothingIsPutOrGot() {
        SimpleQueue<Integer> queue = new SimpleQueue<>(0, List.of(1));
        assertThrows(IllegalArgumentException.class, () -> queue.put(2, NEGATIVE));
        assertThrows(IllegalArgumentException.class, () -> queue.get(NEGATIVE));

        assertEquals(List.of(1), queue.toList());
    }

    @Test
    void nothingIsHandedOver() {
        Channel<Integer> channel = new Channel<>();
        Greenlet<Integer> getter = spawn(() -> channel.get());
        sleep();
        assertThrows(IllegalArgumentException.class, () -> channel.put(1, NEGATIVE));
        sleep();
        assertFalse(getter.isReady());
        channel.put(2);

        assertEquals(2, getter.get());
    }

    @Test
    void nobodyIsKilled() {
        Group group = new Group();
        Greenlet<Integer> member = group.spawn(() -> 1);
        assertThrows(IllegalArgumentException.class, () -> member.kill(new GreenletExit(), true, NEGATIVE));
        assertThrows(IllegalArgumentException.class,
                () -> Gevent.killall(List.of(member), new GreenletExit(), true, NEGATIVE));
        assertThrows(IllegalArgumentException.class, () -> group.kill(new GreenletExit(), true, NEGATIVE));
        assertThrows(IllegalArgumentException.class, () -> group.killone(member, new GreenletExit(), true, NEGATIVE));

        assertEquals(1, member.get());
    }

    @Test
    void nobodyIsAMember() {
        Pool pool = new Pool(1);
        assertThrows(IllegalArgumentException.class, () -> pool.start(new Greenlet<>(() -> 1), true, NEGATIVE));
        assertThrows(NullPointerException.class, () -> pool.start(null));

        assertEquals(0, pool.size());
        assertEquals(1, pool.freeCount());
    }

    @Test
    void whoCannotBeStartedIsNoMember() throws Exception {
        Greenlet<Integer> ofClosedHub = OtherThread.run(() -> new Greenlet<>(() -> 1));
        Pool pool = new Pool(1);
        assertThrows(HubDestroyed.class, () -> pool.start(ofClosedHub));
        assertThrows(HubDestroyed.class, () -> pool.start(ofClosedHub, true, null));

        assertTrue(pool.join(Duration.ZERO));
        assertEquals(1, pool.freeCount());
    }
}
