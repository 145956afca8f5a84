package gevent.monkey.net;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.ConcurrentObjectUseError;
import gevent.monkey.FreshHub;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who reads a socket that somebody else is waiting to read. */
@Tag("io")
@ExtendWith(FreshHub.class)
class TwoReadersTest {
    private Pair pair;

    @BeforeEach
    void connect() throws Exception {
        pair = Pair.open();
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
    }

    @Test
    void theSecondGreenletIsToldThatItIsAMistake() throws Exception {
        Greenlet<Integer> first = spawn(() -> pair.in().read());
        sleep();
        ConcurrentObjectUseError told = assertThrows(ConcurrentObjectUseError.class, () -> pair.in().read());
        assertTrue(told.getMessage().startsWith("This socket is already used by another greenlet: " + first),
                told::getMessage);

        pair.farOut().write('x');
        assertEquals('x', first.get());
    }

    @Test
    void theSecondMayReadWhatIsThere() throws Exception {
        Greenlet<Integer> first = spawn(() -> pair.in().read());
        sleep();
        pair.farOut().write('x');

        assertEquals('x', pair.in().read());
        pair.farOut().write('y');
        assertEquals('y', first.get());
    }

    @Test
    void oneAfterTheOtherIsNoMistake() throws Exception {
        for (int i = 0; i < 3; i++) {
            Greenlet<Integer> reader = spawn(() -> pair.in().read());
            sleep();
            reader.kill();
        }
        Greenlet<Integer> last = spawn(() -> pair.in().read());
        sleep();
        pair.farOut().write('x');

        assertEquals('x', last.get());
    }

    @Test
    void aReaderAndAWriterDoNotMeet() throws Exception {
        Greenlet<Integer> reader = spawn(() -> pair.in().read());
        sleep();
        pair.out().write('a');
        assertEquals('a', pair.farIn().read());

        pair.farOut().write('x');
        assertEquals('x', reader.get());
    }

    /** Two threads that a greenlet has started wait in a read. */
    private List<FutureTask<Integer>> twoThreads() {
        List<FutureTask<Integer>> both = List.of(new FutureTask<>(() -> pair.in().read()),
                new FutureTask<>(() -> pair.in().read()));
        both.forEach(Thread::startVirtualThread);
        sleep(Duration.ofMillis(20));
        assertFalse(both.stream().anyMatch(FutureTask::isDone));
        return both;
    }

    @Test
    void threadsThatAGreenletStartedGetAByteEach() {
        spawn(() -> {
            List<FutureTask<Integer>> both = twoThreads();
            pair.farOut().write(new byte[] {1, 2});

            assertEquals(Set.of(1, 2), Set.of(both.getFirst().get(), both.getLast().get()));
        }).get();
    }

    @Test
    void theEndIsTheEndForAllOfThem() {
        spawn(() -> {
            List<FutureTask<Integer>> both = twoThreads();
            pair.far().close();

            assertEquals(List.of(-1, -1), List.of(both.getFirst().get(), both.getLast().get()));
        }).get();
    }
}
