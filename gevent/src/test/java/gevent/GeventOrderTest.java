package gevent;

import static gevent.Gevent.joinall;
import static gevent.Gevent.killall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Waiter;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.queue.Channel;
import gevent.queue.Queue;
import greenlet.GreenletExit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The order in which greenlets run is gevent's: each expectation is what the same program of gevent 22.10.2 prints. */
@ExtendWith(FreshHub.class)
class GeventOrderTest {
    private final List<String> log = new ArrayList<>();
    private final List<Greenlet<?>> greenlets = new ArrayList<>();

    private Greenlet<?> start(Action body) {
        Greenlet<?> greenlet = spawn(body);
        greenlets.add(greenlet);
        return greenlet;
    }

    private void log(Object what) {
        log.add(what.toString());
    }

    private void spawnLogging(String what) {
        start(() -> log(what));
    }

    private void assertOrder(String expected) {
        joinall(greenlets);
        assertEquals(expected, String.join(" ", log));
    }

    // ---- queues

    @Test
    void aGetterRunsInTheTurnInWhichItIsServed() {
        Queue<Integer> queue = new Queue<>();
        start(() -> log("got" + queue.get()));
        sleep();
        queue.put(1);
        sleep();
        log("main");

        assertOrder("got1 main");
    }

    @Test
    void aQueueOfOneHandsOverItemByItem() {
        Queue<Integer> queue = new Queue<>(1);
        start(() -> putFour(queue));
        start(() -> getFour(queue));

        assertOrder("p0 g0 p1 g1 p2 g2 p3 g3");
    }

    @Test
    void aQueueOfOneHandsOverItemByItemToAGetterThatCameFirst() {
        Queue<Integer> queue = new Queue<>(1);
        start(() -> getFour(queue));
        start(() -> putFour(queue));

        assertOrder("p0 g0 p1 g1 p2 g2 p3 g3");
    }

    private void putFour(Queue<Integer> queue) {
        for (int i = 0; i < 4; i++) {
            queue.put(i);
            log("p" + i);
        }
    }

    private void getFour(Queue<Integer> queue) {
        for (int i = 0; i < 4; i++) {
            log("g" + queue.get());
        }
    }

    @Test
    void gettersRunBeforeWhatWasSpawnedAfterThePut() {
        Queue<Integer> queue = new Queue<>();
        for (String n : List.of("a", "b")) {
            start(() -> {
                log(n + queue.get());
                sleep();
                log(n + "x");
            });
        }
        sleep();
        queue.put(1);
        queue.put(2);
        spawnLogging("spawned");
        sleep();
        log("main");

        assertOrder("a1 b2 spawned main ax bx");
    }

    @Test
    void aGetterBetweenTwoThatPeekTakesTheItemFromTheSecond() {
        Queue<Integer> queue = new Queue<>();
        start(() -> log("k1" + queue.peek()));
        start(() -> log("g" + queue.get()));
        start(() -> log("k2" + queue.peek()));
        sleep();
        queue.put(1);
        sleep();
        log("main");
        queue.put(2);

        assertOrder("k11 g1 main k22");
    }

    @Test
    void puttersRunInTheTurnInWhichThereIsRoom() {
        Queue<Integer> queue = new Queue<>(2);
        for (int i = 0; i < 5; i++) {
            int n = i;
            start(() -> {
                queue.put(n);
                log("p" + n);
            });
        }
        sleep();
        log("g" + queue.get());
        log("g" + queue.get());
        spawnLogging("spawned");
        sleep();
        log("main");
        log("g" + queue.get());

        assertOrder("p0 p1 g0 g1 p2 p3 spawned main g2 p4");
    }

    @Test
    void aJoinOfAQueueReturnsInTheTurnOfTheLastTaskDone() {
        Queue<Integer> queue = new Queue<>();
        queue.put(1);
        start(() -> {
            queue.join();
            log("joined");
        });
        sleep();
        queue.get();
        queue.taskDone();
        sleep();
        log("main");

        assertOrder("joined main");
    }

    // ---- channels

    private void put(Channel<String> channel, String item) {
        start(() -> {
            channel.put(item);
            log("p" + item);
        });
    }

    private void get(Channel<String> channel, String getter) {
        start(() -> log(getter + channel.get()));
    }

    @Test
    void thePutterOfAChannelGoesOnRightBehindItsGetter() {
        Channel<Integer> channel = new Channel<>();
        start(() -> {
            for (int i = 0; i < 3; i++) {
                channel.put(i);
                log("p" + i);
            }
        });
        start(() -> {
            for (int i = 0; i < 3; i++) {
                log("g" + channel.get());
            }
        });

        assertOrder("g0 p0 g1 p1 g2 p2");
    }

    @Test
    void thePartiesOfAChannelMeetBehindWhatIsReady() {
        Channel<String> channel = new Channel<>();
        put(channel, "a");
        put(channel, "b");
        get(channel, "x");
        get(channel, "y");
        spawnLogging("spawned");

        assertOrder("spawned xa pa yb pb");
    }

