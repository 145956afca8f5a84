package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A coroutine: code that was called and has not run. */
@ExtendWith(FreshHub.class)
class CoroutineTest {
    private final List<String> seen = new ArrayList<>();

    private Coroutine<Integer> execute(int x) {
        return Coroutine.of(() -> {
            seen.add("Number: " + x);
            return x;
        });
    }

    @Test
    void callingForOneRunsNothing() {
        execute(1).close();

        assertEquals(List.of(), seen);
    }

    @Test
    void awaitedItRunsRightHere() throws Exception {
        assertEquals(1, execute(1).await());

        assertEquals(List.of("Number: 1"), seen);
    }

    @Test
    void oneMayAwaitAnother() {
        Coroutine<Integer> outer = Coroutine.of(() -> execute(1).await() + execute(2).await());

        assertEquals(3, Asyncio.run(outer));
        assertEquals(List.of("Number: 1", "Number: 2"), seen);
    }

    @Test
    void whatItThrowsIsThrownAsItIs() {
        IOException failure = new IOException();
        Coroutine<Void> failing = Coroutine.of("failing", () -> {
            throw failure;
        });

        assertSame(failure, assertThrows(IOException.class, failing::await));
    }

    @Test
    void itRunsOnce() throws Exception {
        Coroutine<Integer> once = execute(1);
        once.await();

        assertTrue(assertThrows(IllegalStateException.class, once::await).getMessage()
                .startsWith("cannot reuse already awaited coroutine <coroutine object execute"));
        assertThrows(IllegalStateException.class, () -> Asyncio.run(once));
        assertEquals(List.of("Number: 1"), seen);
    }

    @Test
    void oneThatATaskHasIsNotAwaited() {
        Coroutine<Integer> taken = execute(1);
        Task<Integer> task = Asyncio.getEventLoop().createTask(taken);

        assertThrows(IllegalStateException.class, taken::await);
        assertEquals(1, Asyncio.getEventLoop().runUntilComplete(task));
    }

    @Test
    void itIsNamedAfterTheMethodThatMakesIt() {
        Coroutine<Integer> coroutine = execute(1);
        coroutine.close();

        assertTrue(coroutine.toString().matches("<coroutine object execute at 0x[0-9a-f]+>"), coroutine::toString);
    }

    @Test
    void itMayHaveANameOfItsOwn() {
        Coroutine<Void> coroutine = Coroutine.of("fetch", () -> { });
        coroutine.close();

        assertTrue(coroutine.toString().startsWith("<coroutine object fetch at"), coroutine::toString);
    }
}
