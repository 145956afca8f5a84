package gevent.pool;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits for room of a pool: while it is killed, and while its members are on other hubs. */
@ExtendWith(FreshHub.class)
class PoolRoomTest {
    private final Hub hub = Hub.get();
    private final Pool pool = new Pool(1);
    private final Event end = new Event();
    private final List<Object> ran = new ArrayList<>();
    private final Thread main = Thread.currentThread();
    private volatile boolean waitsNext;     // whether main does nothing any more but wait
    private volatile boolean over;

    private void member() {
        try {
            end.await();
        } catch (GreenletExit e) {
            ran.add("killed");
        }
    }

    // ---- kill

    @ParameterizedTest
    @EnumSource
    void killReachesWhoWaitsForRoom(Setting setting) throws Exception {
        pool.spawn(this::member);
        sleep();
        Callable<Boolean> spawner = setting.start(() -> {
            Greenlet<?> late = pool.spawn(() -> ran.add("late"));
            late.join();
            return late.isSuccessful() && late.value() == null;
        });
        until(() -> pool.waiting() == 1);
        pool.kill();

        assertTrue(spawner.call());
        assertEquals(List.of("killed"), ran);
        assertEquals(0, pool.size());
        assertEquals(1, pool.freeCount());
    }

    @Test
    void killReachesAllWhoWaitForRoom() {
        pool.spawn(this::member);
        List<Greenlet<?>> spawners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            spawners.add(spawn(() -> pool.spawn(() -> ran.add("late"))));
        }
        sleep();
        pool.kill(new GreenletExit(), false, null);
        joinall(spawners);
        pool.join();

        assertEquals(List.of("killed"), ran);
        assertEquals(1, pool.freeCount());
    }

    @Test
    void whoComesAfterItWasKilledRuns() {
        pool.spawn(this::member);
        sleep();
        pool.kill();

        assertEquals(42, pool.spawn(() -> 42).get());
    }

    @Test
    void whoGaveUpWaitingForRoomIsNotKilled() {
        pool.spawn(this::member);
        Greenlet<Integer> waited = new Greenlet<>(() -> 42);
        assertThrows(PoolFull.class, () -> pool.start(waited, true, Duration.ofMillis(1)));
        pool.kill();
        waited.start();

        assertEquals(42, waited.get());
    }

    // ---- members elsewhere

    @AfterEach
    void end() {
        over = true;
    }

    /** What a member on another hub does: it ends once main's hub stands still, and so would have given up. */
    private void untilMainStandsStill() {
        until(() -> over || waitsNext && main.getState() != Thread.State.RUNNABLE);
    }

    private OtherThread memberElsewhere() {
        OtherThread other = OtherThread.start(() -> {
            Greenlet<Void> member = spawn(this::untilMainStandsStill);
            pool.add(member);
            member.join();
            return null;
        });
        while (pool.size() < 1) {
            Thread.onSpinWait();
        }
        waitsNext = true;
        return other;
    }

    @Test
    void mainWaitsForRoomWhileTheMembersAreOnAnotherHub() throws Exception {
        OtherThread other = memberElsewhere();

        assertEquals(42, pool.spawn(() -> 42).get());
        other.result();
    }

    @Test
    void mainWaitsUntilThereIsRoomWhileTheMembersAreOnAnotherHub() throws Exception {
        OtherThread other = memberElsewhere();

        assertEquals(1, pool.waitAvailable(null));
        other.result();
    }

    /** The first to get room is on another hub; when main began to wait, all members were on its own. */
    @Test
    void mainWaitsForRoomBehindWhoIsOnAnotherHub() throws Exception {
        pool.spawn(() -> until(() -> pool.waiting() == 2));
        OtherThread other = OtherThread.start(() -> pool.spawn(() -> 7).get());
        until(() -> pool.waiting() == 1);

        assertEquals(42, pool.spawn(() -> 42).get());
        other.result();
    }

    @Test
    void mainJoinsWhileOneIsAboutToComeFromAnotherHub() throws Exception {
        pool.spawn(() -> end.await());
        OtherThread other = OtherThread.start(() -> pool.spawn(() -> 7).get());
        until(() -> pool.waiting() == 1);
        spawn(end::set);
        // There is a moment without members; in the end there is none.
        until(() -> {
            pool.join();
            return !other.thread().isAlive();
        });

        assertEquals(7, other.result());
    }

    /** When the wait began, all members were on its hub. */
    @Test
    void whoJoinsIsToldOfMembersThatComeFromAnotherHub() throws Exception {
        Group group = new Group();
        AtomicBoolean came = new AtomicBoolean();
        group.spawn(() -> until(came::get));
        Greenlet<Boolean> joining = spawn(() -> {
            group.join();
            return true;
        });
        sleep();
        OtherThread other = OtherThread.start(() -> group.spawn(() -> came.getAndSet(true)).get());

        assertTrue(joining.get());
        other.result();
    }

    @Test
    void mainDoesNotWaitForRoomThatItsOwnHubCannotMake() {
        pool.spawn(this::member);

        assertThrows(LoopExit.class, () -> pool.spawn(() -> 42));
        assertFalse(hub.loop().runOnce());
        pool.kill();
        assertEquals(0, pool.waiting());
    }
}
