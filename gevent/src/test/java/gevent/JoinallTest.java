package gevent;

import static gevent.Gevent.await;
import static gevent.Gevent.joinall;
import static gevent.Gevent.killall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Joining several greenlets: joinall and await. */
@ExtendWith(FreshHub.class)
class JoinallTest {
    private VirtualTime time;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    private static Greenlet<Integer> after(int seconds) {
        return spawn(() -> {
            sleep(seconds);
            return seconds;
        });
    }

    private static Greenlet<Void> failingAfter(int seconds) {
        Reported.here();
        return spawn(() -> {
            sleep(seconds);
            throw new Exception("after " + seconds);
        });
    }

    @Test
    void joinallWaitsUntilAllHaveEnded() {
        Greenlet<Integer> a = after(1);
        Greenlet<Integer> b = after(2);
        joinall(a, b);

        assertTrue(a.isDead() && b.isDead());
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void theyRunSideBySide() {
        joinall(List.of(after(5), after(5), after(5)));

        assertEquals(Duration.ofSeconds(5), time.passed());
    }

    @Test
    void joinallReturnsThemInTheOrderOfTheirEnds() {
        Greenlet<Integer> slow = after(3);
        Greenlet<Integer> fast = after(1);
        Greenlet<Integer> middle = after(2);

        assertEquals(List.of(fast, middle, slow), joinall(slow, fast, middle));
    }

    @Test
    void joinallOfNoneReturnsAtOnce() {
        assertEquals(List.of(), joinall());
        assertEquals(0, time.polls().size());
    }

    @Test
    void joinallOfTheDeadReturnsThem() {
        Greenlet<Integer> dead = after(1);
        dead.join();

        assertEquals(List.of(dead), joinall(dead));
    }

    @Test
    void oneGivenTwiceComesTwice() {
        Greenlet<Integer> g = after(1);

        assertEquals(List.of(g, g), joinall(g, g));
    }

    @Test
    void whenTheTimeIsUpItReturnsThoseThatHaveEnded() {
        Greenlet<Integer> fast = after(1);
        Greenlet<Integer> slow = after(10);

        assertEquals(List.of(fast), joinall(List.of(slow, fast), Duration.ofSeconds(5)));
        assertEquals(Duration.ofSeconds(5), time.passed());
        slow.kill();
    }

    @Test
    void noTimeLetsThoseThatAreReadyEnd() {
        Greenlet<String> ready = spawn(() -> "value");
        Greenlet<Integer> slow = after(10);

        assertEquals(List.of(ready), joinall(List.of(ready, slow), Duration.ZERO));
        slow.kill();
    }

    @Test
    void aCountIsEnough() {
        Greenlet<Integer> slow = after(3);
        Greenlet<Integer> fast = after(1);
        Greenlet<Integer> middle = after(2);

        assertEquals(List.of(fast, middle), joinall(List.of(slow, fast, middle), 2));
        assertFalse(slow.isDead());
        slow.kill();
    }

    @Test
    void failuresAreNotThrownUnlessAskedFor() {
        Greenlet<Void> failing = failingAfter(1);

        assertEquals(List.of(failing), joinall(failing));
    }

    @Test
    void theFirstFailureIsThrownIfAskedFor() {
        Greenlet<Void> second = failingAfter(2);
        Greenlet<Void> first = failingAfter(1);

        CompletionException thrown = assertThrows(CompletionException.class,
                () -> joinall(List.of(second, first), true));

        assertSame(first.exception(), thrown.getCause());
        assertFalse(second.isDead(), "the others run on");
        second.join();
    }

    @Test
    void anExitIsNoFailure() {
        Greenlet<Integer> g = after(1);
        sleep();
        g.kill();

        assertEquals(List.of(g), joinall(List.of(g), true));
    }

    @Test
    void aTimeoutOfTheCallerEndsIt() {
        Greenlet<Integer> g = after(10);
        Timeout timeout = Timeout.start(Duration.ofSeconds(1));

        assertSame(timeout, assertThrows(Timeout.class, () -> joinall(g)));
        g.kill();
    }

    @Test
    void greenletsOfAThreadThatHasEndedAreDone() throws Exception {
        List<Greenlet<?>> theirs = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            theirs.add(spawn(() -> "value"));
            sleep();
        });
        thread.join();

        assertEquals(theirs, joinall(theirs));
        assertEquals("value", theirs.getFirst().get());
    }

    @Test
    void joinallInAGreenletWorksToo() {
        Greenlet<Integer> a = after(2);
        Greenlet<List<Greenlet<?>>> joiner = spawn(() -> joinall(a));

        assertEquals(List.of(a), joiner.get());
    }

    // ---- await

    @Test
    void awaitReturnsThemInTheOrderInWhichTheyBecameReady() {
        Greenlet<Integer> slow = after(2);
        Greenlet<Integer> fast = after(1);

        List<Greenlet<Integer>> ready = await(List.of(slow, fast));
        assertEquals(List.of(fast, slow), ready);
    }

    @Test
    void awaitWithALimitReturnsThoseThatAreReady() {
        Greenlet<Integer> slow = after(20);
        Greenlet<Integer> fast = after(1);

        assertEquals(List.of(fast), await(List.of(slow, fast), Duration.ofSeconds(2), 2));
        killall(List.of(slow));
    }

    @Test
    void awaitOfNothingWaitsUntilNothingIsLeftToDo() {
        Greenlet<Integer> g = after(1);

        assertTrue(await());
        assertTrue(g.isDead());
    }

    @Test
    void awaitOfNothingSaysThatTheTimeWasUp() {
        Greenlet<Integer> g = after(2);

        assertFalse(await(Duration.ofSeconds(1)));
        assertTrue(await(Duration.ofSeconds(2)));
        assertTrue(g.isDead());
    }
}
