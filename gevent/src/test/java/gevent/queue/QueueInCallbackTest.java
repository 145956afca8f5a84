package gevent.queue;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Reported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queues in a callback of the loop, where nothing waits. */
@ExtendWith(FreshHub.class)
class QueueInCallbackTest {
    private final SimpleQueue<Object> queue = new SimpleQueue<>();
    private final SimpleQueue<Object> full = new SimpleQueue<>(1, List.of("first"));
    private final List<Object> happened = new ArrayList<>();

    @Test
    void inACallbackWhatWouldWaitIsEmptyOrFull() {
        Reported reported = Reported.here();
        Hub.get().runCallback(queue::get);
        Hub.get().runCallback(() -> queue.peek(Duration.ofHours(1)));
        Hub.get().runCallback(() -> full.put("second"));
        sleep();
        sleep();

        assertEquals(List.of(Empty.class, Empty.class, Full.class),
                reported.errors().stream().map(Object::getClass).toList());
        assertEquals("<SimpleQueue of 1/1>", full.toString());
    }

    @Test
    void inACallbackGetServesWhoWaitsToPut() {
        Greenlet<Boolean> putter = spawn(() -> {
            full.put("second");
            return happened.add("second is put");
        });
        sleep();
        Hub.get().runCallback(() -> {
            happened.add(full.getNowait());
            happened.add(full.getNowait());
        });
        putter.join();

        assertEquals(List.of("first", "second", "second is put"), happened);
    }

    @Test
    void inACallbackPutServesWhoWaitsToGet() {
        SimpleQueue<Object> narrow = new SimpleQueue<>(1);
        List<Greenlet<Object>> getters = List.of(spawn(() -> narrow.get()), spawn(() -> narrow.get()));
        sleep();
        Hub.get().runCallback(() -> {
            narrow.putNowait("a");
            narrow.putNowait("b");
        });
        joinall(getters);

        assertEquals(List.of("a", "b"), getters.stream().map(Greenlet::get).toList());
    }

    @Test
    void putIsALinkTarget() {
        Greenlet<String> linked = spawn(() -> "done");
        linked.link(queue::put);

        assertSame(linked, queue.get());
    }

    @Test
    void inACallbackWhatNeedNotWaitIsDone() {
        Reported reported = Reported.here();
        Hub.get().runCallback(() -> {
            queue.put("first");
            happened.add(queue.peek());
            happened.add(queue.get());
        });
        sleep();

        assertEquals(List.of("first", "first"), happened);
        assertEquals(List.of(), reported.errors());
    }
}
