package gevent;

import static gevent.Gevent.getHub;
import static gevent.Gevent.iwait;
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
import gevent.hub.Links;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Iwait: objects one after the other, as they become ready. */
@ExtendWith(FreshHub.class)
class IwaitTest {
    private VirtualTime time;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    /** Anything that becomes ready; it knows how many wait for it. */
    private static final class Flag implements Waitable {
        private final Links<Waitable> links = new Links<>();
        private boolean ready;

        void raise() {
            ready = true;
            getHub().runCallback(() -> links.notifyAll(getHub(), this));
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void rawlink(Consumer<? super Waitable> callback) {
            links.add(callback);
            if (ready) {
                raise();
            }
        }

        @Override
        public void unlink(Consumer<?> callback) {
            links.remove(callback);
        }
    }

    private static Greenlet<Integer> after(int seconds) {
        return spawn(() -> {
            sleep(seconds);
            return seconds;
        });
    }

    private static <T> List<T> toList(Iterable<T> walked) {
        List<T> list = new ArrayList<>();
        walked.forEach(list::add);
        return list;
    }

    @Test
    void theyComeInTheOrderInWhichTheyBecomeReady() {
        Greenlet<Integer> slow = after(2);
        Greenlet<Integer> fast = after(1);

        assertEquals(List.of(fast, slow), toList(iwait(List.of(slow, fast))));
    }

    @Test
    void eachComesAsSoonAsItIsReady() {
        List<Long> times = new ArrayList<>();
        for (Greenlet<Integer> _ : iwait(List.of(after(3), after(1), after(2)))) {
            times.add(time.passed().toSeconds());
        }

        assertEquals(List.of(1L, 2L, 3L), times);
    }

    @Test
    void thoseThatBecomeReadyWhileTheWalkerIsBusyAreKept() {
        List<Integer> values = new ArrayList<>();
        for (Greenlet<Integer> g : iwait(List.of(after(3), after(1), after(2)))) {
            values.add(g.value());
            sleep(10);
        }

        assertEquals(List.of(1, 2, 3), values);
    }

    @Test
    void anyMixOfObjectsMayBeWaitedFor() {
        Flag flag = new Flag();
        Greenlet<Void> g = spawn(() -> {
            sleep(1);
            flag.raise();
            sleep(1);
        });

        assertEquals(List.of(flag, g), toList(iwait(List.<Waitable>of(g, flag))));
    }

    @Test
    void thoseThatWereReadyComeAtOnce() {
        Flag flag = new Flag();
        flag.raise();

        assertEquals(List.of(flag), toList(iwait(List.of(flag))));
        assertEquals(Duration.ZERO, time.passed());
    }

    @Test
    void anObjectGivenTwiceComesTwice() {
        Greenlet<Integer> g = after(1);

        assertEquals(List.of(g, g), toList(iwait(List.of(g, g))));
    }

    @Test
    void ofNothingItIsEmpty() {
        assertFalse(iwait(List.<Flag>of()).hasNext());
    }

    @Test
    void whenTheTimeIsUpItEnds() {
        Greenlet<Integer> slow = after(10);
        Greenlet<Integer> fast = after(1);

        assertEquals(List.of(fast), toList(iwait(List.of(slow, fast), Duration.ofSeconds(5), 2)));
        assertEquals(Duration.ofSeconds(5), time.passed());
        slow.kill();
    }

    @Test
    void theTimeIsForAllTogether() {
        List<Greenlet<Integer>> all = List.of(after(1), after(2), after(3), after(4));

        assertEquals(3, toList(iwait(all, Duration.ofMillis(3500), 4)).size());
        killall(all);
    }

    @Test
    void theTimeCountsFromTheFirstThatIsAskedFor() {
        Greenlet<Integer> g = after(6);
        Ready<Greenlet<Integer>> ready = iwait(List.of(g), Duration.ofSeconds(5), 1);
        sleep(4);

        assertEquals(List.of(g), toList(ready));
    }

    @Test
    void aCountEndsIt() {
        Flag never = new Flag();
        Greenlet<Integer> fast = after(1);

        assertEquals(List.of(fast), toList(iwait(List.of(never, fast), null, 1)));
        assertEquals(0, never.links.count());
    }

    @Test
    void nothingIsLinkedBeforeTheFirstIsAskedFor() {
        Flag flag = new Flag();
        Ready<Flag> ready = iwait(List.of(flag));
        assertEquals(0, flag.links.count());

        flag.raise();
        assertSame(flag, ready.next());
    }

    @Test
    void closedItHasUnlinkedAll() {
        Flag early = new Flag();
        Flag late = new Flag();
        early.raise();
        try (Ready<Flag> ready = iwait(List.of(early, late))) {
            assertSame(early, ready.next());
            assertEquals(1, late.links.count());
        }

        assertEquals(0, late.links.count());
    }

    @Test
    void closedItHandsOutNothing() {
        Flag flag = new Flag();
        flag.raise();
        Ready<Flag> ready = iwait(List.of(flag));
        ready.close();

        assertFalse(ready.hasNext());
        assertThrows(NoSuchElementException.class, ready::next);
    }

    @Test
    void anExceptionInTheWaitUnlinksAll() {
        Flag never = new Flag();
        Timeout.start(Duration.ofSeconds(1));

        assertThrows(Timeout.class, () -> iwait(List.of(never)).hasNext());
        assertEquals(0, never.links.count());
    }

    @Test
    void theEndOfTheTimeUnlinksAll() {
        Flag never = new Flag();

        assertFalse(iwait(List.of(never), Duration.ofSeconds(1), 1).hasNext());
        assertEquals(0, never.links.count());
    }

    @Test
    void askingWhetherThereIsANextTakesNothing() {
        Greenlet<Integer> g = after(1);
        Iterator<Greenlet<Integer>> ready = iwait(List.of(g)).iterator();

        assertTrue(ready.hasNext());
        assertTrue(ready.hasNext());
        assertSame(g, ready.next());
        assertFalse(ready.hasNext());
    }

    @Test
    void aLimitTooLongToCountIsNone() {
        Greenlet<?> g = spawn(() -> null);

        assertEquals(List.of(g), joinall(List.of(g), Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals(List.of(g), joinall(List.of(g), Duration.ofNanos(Long.MAX_VALUE)));
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> joinall(List.of(), -1));
    }
}
