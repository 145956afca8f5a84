package gevent.socket;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.threadpool.ThreadPool;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Look-ups of names, by a system and a clock that the test owns. */
@ExtendWith(FreshHub.class)
class LookupsTest {
    private static final int PERMITS = 1_000;
    private static final CacheRules USUAL = new CacheRules(30, 10, 0);

    private final AtomicLong now = new AtomicLong();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    /** What the system waits for before each answer. */
    private final Semaphore mayAnswer = new Semaphore(PERMITS);
    private final ThreadPool pool = new ThreadPool(2);
    private volatile boolean hasIt = true;

    @AfterEach
    void endThreads() {
        mayAnswer.release(PERMITS);
        pool.close();
    }

    private InetAddress[] system(String host) throws UnknownHostException {
        asked.add(host);
        mayAnswer.acquireUninterruptibly();
        if (!hasIt) {
            throw new UnknownHostException(host + ": not known");
        }
        return new InetAddress[] {InetAddress.getByAddress(host, new byte[] {10, 0, 0, (byte) asked.size()})};
    }

    private Lookups lookups(CacheRules rules) {
        return new Lookups(pool, this::system, rules, now::get);
    }

    private void pass(int seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    // ---- waiting

    @Test
    void othersRunMeanwhile() {
        Lookups lookups = lookups(USUAL);
        mayAnswer.drainPermits();
        Greenlet<InetAddress[]> one = spawn(() -> lookups.lookup("one"));
        spawn(() -> mayAnswer.release());

        assertEquals("one/10.0.0.1", one.get()[0].toString());
    }

    @Test
    void severalAreUnderWayAtOnce() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Lookups lookups = new Lookups(pool, _ -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new InetAddress[0];
        }, USUAL, now::get);

