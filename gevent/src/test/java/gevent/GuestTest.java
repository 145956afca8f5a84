package gevent;

import static gevent.Gevent.getHub;
import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guests: virtual threads that code in a greenlet starts, which run on the same hub. */
@ExtendWith(FreshHub.class)
class GuestTest {
    private final List<Object> seen = new ArrayList<>();

    @Test
    void aVirtualThreadStartedInAGreenletRunsOnItsHub() {
        Hub hub = getHub();
        Greenlet<Void> g = spawn(() -> Thread.startVirtualThread(() -> {
            seen.add(hub.isCurrent());
            seen.add(Hub.get() == hub);
        }).join());
        g.get();

        assertEquals(List.of(true, true), seen);
    }

    @Test
    void aGuestRunsInItsTurn() {
        Greenlet<Void> g = spawn(() -> {
            Thread guest = Thread.startVirtualThread(() -> seen.add("guest"));
            seen.add("greenlet");
            guest.join();
            seen.add("joined");
        });
        g.get();

        assertEquals(List.of("greenlet", "guest", "joined"), seen);
    }

    @Test
    void anExecutorOfVirtualThreadsRunsOnTheHub() {
        Hub hub = getHub();
        Greenlet<Integer> g = spawn(() -> {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    all.add(executor.submit(() -> {
                        Thread.sleep(1);
                        return hub.isCurrent();
                    }));
                }
                int onHub = 0;
                for (Future<Boolean> one : all) {
                    onHub += one.get() ? 1 : 0;
                }
                return onHub;
            }
        });

        assertEquals(10, g.get());
    }

    @Test
    void aGuestOfAGuestRunsOnTheHubToo() {
        Hub hub = getHub();
        Greenlet<Void> g = spawn(() -> Thread.startVirtualThread(() -> {
            Thread inner = Thread.startVirtualThread(() -> seen.add(hub.isCurrent()));
            joinQuietly(inner);
        }).join());
        g.get();

        assertEquals(List.of(true), seen);
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aGuestOutlivesTheGreenletThatStartedIt() {
        CompletableFuture<String> result = new CompletableFuture<>();
        Greenlet<Thread> g = spawn(() -> Thread.startVirtualThread(() -> {
            sleep();
            sleep();
            result.complete("finished");
        }));
        g.join();
        Greenlet<String> other = spawn(() -> result.get());

        assertEquals("finished", other.get());
    }

    @Test
    void aGuestMayUseWaitersAndSleeps() {
        Waiter<String> waiter = new Waiter<>();
        Waiter<String> result = new Waiter<>();
        spawn(() -> {
            Thread.startVirtualThread(() -> result.switchTo(waiter.get() + "!"));
        });
        spawn(() -> {
            sleep(0.001);
            waiter.switchTo("hello");
        });

        assertEquals("hello!", result.get());
    }

    @Test
    void aGuestMaySpawn() {
        Waiter<String> result = new Waiter<>();
        spawn(() -> {
            Thread.startVirtualThread(() -> result.switchTo(spawn(() -> "spawned").get()));
        });

        assertEquals("spawned", result.get());
    }

    @Test
    void aGuestMayJoinAGreenletAndAGreenletAGuest() {
        Greenlet<String> last = spawn(() -> {
            sleep(0.001);
            return "last";
        });
        Greenlet<Void> g = spawn(() -> Thread.startVirtualThread(() -> seen.add(last.get())).join());
        g.get();

        assertEquals(List.of("last"), seen);
    }

    @Test
    void aTimeoutSurfacesInAGuest() {
        Waiter<Boolean> result = new Waiter<>();
        spawn(() -> {
            Thread.startVirtualThread(() -> {
                Timeout timeout = Timeout.start(Duration.ofMillis(1));
                result.switchTo(timeout == assertThrows(Timeout.class, () -> sleep(1000)));
            });
        });

        assertTrue(result.get());
    }

    @Test
    void aGuestIsNotTheGreenletThatStartedIt() {
        Waiter<Greenlet<?>> inGuest = new Waiter<>();
        Greenlet<Void> g = spawn(() -> {
            Thread.startVirtualThread(() -> inGuest.switchTo(getcurrent()));
        });

        assertNotSame(g, inGuest.get());
        g.join();
    }

    @Test
    void whatAGuestSpawnsHasNoSpawningGreenlet() {
        Waiter<Greenlet<?>> spawned = new Waiter<>();
        spawn(() -> {
            Thread.startVirtualThread(() -> spawned.switchTo(spawn(() -> { })));
        });

        assertNull(spawned.get().spawningGreenlet());
        spawned.get().join();
    }

    @Test
    void aPlatformThreadStartedInAGreenletHasAHubOfItsOwn() {
        Greenlet<Hub> g = spawn(() -> {
            CompletableFuture<Hub> theirs = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                try (Hub hub = Hub.get()) {
                    theirs.complete(hub);
                }
            });
            return theirs.get();
        });

        assertNotSame(getHub(), g.get());
    }

    @Test
    void aVirtualThreadOfTheJdkIsNoGuest() throws Exception {
        assertNull(OtherThread.startVirtual(Hub::getIfExists).result());
    }

    @Test
    void aVirtualThreadOfTheJdkJustParksInAWait() throws Exception {
        Waiter<String> waiter = new Waiter<>();
        OtherThread other = OtherThread.startVirtual(waiter::get);
        OtherThread.awaitState(other.thread(), Thread.State.WAITING);

        waiter.switchTo("woken");

        assertEquals("woken", other.result());
    }

    @Test
    void aVirtualThreadOfTheJdkMaySleepAndWaitForATime() throws Exception {
        assertEquals(false, OtherThread.startVirtual(() -> {
            sleep(0.001);
            return new Waiter<>().await(Duration.ofMillis(1));
        }).result());
    }

    @Test
    void aVirtualThreadOfTheJdkMayWaitForAGreenlet() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        Greenlet<String> g = spawn(() -> {
            waits.await();
            return "value";
        });
        OtherThread other = OtherThread.startVirtual(() -> {
            waits.countDown();
            return g.get();
        });
        g.join();

        assertEquals("value", other.result());
    }

    @Test
    void aStructureOfPlainBlockingCodeKeepsTheOrderOfTheHub() {
        Greenlet<Void> g = spawn(() -> {
            Thread a = Thread.startVirtualThread(() -> takeTurns("a"));
            Thread b = Thread.startVirtualThread(() -> takeTurns("b"));
            a.join();
            b.join();
        });
        g.get();

        assertEquals(List.of("a1", "b1", "a2", "b2"), seen);
    }

    private void takeTurns(String name) {
        seen.add(name + "1");
        Thread.yield();
        seen.add(name + "2");
    }

    @Test
    void theGreenletThatStandsForAGuestIsTheSameEachTime() {
        Greenlet<Void> g = spawn(() -> Thread.startVirtualThread(() -> {
            seen.add(getcurrent());
            sleep();
            seen.add(getcurrent());
        }).join());
        g.get();

        assertSame(seen.get(0), seen.get(1));
    }
}