    @Test
    void aGetterThatWaitedMeetsItsPutterBehindWhatIsReady() {
        Channel<String> channel = new Channel<>();
        get(channel, "x");
        sleep();
        put(channel, "a");
        get(channel, "y");
        put(channel, "b");
        spawnLogging("s");

        assertOrder("s xa pa yb pb");
    }

    @Test
    void aPutOfMainReturnsBehindItsGetter() {
        Channel<Integer> channel = new Channel<>();
        start(() -> log("got" + channel.get()));
        sleep();
        spawnLogging("spawned");
        channel.put(1);
        log("main");

        assertOrder("spawned got1 main");
    }

    // ---- locks

    @Test
    void whoAcquiresASemaphoreRunsInTheTurnOfTheRelease() {
        Semaphore semaphore = new Semaphore(0);
        for (String n : List.of("a", "b", "c")) {
            start(() -> {
                semaphore.acquire();
                log(n);
                sleep();
                log(n + "x");
            });
        }
        sleep();
        semaphore.release();
        semaphore.release();
        spawnLogging("spawned");
        sleep();
        log("main");
        semaphore.release();

        assertOrder("a b spawned main ax bx c cx");
    }

    @Test
    void aPermitThatIsReleasedAgainGoesToTheNextInTheSameTurn() {
        Semaphore semaphore = new Semaphore(0);
        List.of("a", "b", "c").forEach(n -> passOn(semaphore, n));
        sleep();
        semaphore.release();
        passOn(semaphore, "d");
        sleep();
        log("main");

        assertOrder("a b c d main");
    }

    private void passOn(Semaphore semaphore, String n) {
        start(() -> {
            semaphore.acquire();
            log(n);
            semaphore.release();
        });
    }

    @Test
    void linksOfASemaphoreAreCalledAmongItsWaiters() {
        Semaphore semaphore = new Semaphore(0);
        acquire(semaphore, "a");
        sleep();
        semaphore.rawlink(_ -> log("raw"));
        acquire(semaphore, "b");
        sleep();
        semaphore.release();
        semaphore.release();
        sleep();
        log("main");

        assertOrder("a raw b main");
    }

    private void acquire(Semaphore semaphore, String n) {
        start(() -> {
            semaphore.acquire();
            log(n);
        });
    }

    @Test
    void whoOnlyWaitsForAPermitLeavesItToTheNext() {
        Semaphore semaphore = new Semaphore(0);
        start(() -> log("w1" + semaphore.await()));
        acquire(semaphore, "a");
        start(() -> log("w2" + semaphore.await()));
        sleep();
        semaphore.release();
        sleep();
        log("main");
        semaphore.release();

        assertOrder("w11 a main w21");
    }

    @Test
    void theNextOwnerOfALockRunsInTheTurnOfTheRelease() {
        RLock lock = new RLock();
        lock.acquire();
        for (String n : List.of("a", "b", "c")) {
            start(() -> {
                lock.acquire();
                log(n);
                sleep();
                log(n + "x");
                lock.release();
            });
        }
        sleep();
        lock.release();
        spawnLogging("spawned");
        sleep();
        log("main");

        assertOrder("a spawned main ax b bx c cx");
    }

    @Test
    void whoTakesALockAgainIsFasterThanThoseThatWait() {
        RLock lock = new RLock();
        for (String n : List.of("a", "b", "c")) {
            start(() -> {
                for (int i = 0; i < 3; i++) {
                    lock.acquire();
                    log(n + i);
                    sleep();
                    lock.release();
                }
            });
        }

        assertOrder("a0 a1 a2 b0 b1 b2 c0 c1 c2");
    }

    // ---- events and results

    private void await(Event event, String n) {
        start(() -> {
            event.await();
            log(n);
        });
    }

    @Test
    void waitersOfAnEventRunInTheTurnInWhichItIsSet() {
        Event event = new Event();
        for (String n : List.of("a", "b")) {
            start(() -> {
                event.await();
                log(n);
                sleep();
                log(n + "x");
            });
        }
        sleep();
        event.set();
        spawnLogging("spawned");
        sleep();
        log("main");

        assertOrder("a b spawned main ax bx");
    }

    @Test
    void aWaiterThatComesWhileOthersAreAboutToBeWokenGoesBehindThem() {
        Event event = new Event();
        await(event, "a");
        await(event, "b");
        sleep();
        await(event, "c");
        event.set();
        event.await();
        log("main");

        assertOrder("a b main c");
    }

    @Test
    void waitersThatComeBackToASetEventTakeTurnsAndLetOthersRun() {
        Event event = new Event();
        for (String n : List.of("a", "b")) {
            start(() -> {
                for (int i = 0; i < 4; i++) {
                    event.await();
                    log(n + i);
                }
            });
        }
        sleep();
        event.set();
        spawnLogging("spawned");

        assertOrder("a0 b0 a1 b1 spawned a2 b2 a3 b3");
    }