        joinall(spawn(() -> lookups.lookup("one")), spawn(() -> lookups.lookup("two")));
        assertEquals(0, both.getCount());
    }

    @Test
    void equalOnesAtTheSameTimeAreOne() {
        Lookups lookups = lookups(USUAL);
        mayAnswer.drainPermits();
        List<Greenlet<InetAddress[]>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(spawn(() -> lookups.lookup("one")));
        }
        spawn(() -> mayAnswer.release());
        joinall(all);

        assertEquals(List.of("one"), List.copyOf(asked));
        all.forEach(each -> assertEquals("10.0.0.1", each.get()[0].getHostAddress()));
    }

    @Test
    void aHubWaitsForWhatAnotherHasBegun() throws Exception {
        Lookups lookups = lookups(USUAL);
        mayAnswer.drainPermits();
        OtherThread other = OtherThread.start(() -> {
            Hub.get();
            return lookups.lookup("one");
        });
        while (asked.isEmpty()) {
            Thread.onSpinWait();
        }
        OtherThread.start(() -> {
            mayAnswer.release();
            return null;
        });
        Hub.get();

        assertEquals("10.0.0.1", lookups.lookup("one")[0].getHostAddress());
        assertEquals(1, asked.size());
        other.result();
    }

    @Test
    void aThreadWithoutHubBlocksAndGetsNone() throws Exception {
        Lookups lookups = lookups(USUAL);

        assertNull(OtherThread.run(() -> {
            lookups.lookup("one");
            return Hub.getIfExists();
        }));
    }

    // ---- leaving

    @Test
    void aTimeoutLeavesAtOnce() {
        Lookups lookups = lookups(USUAL);
        mayAnswer.drainPermits();

        assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(Duration.ofMillis(10))) {
                lookups.lookup("one");
            }
        });
    }

    @Test
    void aKillLeavesAtOnceAndOthersGetTheAnswer() {
        Lookups lookups = lookups(USUAL);
        mayAnswer.drainPermits();
        Greenlet<InetAddress[]> first = spawn(() -> lookups.lookup("one"));
        Greenlet<InetAddress[]> second = spawn(() -> lookups.lookup("one"));
        sleep();
        first.kill();
        assertFalse(second.isReady());
        mayAnswer.release();

        assertEquals("10.0.0.1", second.get()[0].getHostAddress());
        assertEquals(1, asked.size());
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsKept() throws UnknownHostException {
        Lookups lookups = lookups(USUAL);
        mayAnswer.drainPermits();
        Greenlet<InetAddress[]> first = spawn(() -> lookups.lookup("one"));
        sleep();
        first.kill();
        mayAnswer.release();
        lookups.lookup("one");
        lookups.lookup("one");

        assertEquals(1, asked.size());
    }

    @Test
    void whoIsKilledBeforeThereIsAThreadLeavesItToTheNext() {
        Lookups lookups = lookups(USUAL);
        mayAnswer.drainPermits();
        for (String each : List.of("a", "b", "c")) {
            spawn(() -> lookups.lookup(each));
        }
        Greenlet<InetAddress[]> first = spawn(() -> lookups.lookup("one"));
        Greenlet<InetAddress[]> second = spawn(() -> lookups.lookup("one"));
        sleep();
        sleep();
        first.kill();
        mayAnswer.release(PERMITS);

        assertEquals("one", second.get()[0].getHostName());
    }

    // ---- the cache

    @Test
    void anAnswerIsKeptForAsLongAsTheRulesSay() throws UnknownHostException {
        Lookups lookups = lookups(USUAL);
        InetAddress[] first = lookups.lookup("one");
        pass(29);
        assertArrayEquals(first, lookups.lookup("one"));
        assertEquals(1, asked.size());

        pass(1);
        assertEquals("10.0.0.2", lookups.lookup("one")[0].getHostAddress());
    }

    @Test
    void whoGetsAnAnswerMayChangeIt() throws UnknownHostException {
        Lookups lookups = lookups(USUAL);
        lookups.lookup("one")[0] = null;

        assertEquals("10.0.0.1", lookups.lookup("one")[0].getHostAddress());
    }

    @Test
    void thatThereIsNoneIsKeptToo() {
        Lookups lookups = lookups(USUAL);
        hasIt = false;
        Exception first = assertThrows(UnknownHostException.class, () -> lookups.lookup("one"));
        pass(9);
        Exception second = assertThrows(UnknownHostException.class, () -> lookups.lookup("one"));
        assertEquals("one: not known", second.getMessage());
        assertNotSame(first, second);
        assertEquals(1, asked.size());

        pass(1);
        assertThrows(UnknownHostException.class, () -> lookups.lookup("one"));
        assertEquals(2, asked.size());
    }

    @Test
    void nothingIsKeptIfTheRulesSaySo() throws UnknownHostException {
        Lookups lookups = lookups(new CacheRules(0, 0, 0));
        lookups.lookup("one");
        lookups.lookup("one");

        assertEquals(2, asked.size());
    }

    @Test
    void anAnswerIsKeptForEverIfTheRulesSaySo() throws UnknownHostException {
        Lookups lookups = lookups(new CacheRules(CacheRules.FOREVER, CacheRules.FOREVER, 0));
        lookups.lookup("one");
        pass(1_000_000_000);
        lookups.lookup("one");

        assertEquals(1, asked.size());
    }

    @Test
    void theLongestTimesDoNotOverflow() throws UnknownHostException {
        Lookups lookups = lookups(new CacheRules(Integer.MAX_VALUE, 0, Integer.MAX_VALUE));
        lookups.lookup("one");
        pass(2_000_000_000);
        lookups.lookup("one");

        assertEquals(1, asked.size());
    }

    @Test
    void aNameWithAZeroByteIsOfNoHost() {
        assertThrows(UnknownHostException.class, () -> lookups(USUAL).lookup("one\0.example"));
        assertEquals(0, asked.size());
    }

    @Test
    void anOldAnswerHelpsWhileThereIsNoNewOne() throws UnknownHostException {
        Lookups lookups = lookups(new CacheRules(30, 10, 60));
        lookups.lookup("one");
        pass(31);
        hasIt = false;
        assertEquals("10.0.0.1", lookups.lookup("one")[0].getHostAddress());
        assertEquals(2, asked.size());

        pass(60);
        assertThrows(UnknownHostException.class, () -> lookups.lookup("one"));
    }

    @Test
    void anOldAnswerHelpsWhileANewOneIsUnderWay() throws UnknownHostException {
        Lookups lookups = lookups(new CacheRules(30, 10, 60));
        lookups.lookup("one");
        pass(31);
        mayAnswer.drainPermits();
        Greenlet<InetAddress[]> anew = spawn(() -> lookups.lookup("one"));
        sleep();
        assertEquals("10.0.0.1", lookups.lookup("one")[0].getHostAddress());

        mayAnswer.release();
        assertEquals("10.0.0.2", anew.get()[0].getHostAddress());
    }

    @Test
    void lookingUpAnewDoesNotMindWhatIsKept() throws UnknownHostException {
        Lookups lookups = lookups(USUAL);
        lookups.lookup("one");

        assertEquals("10.0.0.2", lookups.lookupAnew("one")[0].getHostAddress());
        assertEquals("10.0.0.2", lookups.lookup("one")[0].getHostAddress());
    }

    @Test
    void anExceptionOfTheSystemIsAnUnknownHost() {
        Lookups lookups = new Lookups(pool, _ -> {
            throw new IllegalArgumentException("what a name");
        }, USUAL, now::get);

        Exception told = assertThrows(UnknownHostException.class, () -> lookups.lookup("one"));
        assertInstanceOf(IllegalArgumentException.class, told.getCause());
    }

    @Test
    void anErrorOfTheSystemIsTold() {
        Lookups lookups = new Lookups(pool, _ -> {
            throw new OutOfMemoryError("on purpose");
        }, USUAL, now::get);

        assertThrows(OutOfMemoryError.class, () -> lookups.lookup("one"));
    }
}
