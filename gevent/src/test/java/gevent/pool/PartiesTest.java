package gevent.pool;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups, pools, mappings and nurseries, wherever those are who use them. */
@ExtendWith(FreshHub.class)
class PartiesTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Hub hub = Hub.get();
    private final Group group = new Group();
    private final Pool pool = new Pool(2);
    private final Event end = new Event();

    /** Waits for a party while the hub turns: members run here, wherever they were asked for. */
    private <V> V result(Callable<V> party) {
        return hub.threadpool().apply(party);
    }

    private void untilEnd() {
        end.await(LONG);
    }

    // ---- groups

    @ParameterizedTest
    @EnumSource
    void aMemberOfAnotherPartyIsWaitedFor(Setting setting) throws Exception {
        Callable<Boolean> party = setting.start(() -> {
            Greenlet<Void> member = group.spawn(this::untilEnd);
            member.join();
            return member.isSuccessful();
        });
        until(() -> group.size() == 1);
        assertFalse(group.join(SHORT));
        end.set();
        group.join();

        assertTrue(result(party));
        assertEquals(0, group.size());
    }

    @ParameterizedTest
    @EnumSource
    void anotherPartyWaitsForMembers(Setting setting) throws Exception {
        Greenlet<Void> member = group.spawn(this::untilEnd);
        Callable<Boolean> party = setting.start(() -> {
            boolean early = group.join(SHORT);
            spawn(end::set);
            group.join();
            return early;
        });
        member.join();

        assertFalse(result(party));
    }

    @ParameterizedTest
    @EnumSource
    void killReachesMembersOfAnotherParty(Setting setting) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Callable<Boolean> party = setting.start(() -> {
            List<Greenlet<Void>> members = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                members.add(group.spawn(() -> {
                    begun.incrementAndGet();
                    untilEnd();
                }));
            }
            joinall(members);
            return members.stream().allMatch(Greenlet::isSuccessful);
        });
        until(() -> begun.get() == 3);
        group.kill();

        assertEquals(0, group.size());
        assertTrue(result(party));
    }

    @ParameterizedTest
    @EnumSource
    void anotherPartyKillsMembers(Setting setting) throws Exception {
        Greenlet<Void> member = group.spawn(this::untilEnd);
        sleep();
        Callable<Integer> party = setting.start(() -> {
            group.kill();
            return group.size();
        });
        member.join();

        assertEquals(0, result(party));
        assertInstanceOf(GreenletExit.class, assertThrows(RuntimeException.class, member::get).getCause());
    }

    @ParameterizedTest
    @EnumSource
    void killGivesUpWaitingWhenTheTimeIsUp(Setting setting) throws Exception {
        Event begun = new Event();
        Callable<Boolean> party = setting.start(() -> group.spawn(() -> {
            while (!end.isSet()) {
                try {
                    begun.set();
                    untilEnd();
                } catch (GreenletExit notYet) {
                    // Killing it takes longer than anyone waits.
                }
            }
            return true;
        }).get());
        until(begun::isSet);
        group.kill(new GreenletExit(), true, SHORT);
        assertEquals(1, group.size());
        end.set();
        group.join();

        assertTrue(result(party));
    }

    // ---- pools

    @ParameterizedTest
    @EnumSource
    void neverMoreRunThanItsSize(Setting setting) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Callable<Void>> parties = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            parties.add(setting.start(() -> {
                List<Greenlet<Void>> all = new ArrayList<>();
                for (int n = 0; n < 20; n++) {
                    all.add(pool.spawn(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        sleep();
                        running.decrementAndGet();
                    }));
                }
                joinall(all).forEach(Greenlet::get);
                return null;
            }));
        }
        for (Callable<Void> party : parties) {
            result(party);
        }
        pool.join();

        assertEquals(2, most.get());
        assertEquals(2, pool.freeCount());
    }

    @ParameterizedTest
    @EnumSource
    void roomThatAnotherPartyMakesIsForWhoWaits(Setting setting) throws Exception {
        Callable<Boolean> party = setting.start(() -> {
            joinall(List.of(pool.spawn(this::untilEnd), pool.spawn(this::untilEnd)));
            return true;
        });
        until(pool::isFull);
        assertThrows(PoolFull.class, () -> pool.start(new Greenlet<>(() -> 1), true, SHORT));
        assertEquals(0, pool.waitAvailable(SHORT));
        spawn(end::set);

        assertEquals(42, pool.spawn(() -> 42).get());
        assertTrue(result(party));
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutEndsTheWaitForRoom(Setting setting) throws Exception {
        Greenlet<Void> one = pool.spawn(this::untilEnd);
        Greenlet<Void> other = pool.spawn(this::untilEnd);
        Callable<Boolean> party = setting.start(() -> {
            assertThrows(Timeout.class, () -> {
                try (Timeout _ = Timeout.start(SHORT)) {
                    pool.spawn(() -> 1);
                }
            });
            end.set();
            return true;
        });
        joinall(one, other);

        assertTrue(result(party));
        pool.join();
        assertEquals(2, pool.freeCount());
    }

    // ---- mapping

    @ParameterizedTest
    @EnumSource
    void mapRunsAtHome(Setting setting) throws Exception {
        Callable<List<Integer>> party = setting.start(() -> pool.map(n -> {
            sleep();
            assertSame(hub, getcurrent().hub());
            return 2 * n;
        }, List.of(1, 2, 3, 4, 5)));
        List<Integer> here = pool.map(n -> 3 * n, List.of(1, 2, 3, 4, 5));

        assertEquals(List.of(2, 4, 6, 8, 10), result(party));
        assertEquals(List.of(3, 6, 9, 12, 15), here);
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOfMapIsForWhoAsked(Setting setting) throws Exception {
        assertEquals("3", result(setting.start(() -> assertThrows(IllegalStateException.class, () -> pool.map(n -> {
            if (n == 3) {
                throw new IllegalStateException("" + n);
            }
            return n;
        }, List.of(1, 2, 3))).getMessage())));
    }

    @ParameterizedTest
    @EnumSource
    void resultsComeInOrderOrAsTheyCome(Setting setting) throws Exception {
        Callable<List<Integer>> party = setting.start(() -> {
            List<Integer> all = new ArrayList<>();
            pool.<Integer, Integer>imap(n -> n, List.of(1, 2, 3, 4), 1).forEach(all::add);
            return all;
        });
        Set<Integer> here = new HashSet<>();
        pool.<Integer, Integer>imapUnordered(n -> n, List.of(1, 2, 3, 4), 1).forEach(here::add);

        assertEquals(List.of(1, 2, 3, 4), result(party));
        assertEquals(Set.of(1, 2, 3, 4), here);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNoMemberWaitsForTheResultOfApply(Setting setting) throws Exception {
        assertEquals(42, result(setting.start(() -> pool.apply(() -> pool.apply(() -> 42)))));
    }

    // ---- executors

    @ParameterizedTest
    @EnumSource
    void theFutureOfATaskIsForWhoeverWaits(Setting setting) throws Exception {
        ExecutorService executor = pool.asExecutorService();
        AsyncResult<Future<Integer>> handedOver = new AsyncResult<>();
        Callable<Integer> party = setting.start(() -> {
            Future<Integer> future = executor.submit(() -> {
                untilEnd();
                return 42;
            });
            handedOver.set(future);
            return future.get();
        });
        until(handedOver::isReady);
        spawn(end::set);

        assertEquals(42, handedOver.get().get());
        assertEquals(42, result(party));
        executor.close();
    }

    // ---- nurseries

    @ParameterizedTest
    @EnumSource
    void aNurseryWaitsForChildrenThatOthersSpawn(Setting setting) throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Callable<Boolean> party;
        Event spawned = new Event();
        try (Nursery nursery = Nursery.open()) {
            party = setting.start(() -> {
                Greenlet<Void> child = nursery.spawn(() -> {
                    untilEnd();
                    ended.incrementAndGet();
                });
                spawned.set();
                child.join();
                return true;
            });
            until(spawned::isSet);
            spawn(end::set);
        }

        assertEquals(1, ended.get());
        assertTrue(result(party));
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOfAChildElsewhereKillsTheOthersAndIsThrown(Setting setting) throws Exception {
        AsyncResult<Callable<Boolean>> party = new AsyncResult<>();
        Event spawned = new Event();
        AtomicInteger killed = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException();
        assertSame(failure, assertThrows(IllegalStateException.class, () -> Nursery.run(nursery -> {
            nursery.spawn(() -> {
                try {
                    untilEnd();
                } catch (GreenletExit e) {
                    killed.incrementAndGet();
                }
            });
            sleep();
            party.set(setting.start(() -> {
                Greenlet<Void> child = nursery.spawn(() -> {
                    throw failure;
                });
                spawned.set();
                child.join();
                return true;
            }));
            until(spawned::isSet);
        })));

        assertEquals(1, killed.get());
        assertTrue(result(party.get()));
        assertFalse(hub.isClosed());
    }

    @ParameterizedTest
    @EnumSource
    void closingKillsChildrenElsewhereIfItsOwnerIsThrownInto(Setting setting) throws Exception {
        AsyncResult<Callable<Boolean>> party = new AsyncResult<>();
        Event spawned = new Event();
        Greenlet<Void> owner = spawn(() -> {
            try (Nursery nursery = Nursery.open()) {
                party.set(setting.start(() -> {
                    Greenlet<Void> child = nursery.spawn(this::untilEnd);
                    spawned.set();
                    child.join();
                    return child.isSuccessful();
                }));
                spawned.await(LONG);
            }
        });
        until(spawned::isSet);
        owner.kill();

        assertTrue(owner.isDead());
        assertTrue(result(party.get()));
    }
}
