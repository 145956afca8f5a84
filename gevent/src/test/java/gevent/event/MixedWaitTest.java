package gevent.event;

import static gevent.Gevent.iwait;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Ready;
import gevent.Waitable;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.VirtualTime;
import gevent.lock.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for events, results, semaphores and greenlets together. */
@ExtendWith(FreshHub.class)
class MixedWaitTest {
    private final Event event = new Event();
    private final AsyncResult<String> result = new AsyncResult<>();
    private final Semaphore semaphore = new Semaphore(0);

    @Test
    void theyComeInTheOrderInWhichTheyBecomeReady() {
        VirtualTime.onNewHub();
        Greenlet<Void> greenlet = spawn(() -> sleep(2));
        spawn(() -> {
            sleep(1);
            semaphore.release();
            sleep(2);
            event.set();
            sleep(1);
            result.set("answer");
        });
        List<Waitable> came = new ArrayList<>();
        for (Waitable ready : iwait(List.<Waitable>of(result, event, greenlet, semaphore))) {
            came.add(ready);
        }

        assertEquals(List.of(semaphore, greenlet, event, result), came);
        assertEquals(1, semaphore.counter());
        sleep();
    }

    @Test
    void thoseThatAreReadyAlreadyCome() {
        event.set();
        result.setException(new Exception("also a result"));
        semaphore.release();

        assertEquals(List.of(event, result, semaphore), Gevent.await(List.<Waitable>of(event, result, semaphore)));
    }

    @Test
    void whenTheTimeIsUpThoseThatCameAreReturnedAndNoneIsLinked() {
        VirtualTime.onNewHub();
        result.set("answer");

        assertEquals(List.of(result),
                Gevent.await(List.<Waitable>of(event, result, semaphore), Duration.ofMinutes(1), 3));
        assertEquals(0, event.linkCount() + result.linkCount() + semaphore.linkCount());
    }

    @Test
    void asManyAsAreWantedAreWaitedFor() {
        spawn(semaphore::release);

        assertEquals(List.of(semaphore), Gevent.await(List.<Waitable>of(event, semaphore), null, 1));
        assertEquals(0, event.linkCount());
    }

    @Test
    void aWalkThatIsLeftEarlyUnlinksAll() {
        spawn(event::set);
        try (Ready<Waitable> ready = iwait(List.of(event, result, semaphore))) {
            assertEquals(event, ready.next());
        }

        assertEquals(0, event.linkCount() + result.linkCount() + semaphore.linkCount());
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatBecomeReadyElsewhereCome(Setting setting) throws Exception {
        Callable<Boolean> party = setting.start(() -> {
            semaphore.release();
            result.set("answer");
            event.set();
            return true;
        });
        Set<Waitable> came;
        try (var _ = Hub.get().async()) {
            came = new HashSet<>(Gevent.await(List.<Waitable>of(event, result, semaphore)));
        }
        party.call();

        assertEquals(Set.of(event, result, semaphore), came);
    }

    @Test
    void mainWaitsForWhatALivingHubHasInHand() throws Exception {
        AsyncResult<Event> made = new AsyncResult<>();
        AsyncResult<Boolean> waits = new AsyncResult<>();
        OtherThread other = OtherThread.start(() -> {
            Hub.get();
            Event theirs = new Event();
            made.set(theirs);
            try (var _ = Hub.get().async()) {
                waits.get();
            }
            theirs.set();
            return null;
        });
        Event theirs;
        try (var _ = Hub.get().async()) {
            theirs = made.get();
        }
        Hub.get().runCallback(() -> waits.set(true));

        assertEquals(List.of(theirs), Gevent.await(List.of(theirs)));
        other.result();
    }
}
