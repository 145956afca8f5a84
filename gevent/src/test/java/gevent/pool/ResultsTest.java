package gevent.pool;

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
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Results that come one by one: imap and imapUnordered. */
@ExtendWith(FreshHub.class)
class ResultsTest {
    private final List<Integer> begun = new ArrayList<>();
    private final Group group = new Group();
    private VirtualTime time;
    private Reported reported;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
        reported = Reported.here();
    }

    private int sleepy(int seconds) {
        begun.add(seconds);
        sleep(seconds);
        if (seconds > 5) {
            throw new IllegalStateException("" + seconds);
        }
        return seconds;
    }

    private static List<Integer> all(Results<Integer> results) {
        List<Integer> all = new ArrayList<>();
        results.forEach(all::add);
        return all;
    }

    /** Things of which there are two, and then a failure. */
    private static Iterable<Integer> breaking() {
        return () -> Stream.of(2, 1, 0).map(n -> {
            if (n == 0) {
                throw new IllegalArgumentException("no more things");
            }
            return n;
        }).iterator();
    }

    @Test
    void imapKeepsTheOrderOfTheThings() {
        assertEquals(List.of(3, 1, 2), all(group.imap(this::sleepy, List.of(3, 1, 2))));
    }

    @Test
    void imapUnorderedGivesThemAsTheyCome() {
        assertEquals(List.of(1, 2, 3), all(group.imapUnordered(this::sleepy, List.of(3, 1, 2))));
    }

    @Test
    void aResultIsThereBeforeTheOthers() {
        Results<Integer> results = group.imap(this::sleepy, List.of(1, 5));

        assertEquals(1, results.next());
        assertEquals(Duration.ofSeconds(1), time.passed());
        results.next();
    }

    @Test
    void ofNothingThereIsNothing() {
        assertFalse(group.imap(this::sleepy, List.of()).hasNext());
    }

    @Test
    void unorderedOfNothingThereIsNothing() {
        assertFalse(group.imapUnordered(this::sleepy, List.of()).hasNext());
    }

    @Test
    void afterTheLastThereIsNoNext() {
        Results<Integer> results = group.imap(this::sleepy, List.of(1));
        results.next();

        assertFalse(results.hasNext());
        assertThrows(NoSuchElementException.class, results::next);
    }

    @Test
    void aFailureIsThrownAtItsTurnAndTheWalkGoesOn() {
        Results<Integer> results = group.imap(this::sleepy, List.of(1, 6, 2));

        assertEquals(1, results.next());
        assertEquals("6", assertThrows(IllegalStateException.class, results::next).getMessage());
        assertEquals(2, results.next());
        assertFalse(results.hasNext());
    }

    @Test
    void unorderedAFailureIsThrownWhenItComes() {
        Results<Integer> results = group.imapUnordered(this::sleepy, List.of(6, 1));

        assertEquals(1, results.next());
        assertThrows(IllegalStateException.class, results::next);
        assertFalse(results.hasNext());
    }

    @Test
    void aFailureIsNotReported() {
        assertThrows(IllegalStateException.class, group.imap(this::sleepy, List.of(6))::next);

        sleep();
        assertEquals(List.of(), reported.errors());
    }

    @Test
    void aFailureOfTheThingsIsThrownAtItsPlaceAndEndsTheWalk() {
        Results<Integer> results = group.imap(this::sleepy, breaking());

        assertEquals(2, results.next());
        assertEquals(1, results.next());
        assertThrows(IllegalArgumentException.class, results::next);
        assertFalse(results.hasNext());
    }

    @Test
    void unorderedAFailureOfTheThingsComesLast() {
        Results<Integer> results = group.imapUnordered(this::sleepy, breaking());

        assertEquals(1, results.next());
        assertEquals(2, results.next());
        assertThrows(IllegalArgumentException.class, results::next);
        assertFalse(results.hasNext());
    }

    @Test
    void aResultMayBeNull() {
        Iterator<Object> results = group.imap(_ -> null, List.of(1));

        assertTrue(results.hasNext());
        assertSame(null, results.next());
    }

    @Test
    void maxsizeLimitsHowManyResultsWait() {
        Results<Integer> results = group.imap(this::sleepy, List.of(1, 2, 3, 4), 2);

        sleep(5);
        assertEquals(List.of(1, 2), begun);
        assertEquals(List.of(1, 2, 3, 4), all(results));
    }

    @Test
    void unorderedMaxsizeLimitsHowManyResultsWait() {
        Results<Integer> results = group.imapUnordered(this::sleepy, List.of(1, 2, 3, 4), 1);

        sleep(5);
        assertEquals(List.of(1), begun);
        assertEquals(List.of(1, 2, 3, 4), all(results));
    }

    @Test
    void askingForOneLetsOneMoreBegin() {
        try (Results<Integer> results = group.imap(this::sleepy, List.of(1, 2, 3, 4), 1)) {
            results.next();
            sleep();
            assertEquals(List.of(1, 2), begun);
        }
        group.join();
    }

    @Test
    void afterCloseNothingMoreIsBegun() {
        group.imap(this::sleepy, List.of(1, 2, 3, 4), 2).close();

        sleep(10);
        assertEquals(List.of(), begun);
    }

    @Test
    void afterCloseWhatWasBegunGoesOn() {
        Results<Integer> results = group.imap(this::sleepy, List.of(1, 2, 3, 4), 2);
        sleep();
        results.close();

        group.join();
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void itIsWalkedOnce() {
        Results<Integer> results = group.imap(this::sleepy, List.of(1, 2));

        spawn(() -> results.iterator().next()).join();
        assertEquals(List.of(2), all(results));
    }
}
