package gevent.queue;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.queue.Line.untilPutting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.Greenlet;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stack that is waited for. */
@ExtendWith(FreshHub.class)
class LifoQueueTest {
    private final LifoQueue<String> stack = new LifoQueue<>(2);

    private void fill() {
        stack.put("a");
        stack.put("b");
    }

    @Test
    void whatWasPutLastIsGotFirst() {
        fill();

        assertEquals(List.of("b", "a"), List.of(stack.get(), stack.get()));
    }

    @Test
    void peekLooksAtTheNewest() {
        fill();

        assertEquals("b", stack.peek());
        assertEquals(2, stack.size());
    }

    @Test
    void itIsListedAsItIsGot() {
        fill();

        assertEquals(List.of("b", "a"), stack.toList());
    }

    @ParameterizedTest
    @EnumSource
    void whoWasLetInLastIsGotFirst(Setting setting) throws Exception {
        fill();
        Callable<String> putting = setting.start(() -> {
            stack.put("c");
            return "put";
        });
        untilPutting(stack, 1);
        assertEquals("b", stack.get());
        putting.call();

        assertEquals("c", stack.get());
    }

    @Test
    void whoWaitsIsServedInTheOrderOfComing() {
        List<Greenlet<String>> getters = List.of(spawn(() -> stack.get()), spawn(() -> stack.get()));
        sleep();
        fill();
        joinall(getters);

        assertEquals(List.of("b", "a"), getters.stream().map(Greenlet::get).toList());
    }

    @Test
    void whoWasKilledWhileWaitingToPutHasPutNothing() {
        fill();
        Greenlet<Void> killed = spawn(() -> stack.put("a"));
        sleep();
        killed.kill(new greenlet.GreenletExit(), false, null);
        stack.get();
        killed.join();

        assertEquals(List.of("a"), stack.toList());
    }

    @Test
    void itCountsWhatIsToBeDone() {
        fill();
        stack.get();
        stack.taskDone();
        assertEquals(1, stack.unfinishedTasks());

        stack.shutdown(true);
        assertThrows(ShutDown.class, stack::get);
        assertEquals(0, stack.unfinishedTasks());
    }

    @Test
    void ofInitialItemsTheLastComesOutFirst() {
        LifoQueue<Integer> stack = new LifoQueue<>(0, List.of(1, 2, 3));

        assertEquals(List.of(3, 2, 1), stack.toList());
        assertEquals(3, stack.get());
        assertEquals(3, stack.unfinishedTasks());
    }
}
