package gevent.threadpool;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.AsyncResult;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pools that are there without being made: a hub's, and the three of the library. */
@ExtendWith(FreshHub.class)
class PoolsTest {
    @AfterEach
    void waitForTheThreads() {
        List.of(Hub.get().threadpool(), Pools.files(), Pools.dns(), Pools.blocking()).forEach(ThreadPool::join);
    }

    @Test
    void aHubHasOnePoolOfItsOwn() {
        assertSame(Hub.get().threadpool(), Hub.get().threadpool());
        assertEquals(10, Hub.get().threadpool().maxsize());
        assertNotSame(Thread.currentThread(), Hub.get().threadpool().apply(Thread::currentThread));
    }

    @Test
    void thePoolOfAHubIsClosedWithIt() {
        Hub hub = Hub.get();
        ThreadPool pool = hub.threadpool();
        hub.close();

        assertThrows(RejectedExecutionException.class, () -> pool.spawn(() -> { }));
        assertThrows(HubDestroyed.class, hub::threadpool);
    }

    @Test
    void aFileIsNotWaitedForByALookup() {
        CountDownLatch go = new CountDownLatch(1);
        List<AsyncResult<?>> slow = new ArrayList<>();
        for (int i = 0; i < Pools.files().maxsize(); i++) {
            slow.add(Pools.files().spawn(() -> go.await()));
        }

        assertEquals("found", Pools.dns().apply(() -> "found"));
        assertEquals("read", Pools.blocking().apply(() -> "read"));
        go.countDown();
        slow.forEach(AsyncResult::get);
    }

    @Test
    void whatMayWaitForEverHasAsManyThreadsAsItNeeds() {
        CountDownLatch all = new CountDownLatch(200);
        List<AsyncResult<?>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            results.add(Pools.blocking().spawn(() -> {
                all.countDown();
                all.await();
            }));
        }
        results.forEach(AsyncResult::get);

        assertEquals(0, all.getCount());
    }

    @Test
    void whatIsDoneOneAfterTheOtherNeedsOneThread() {
        try (ThreadPool pool = new ThreadPool(8)) {
            Thread first = pool.apply(Thread::currentThread);
            while (first.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }

            assertSame(first, pool.apply(Thread::currentThread));
            assertEquals(1, pool.size());
        }
    }

    @Test
    void aFailureOfWhatIsAppliedIsThrownAndNotReported() {
        List<Throwable> reported = new ArrayList<>();
        Hub.get().setErrorHandler((_, error) -> reported.add(error));

        CompletionException thrown = assertThrows(CompletionException.class, () -> Pools.files().apply(() -> {
            throw new FileNotFoundException("there is none");
        }));
        assertTrue(thrown.getCause() instanceof FileNotFoundException);
        spawn(() -> { }).join();
        assertEquals(List.of(), reported);
    }
}
