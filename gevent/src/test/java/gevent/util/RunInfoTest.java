package gevent.util;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.HubInfo;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.StrandInfo;
import gevent.hub.VirtualTime;
import gevent.lock.RLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The report of who does what and who waits for whom. */
@ExtendWith(FreshHub.class)
class RunInfoTest {
    private static StrandInfo infoOf(Greenlet<?> greenlet) {
        return RunInfo.take().hubs().stream().flatMap(hub -> hub.greenlets().stream())
                .filter(info -> info.strand() == greenlet).findFirst().orElseThrow();
    }

    /** Two greenlets that each hold what the other wants. */
    private static List<Greenlet<?>> deadlock() {
        RLock a = new RLock();
        RLock b = new RLock();
        Greenlet<?> first = spawn(() -> {
            a.lock();
            sleep();
            b.lock();
        });
        Greenlet<?> second = spawn(() -> {
            b.lock();
            sleep();
            a.lock();
        });
        first.setName("first");
        second.setName("second");
        sleep();
        sleep();
        return List.of(first, second);
    }

    @Test
    void tellsWhatAGreenletWaitsFor() {
        Event event = new Event();
        Greenlet<?> g = spawn(() -> event.await());
        sleep();

        assertSame(event, infoOf(g).waitsFor());
        g.kill();
    }

    @Test
    void aWaitFromBeforeTheFirstTurnIsCountedFromItsBegin() {
        VirtualTime time = VirtualTime.onNewHub();
        time.pass(Duration.ofHours(1));
        Greenlet<HubInfo> asks = spawn(() -> Hub.get().inspect());

        assertEquals(Duration.ZERO, asks.get().main().waitingFor());
    }

    @Test
    void tellsWhereAGreenletStands() {
        Greenlet<?> g = spawn(() -> sleep(3600));
        sleep();

        assertTrue(infoOf(g).stack().stream().anyMatch(frame -> frame.getMethodName().contains("tellsWhere")));
        g.kill();
    }

    @Test
    void aJoinWaitsForTheGreenletThatIsJoined() {
        Greenlet<?> joined = spawn(() -> sleep(3600));
        Greenlet<?> joiner = spawn(() -> joined.join());
        sleep();

        assertSame(joined, infoOf(joiner).waitsForWhom());
        joined.kill();
    }

    @Test
    void aLockIsWaitedForAtItsOwner() {
        List<Greenlet<?>> two = deadlock();

        assertSame(two.get(1), infoOf(two.get(0)).waitsForWhom());
        two.forEach(Greenlet::kill);
    }

    @Test
    void thoseThatWaitForEachOtherAreACycle() {
        List<Greenlet<?>> two = deadlock();

        List<List<StrandInfo>> cycles = RunInfo.take().cycles();

        assertEquals(1, cycles.size());
        assertEquals(two, cycles.getFirst().stream().map(StrandInfo::strand).toList());
        two.forEach(Greenlet::kill);
    }

    @Test
    void thoseThatWaitForOneThatRunsAreNone() {
        Greenlet<?> joined = spawn(() -> sleep(3600));
        spawn(() -> joined.join());
        spawn(() -> joined.join());
        sleep();

        assertEquals(List.of(), RunInfo.take().cycles());
        joined.kill();
    }

    @Test
    void loopExitNamesTheDeadlock() {
        List<Greenlet<?>> two = deadlock();

        LoopExit exit = assertThrows(LoopExit.class, () -> joinall(two));

        assertTrue(exit.getMessage().lines().anyMatch(line -> line.contains("deadlock: ") && line.contains("\"first\"")
                && line.contains("\"second\"")), exit::getMessage);
        two.forEach(Greenlet::kill);
    }

    @Test
    void childrenAreShownBelowTheirSpawner() {
        Greenlet<?> parent = spawn(() -> {
            spawn(() -> sleep(3600)).setName("child");
            sleep(3600);
        });
        parent.setName("parent");
        sleep();
        sleep();

        List<String> lines = RunInfo.take().toString().lines().filter(line -> line.contains("<Greenlet")).toList();

        assertTrue(lines.get(0).startsWith("  <Greenlet \"parent\""), lines::toString);
        assertTrue(lines.get(1).startsWith("    <Greenlet \"child\""), lines::toString);
        Hub.get().close();
    }

    @Test
    void theHubsOfOtherThreadsAreIn() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        Event end = new Event();
        OtherThread other = OtherThread.start(() -> {
            Greenlet<?> elsewhere = spawn(() -> end.await());
            elsewhere.setName("elsewhere");
            spawn(waits::countDown);
            elsewhere.join();
            return null;
        });
        waits.await();

        String report = RunInfo.take().toString();
        end.set();
        other.result();

        assertTrue(report.contains("\"elsewhere\""), report);
    }

    @Test
    void aClosedHubIsNot() {
        Hub hub = Hub.get();
        hub.close();

        assertFalse(RunInfo.take().hubs().stream().map(HubInfo::hub).anyMatch(hub::equals));
    }

    private static void compute(CountDownLatch begun, CountDownLatch end) {
        begun.countDown();
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aGreenletThatComputesIsShownWithItsOwnStack() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        OtherThread other = OtherThread.start(() -> {
            Greenlet<?> busy = spawn(() -> compute(begun, end));
            busy.setName("busy");
            busy.join();
            return null;
        });
        begun.await();
        String info = RunInfo.take().toString();
        end.countDown();
        other.result();

        assertTrue(info.contains("busy"), info);
        assertTrue(info.contains("RunInfoTest.compute"), info);
    }
}