    @Test
    void whatAWaiterSetsComesBehindTheOtherWaiters() {
        Event first = new Event();
        Event second = new Event();
        await(second, "second");
        for (String n : List.of("a", "b")) {
            start(() -> {
                first.await();
                log(n);
                second.set();
            });
        }
        sleep();
        first.set();

        assertOrder("a b second");
    }

    @Test
    void getOfAResultIsAtOnceButAwaitGoesBehindTheWaiters() {
        AsyncResult<Integer> result = new AsyncResult<>();
        List.of("a", "b").forEach(n -> get(result, n));
        sleep();
        get(result, "c");
        result.set(1);
        result.get();
        log("main");
        result.await();
        log("main2");

        assertOrder("main c a b main2");
    }

    private void get(AsyncResult<Integer> result, String n) {
        start(() -> {
            result.get();
            log(n);
        });
    }

    // ---- links

    private void join(Greenlet<?> greenlet, String n) {
        start(() -> {
            greenlet.join();
            log(n);
        });
    }

    private Consumer<Object> logging(String what) {
        return _ -> log(what);
    }

    @Test
    void linksRunInTheOrderTheyWereAddedOfWhateverKind() {
        Event go = new Event();
        Greenlet<?> greenlet = start(go::await);
        sleep();
        greenlet.rawlink(logging("raw1"));
        greenlet.link(logging("link1"));
        join(greenlet, "join1");
        sleep();
        greenlet.link(logging("link2"));
        greenlet.rawlink(logging("raw2"));
        join(greenlet, "join2");
        sleep();
        go.set();
        greenlet.join();
        log("main");
        spawnLogging("spawned");

        assertOrder("raw1 link1 join1 link2 raw2 join2 main spawned");
    }

    @Test
    void anEarlierLinkMayUnlinkALaterOne() {
        Greenlet<@Nullable Void> greenlet = spawn(() -> { });
        Consumer<Object> later = logging("later");
        Consumer<Object> rawLater = logging("rawLater");
        greenlet.link(_ -> {
            log("first");
            greenlet.unlink(later);
            greenlet.unlink(rawLater);
        });
        greenlet.link(later);
        greenlet.rawlink(rawLater);
        greenlet.join();
        log("main");
        sleep();

        assertOrder("first main");
    }

    @Test
    void linksOfAGreenletThatHasEndedRunInTheirTurn() {
        Greenlet<?> greenlet = start(() -> { });
        greenlet.join();
        greenlet.rawlink(logging("raw1"));
        greenlet.link(logging("link1"));
        spawnLogging("spawned");
        greenlet.rawlink(logging("raw2"));
        sleep();
        log("main");

        assertOrder("raw1 link1 raw2 spawned main");
    }

    @Test
    void joinersRunAfterAllThatEndedBeforeThem() {
        Greenlet<?> a = start(() -> log("a"));
        Greenlet<?> b = start(() -> log("b"));
        join(a, "ja");
        join(b, "jb");

        assertOrder("a b ja jb");
    }

    // ---- kills and callbacks

    @Test
    void aKilledGreenletEndsInTheTurnOfItsKill() {
        Greenlet<?> a = start(() -> logEnd("a"));
        Greenlet<?> b = start(() -> logEnd("b"));
        sleep();
        a.kill(new GreenletExit(), false, null);
        spawnLogging("spawned");
        b.kill(new GreenletExit(), false, null);
        sleep();
        log("main");

        assertOrder("a spawned b main ax bx");
    }

    @Test
    void killallEndsAllInOneTurn() {
        Greenlet<?> a = start(() -> logEnd("a"));
        Greenlet<?> b = start(() -> logEnd("b"));
        sleep();
        killall(List.of(a, b), new GreenletExit(), false, null);
        spawnLogging("spawned");
        sleep();
        log("main");

        assertOrder("a b spawned main ax bx");
    }

    private void logEnd(String n) {
        try {
            sleep(10);
        } finally {
            log(n);
            sleep();
            log(n + "x");
        }
    }

    @Test
    void whomACallbackWakesRunsBeforeTheNextCallback() {
        Waiter<String> a = new Waiter<>();
        Waiter<String> b = new Waiter<>();
        start(() -> log(a.get()));
        start(() -> log(b.get()));
        sleep();
        Hub.get().runCallback(() -> a.switchTo("a"));
        Hub.get().runCallback(() -> {
            log("second");
            b.switchTo("b");
        });
        sleep();
        log("main");

        assertOrder("a second b main");
    }

    /** The kill is queued before the end of b wakes a. */
    @Test
    void aKillComesBeforeTheEndOfItsKiller() {
        Greenlet<?>[] both = new Greenlet<?>[2];
        both[0] = spawn(() -> {
            both[1].join();
            return "goes on";
        });
        both[1] = spawn(() -> both[0].kill(new GreenletExit(), false, null));
        joinall(both);

        assertEquals(null, both[0].value());
    }
}
