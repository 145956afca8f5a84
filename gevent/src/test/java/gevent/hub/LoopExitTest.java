package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** LoopExit: what main is told when nothing could ever end its wait, and what keeps a hub from giving up. */
@ExtendWith(FreshHub.class)
class LoopExitTest {
    private final Waiter<String> waiter = new Waiter<>();

    // ---- when

    @Test
    void waitingForNothingIsALoopExit() {
        assertThrows(LoopExit.class, waiter::get);
    }

    @Test
    void waitingForAGreenletThatWaitsForNothingIsALoopExit() {
        Greenlet<?> stuck = spawn(() -> waiter.get());

        assertThrows(LoopExit.class, stuck::join);
        stuck.kill();
    }

    @Test
    void twoGreenletsThatWaitForEachOtherAreALoopExit() {
        Greenlet<?>[] pair = new Greenlet<?>[2];
        pair[0] = spawn(() -> pair[1].join());
        pair[1] = spawn(() -> pair[0].join());

        assertThrows(LoopExit.class, pair[0]::join);
        Gevent.killall(List.of(pair));
    }

    @Test
    void itComesOnlyWhenEverythingElseIsDone() {
        Greenlet<String> working = spawn(() -> {
            sleep(0.001);
            return "done";
        });

        assertThrows(LoopExit.class, waiter::get);
        assertEquals("done", working.value());
    }

    @Test
    void aWaitThatItEndedIsDecided() {
        assertThrows(LoopExit.class, waiter::get);

        assertFalse(waiter.switchTo("late"));
        assertThrows(LoopExit.class, waiter::get);
    }

    @Test
    void whatWasDecidedInTheLastMomentWins() {
        spawn(() -> waiter.switchTo("just in time"));

        assertEquals("just in time", waiter.get());
    }

    @Test
    void aWatcherThatDoesNotCountDoesNotPreventIt() {
        Timer timer = Hub.get().loop().timer(Duration.ofMinutes(10));
        timer.unref();
        timer.start(() -> { });

        assertThrows(LoopExit.class, waiter::get);
    }

    @Test
    void aClosedAsyncDoesNotPreventIt() {
        Hub.get().async().close();

        assertThrows(LoopExit.class, waiter::get);
    }

    @Test
    void aGuestThatWaitsForNothingDoesNotPreventIt() {
        Waiter<Thread> guest = new Waiter<>();
        spawn(() -> {
            guest.switchTo(Thread.startVirtualThread(waiter::get));
        });
        guest.get();

        assertThrows(LoopExit.class, () -> new Waiter<>().get());
        waiter.switchTo("end");
    }

    // ---- what it says

    @Test
    void itNamesTheHub() {
        LoopExit exit = assertThrows(LoopExit.class, waiter::get);

        assertSame(Hub.get(), exit.hub());
        assertTrue(exit.getMessage().contains("would block forever"), exit::getMessage);
    }

    @Test
    void itListsTheGreenletsAndWhereTheyStand() {
        Greenlet<?> a = spawn(this::standHere);
        a.setName("first");
        Greenlet<?> b = spawn(this::standHere);
        b.setName("second");

        String message = assertThrows(LoopExit.class, () -> new Waiter<>().get()).getMessage();

        assertTrue(message.indexOf("first") < message.indexOf("second") && message.contains("first"), message);
        assertTrue(message.contains("standHere"), message);
        Gevent.killall(List.of(a, b));
    }

    private void standHere() {
        new Waiter<>().get();
    }

    // ---- after it

    @Test
    void theHubCanBeUsedAfterIt() {
        assertThrows(LoopExit.class, waiter::get);

        assertEquals("works", spawn(() -> {
            sleep(0.001);
            return "works";
        }).get());
    }

    @Test
    void theLoopCanBeTurnedByHandAfterIt() {
        assertThrows(LoopExit.class, waiter::get);
        Waiter<String> fired = new Waiter<>();
        Hub.get().loop().timer(Duration.ZERO).start(() -> fired.switchTo("fired"));
        Hub.get().loop().runOnce();

        assertTrue(fired.isReady());
    }

