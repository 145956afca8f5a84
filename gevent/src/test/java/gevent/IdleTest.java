package gevent;

import static gevent.Gevent.idle;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Idle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for there to be nothing else to do. */
@ExtendWith(FreshHub.class)
class IdleTest {
    @Test
    void whatIsReadyRunsFirst() {
        List<String> order = new ArrayList<>();
        Greenlet<?> busy = spawn(() -> {
            for (int i = 0; i < 3; i++) {
                order.add("busy");
                sleep();
            }
        });
        idle();
        order.add("idle");

        assertEquals(List.of("busy", "busy", "busy", "idle"), order);
        assertFalse(busy.isStarted());
    }

    @Test
    void whatIsNotReadyIsNotWaitedFor() {
        Greenlet<?> sleeper = spawn(() -> sleep(Duration.ofMinutes(10)));
        Greenlet<?> waiter = spawn(() -> new Event().await());
        idle();

        assertEquals(List.of(true, true), List.of(sleeper.isStarted(), waiter.isStarted()));
        sleeper.kill();
        waiter.kill();
    }

    @Test
    void aGreenletMayWaitForItToo() {
        List<String> order = new ArrayList<>();
        Greenlet<?> idler = spawn(() -> {
            idle();
            order.add("idle");
        });
        Greenlet<?> busy = spawn(() -> {
            sleep();
            sleep();
            order.add("busy");
        });
        Gevent.joinall(idler, busy);

        assertEquals(List.of("busy", "idle"), order);
    }

    @Test
    void aWatcherIsToldAgainUntilItIsStopped() {
        int[] turns = {0};
        Idle idle = Hub.get().loop().idle();
        idle.start(() -> {
            if (++turns[0] == 3) {
                idle.stop();
            }
        });
        idle();
        sleep(0.001);

        assertEquals(3, turns[0]);
    }
}
