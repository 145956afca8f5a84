package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links: each is called once, in the order of their coming, whoever adds and takes at the same time. */
@Timeout(60)
class LinksTest {
    private static final int ROUNDS = 5_000;

    private final Links<String> links = new Links<>();
    private final List<String> called = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final Wakeup<String> count = _ -> calls.incrementAndGet();

    private Wakeup<String> link(String name) {
        return source -> called.add(name + " of " + source);
    }

    @Test
    void theOnlyLinkIsCalledOnce() {
        links.add(link("a"));

        links.notifyAll(null, "it");
        links.notifyAll(null, "it");

        assertEquals(List.of("a of it"), called);
    }

    @Test
    void severalAreCalledInTheirOrder() {
        links.add(link("a"));
        links.add(link("b"));
        links.add(link("c"));

        links.notifyAll(null, "it");

        assertEquals(List.of("a of it", "b of it", "c of it"), called);
    }

    @Test
    void oneThatWasAddedTwiceIsCalledTwice() {
        Wakeup<String> twice = link("a");
        links.add(twice);
        links.add(twice);

        links.notifyAll(null, "it");

        assertEquals(List.of("a of it", "a of it"), called);
    }

    @Test
    void whatIsRemovedIsNotCalled() {
        Wakeup<String> a = link("a");
        links.add(a);
        links.remove(a);

        links.notifyAll(null, "it");

        assertEquals(List.of(), called);
        assertEquals(0, links.count());
    }

    @Test
    void oneThatIsCalledMayRemoveTheNext() {
        Wakeup<String> b = link("b");
        links.add((Wakeup<String>) _ -> links.remove(b));
        links.add(b);

        links.notifyAll(null, "it");

        assertEquals(List.of(), called);
    }

    @Test
    void oneThatIsCalledMayAddAnother() {
        links.add((Wakeup<String>) _ -> links.add(link("added")));

        links.notifyAll(null, "it");

        assertEquals(List.of("added of it"), called);
    }

    @Test
    void onlyTheWakeupsOfOthersAreCalledElsewhere() {
        Consumer<String> plain = source -> called.add("plain of " + source);
        links.add(plain);
        links.add(link("wakeup"));

        try (Hub hub = Hub.get()) {
            links.notifyElsewhere(hub, "it");
        }

        assertEquals(List.of("wakeup of it"), called);
        assertEquals(1, links.count());
    }

    @Test
    void theOnlyLinkIsCalledElsewhereIfItIsTheWakeupOfAnother() {
        links.add(link("wakeup"));

        try (Hub hub = Hub.get()) {
            links.notifyElsewhere(hub, "it");
        }

        assertEquals(List.of("wakeup of it"), called);
        assertEquals(0, links.count());
    }

    @Test
    void twoThatAddAtTheSameTimeAreBothCalled() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Links<String> shared = new Links<>();
            race(() -> shared.add(count), () -> shared.add(count));
            shared.notifyAll(null, "it");
        }

        assertEquals(2 * ROUNDS, calls.get());
    }

    @Test
    void twoThatCallAtTheSameTimeCallEachLinkOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Links<String> shared = new Links<>(count);
            race(() -> shared.notifyAll(null, "it"), () -> {
                shared.add(count);
                shared.notifyAll(null, "it");
            });
        }

        assertEquals(2 * ROUNDS, calls.get());
    }

    @Test
    void whatIsRemovedWhileAnotherIsAddedIsGone() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Wakeup<String> removed = _ -> called.add("removed");
            Links<String> shared = new Links<>(removed);
            race(() -> shared.add(count), () -> shared.remove(removed));
            shared.notifyAll(null, "it");
        }

        assertEquals(ROUNDS, calls.get());
        assertEquals(List.of(), called);
    }

    /** Runs two things at once, as nearly as two threads can. */
    private static void race(Runnable here, Runnable there) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        OtherThread other = OtherThread.start(() -> {
            meet(arrived);
            there.run();
            return null;
        });
        meet(arrived);
        here.run();
        other.result();
    }

    private static void meet(AtomicInteger arrived) {
        arrived.incrementAndGet();
        while (arrived.get() < 2) {
            Thread.yield();
        }
    }
}