    @Test
    void theStuckGreenletCanBeWokenAfterIt() {
        Greenlet<String> stuck = spawn(() -> waiter.get());
        assertThrows(LoopExit.class, stuck::join);

        waiter.switchTo("woken");

        assertEquals("woken", stuck.get());
    }

    @Test
    void itComesAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            assertThrows(LoopExit.class, () -> new Waiter<>().get());
        }
    }

    // ---- what keeps a hub alive

    @Test
    void aTimerKeepsItAlive() {
        Hub.get().loop().timer(Duration.ofMillis(1)).start(() -> waiter.switchTo("fired"));

        assertEquals("fired", waiter.get());
    }

    @Test
    void anAsyncKeepsItAliveUntilItIsSent() throws Exception {
        Async async = Hub.get().loop().async();
        async.start(() -> {
            waiter.switchTo("sent");
            async.close();
        });
        OtherThread sender = OtherThread.start(() -> {
            async.send();
            return null;
        });

        assertEquals("sent", waiter.get());
        sender.result();
    }

    @Test
    void aGreenletInAParkOfTheJdkKeepsItAlive() throws Exception {
        Greenlet<Thread> parked = spawn(() -> {
            LockSupport.park();
            return Thread.currentThread();
        });
        OtherThread waker = OtherThread.start(() -> {
            OtherThread.awaitState(parked.thread(), Thread.State.WAITING);
            LockSupport.unpark(parked.thread());
            return null;
        });

        assertSame(parked.thread(), parked.get());
        waker.result();
    }

    @Test
    void aGreenletInAQueueOfTheJdkKeepsItAlive() throws Exception {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        OtherThread giver = OtherThread.start(() -> {
            queue.put("given");
            return null;
        });

        assertEquals("given", spawn(queue::take).get());
        giver.result();
    }

    @Test
    void aGuestInAParkOfTheJdkKeepsItAlive() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        OtherThread opener = OtherThread.start(() -> {
            latch.countDown();
            return null;
        });
        spawn(() -> {
            Thread.startVirtualThread(() -> {
                try {
                    latch.await();
                    waiter.switchTo("opened");
                } catch (InterruptedException e) {
                    waiter.throwTo(e);
                }
            });
        });

        assertEquals("opened", waiter.get());
        opener.result();
    }

    @Test
    void waitingForAGreenletOfAnotherHubKeepsItAlive() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SynchronousQueue<Greenlet<String>> handover = new SynchronousQueue<>();
        OtherThread other = OtherThread.start(() -> {
            Greenlet<String> theirs = spawn(() -> {
                go.await();
                return "theirs";
            });
            handover.put(theirs);
            return theirs.get();
        });
        Greenlet<String> theirs = handover.take();
        Greenlet<Void> opener = spawn(() -> {
            sleep(0.001);
            go.countDown();
        });

        assertEquals("theirs", theirs.get());
        opener.join();
        other.result();
    }

    @Test
    void waitingForGreenletsOfSeveralHubsKeepsItAlive() throws Exception {
        SynchronousQueue<Greenlet<String>> handover = new SynchronousQueue<>();
        OtherThread other = OtherThread.start(() -> {
            Greenlet<String> theirs = spawn(() -> "theirs");
            handover.put(theirs);
            return theirs.get();
        });
        Greenlet<String> theirs = handover.take();
        Greenlet<String> ours = spawn(() -> "ours");

        assertEquals(2, Gevent.joinall(theirs, ours).size());
        other.result();
    }

    @Test
    void onAHubOfAnotherThreadItReachesThatThread() {
        OtherThread other = OtherThread.start(() -> new Waiter<>().get());

        assertInstanceOf(LoopExit.class, assertThrows(RuntimeException.class, other::result));
    }
}
