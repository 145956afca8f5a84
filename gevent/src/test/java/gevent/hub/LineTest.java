package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A line of waiters: first in, first out, and out from anywhere. */
@ExtendWith(Seed.class)
class LineTest {
    /** Equal to all others, so that only identity tells them apart. */
    private static final class Waiting {
        int compared;

        @Override
        public boolean equals(Object other) {
            compared++;
            return other instanceof Waiting;
        }

        @Override
        public int hashCode() {
            compared++;
            return 1;
        }
    }

    private record Wrapped(Object callback) implements Line.Linked {
    }

    private final Line<Object> line = new Line<>();

    private static List<Object> toList(Line<Object> line) {
        List<Object> all = new ArrayList<>();
        line.forEach(all::add);
        return all;
    }

    @Test
    void theFirstComesOutFirst() {
        line.add("a");
        line.add("b");

        assertEquals("a", line.peek());
        assertEquals("a", line.poll());
        assertEquals("b", line.poll());
        assertNull(line.poll());
        assertTrue(line.isEmpty());
    }

    @Test
    void oneThatIsAddedAtTheFrontComesOutFirst() {
        line.add("a");
        line.addFirst("b");

        assertEquals(List.of("b", "a"), toList(line));
    }

    @Test
    void whatWasAddedForACallbackIsRemovedByIt() {
        Object callback = new Object();
        line.add("a");
        line.add(new Wrapped(callback));

        assertTrue(line.contains(callback));
        assertTrue(line.remove(callback));
        assertFalse(line.remove(callback));
        assertEquals(List.of("a"), toList(line));
    }

    @Test
    void numbersTellWhatCameLater() {
        line.add("a");
        line.add("b");
        long last = line.lastNumber();
        line.poll();
        assertTrue(line.firstNumber() <= last);
        line.poll();
        line.add("c");

        assertTrue(line.firstNumber() > last);
    }

    @Test
    void itCallsNoMethodOfItsElements() {
        List<Waiting> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(new Waiting());
            line.add(all.getLast());
        }
        all.forEach(line::remove);

        assertTrue(line.isEmpty());
        assertEquals(0, all.stream().mapToInt(waiting -> waiting.compared).sum());
    }

    @Test
    void theIteratorRemovesAnyOfThem() {
        for (int i = 0; i < 20; i++) {
            line.add(i);
        }
        for (Iterator<Object> all = line.iterator(); all.hasNext(); ) {
            if ((int) all.next() % 3 != 0) {
                all.remove();
            }
        }

        assertEquals(List.of(0, 3, 6, 9, 12, 15, 18), toList(line));
    }

    /** Against a plain list, with few different elements, so that many are in the line more than once. */
    @Test
    void itIsAsAListWhateverIsDone() {
        Random random = new Random(Seed.VALUE);
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            elements.add(new Object());
        }
        List<Object> model = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Object element = elements.get(random.nextInt(elements.size()));
            switch (random.nextInt(model.size() > 40 ? 6 : 3)) {
                case 0, 1 -> {
                    line.add(element);
                    model.add(element);
                }
                case 2 -> {
                    if (!model.contains(element)) {
                        line.addFirst(element);
                        model.addFirst(element);
                    }
                }
                case 3, 4 -> assertEquals(model.remove(element), line.remove(element));
                default -> {
                    for (int left = random.nextInt(model.size() + 1); left > 0; left--) {
                        assertEquals(model.removeFirst(), line.poll());
                    }
                }
            }
            assertEquals(model, toList(line));
            assertEquals(model.size(), line.size());
            assertEquals(model.contains(element), line.contains(element));
        }
    }

    @Test
    void removingOneTakesNoLongerThanAmongFew() {
        IdentityHashMap<Object, Boolean> left = new IdentityHashMap<>();
        for (int i = 0; i < 200_000; i++) {
            Object element = new Object();
            left.put(element, true);
            line.add(element);
        }
        // In the order of their hashes, which is none. A search from either end would take hours.
        left.keySet().forEach(line::remove);

        assertTrue(line.isEmpty());
    }
}
