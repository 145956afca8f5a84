package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import greenlet.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Python's async generators: generators whose body waits, in tasks. */
@ExtendWith(FreshHub.class)
class AsyncGeneratorTest {
    private final List<String> seen = new ArrayList<>();
    private final VirtualTime time = VirtualTime.onNewHub();

    private Generator<Integer, Void> count(int num) {
        return Generator.of(y -> {
            try {
                for (int i = 0; i < num; i++) {
                    Asyncio.sleep(1);
                    y.yield(i);
                }
            } finally {
                seen.add("closed");
            }
        });
    }

    private Coroutine<Integer> sum(String name, int num) {
        return Coroutine.of(() -> {
            int sum = 0;
            for (int i : count(num)) {
                seen.add(name + i);
                sum += i;
            }
            return sum;
        });
    }

    @Test
    void itWaitsWhileItsTaskWaits() {
        assertEquals(3, Asyncio.run(sum("", 3)));
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void othersRunMeanwhile() {
        assertEquals(List.of(1, 3), Asyncio.run(() -> Asyncio.gather(sum("a", 2), sum("b", 3)).await()));
        assertEquals(List.of("a0", "b0", "a1", "closed", "b1", "b2", "closed"),
                seen);
    }

    @Test
    void aCancelIsThrownInItsBodyAndLeavesIt() {
        Asyncio.run(() -> {
            Task<Integer> task = Asyncio.createTask(sum("", 9));
            Asyncio.sleep(1.5);
            task.cancel();
            Asyncio.wait(List.of(task));
            assertTrue(task.cancelled());
        });

        assertEquals(List.of("0", "closed"), seen);
    }

    @Test
    void whatIsSentThrownAndClosedGoesIntoABodyThatWaits() {
        Generator<String, String> echo = Generator.of(y -> {
            for (String sent = "first"; sent != null; ) {
                try {
                    sent = y.yield(sent);
                    Asyncio.sleep(1);
                } catch (IllegalStateException e) {
                    sent = "caught";
                } finally {
                    Asyncio.sleep(1);
                }
            }
        });
        Asyncio.run(() -> {
            seen.add(echo.next());
            seen.add(echo.send("sent"));
            seen.add(echo.throwIn(new IllegalStateException()));
            echo.close();
            assertThrows(NoSuchElementException.class, echo::next);
        });

        assertEquals(List.of("first", "sent", "caught"), seen);
        assertEquals(Duration.ofSeconds(4), time.passed());
    }
}
