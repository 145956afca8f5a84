package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** The examples of the documents that greenlet comes from. */
class SeedsTest {
    private final List<String> printed = new ArrayList<>();
    private Greenlet gr1;
    private Greenlet gr2;

    /** E4. There it runs for ever with half a second between lines; here {@code print} ends it after six. */
    @Test
    void twoGreenletsThatSwitchToEachOtherPrintInTurn() {
        gr1 = new Greenlet(this::test1);
        gr2 = new Greenlet(this::test2);

        gr1.switchTo();

        assertEquals(List.of("---A--", "---B--", "---A--", "---B--", "---A--", "---B--"), printed);
    }

    private void test1() {
        while (true) {
            print("---A--");
            gr2.switchTo();
        }
    }

    private void test2() {
        while (true) {
            print("---B--");
            gr1.switchTo();
        }
    }

    private void print(String line) {
        printed.add(line);
        if (printed.size() == 6) {
            Greenlet.current().parent().switchTo();
        }
    }

    /** E1, B2. */
    @Test
    void aProducerSendsToAConsumer() {
        Generator<String, Integer> consumer = Generator.of(y -> {
            String r = "";
            while (true) {
                Integer n = y.yield(r);
                if (n == null) {
                    return;
                }
                printed.add("[CONSUMER] Consuming " + n + "...");
                r = "200 OK";
            }
        });

        produce(consumer);

        assertEquals(List.of(
                "[PRODUCER] Producing 1...", "[CONSUMER] Consuming 1...", "[PRODUCER] Consumer return: 200 OK",
                "[PRODUCER] Producing 2...", "[CONSUMER] Consuming 2...", "[PRODUCER] Consumer return: 200 OK",
                "[PRODUCER] Producing 3...", "[CONSUMER] Consuming 3...", "[PRODUCER] Consumer return: 200 OK",
                "[PRODUCER] Producing 4...", "[CONSUMER] Consuming 4...", "[PRODUCER] Consumer return: 200 OK",
                "[PRODUCER] Producing 5...", "[CONSUMER] Consuming 5...", "[PRODUCER] Consumer return: 200 OK"),
                printed);
    }

    private void produce(Generator<String, Integer> c) {
        c.send(null);
        for (int n = 1; n <= 5; n++) {
            printed.add("[PRODUCER] Producing " + n + "...");
            String r = c.send(n);
            printed.add("[PRODUCER] Consumer return: " + r);
        }
        c.close();
    }

    /** B3. */
    @Test
    void aGeneratorYieldsFromAnother() {
        Generator<Integer, Void> gen234 = Generator.of(y -> y.yieldFrom(List.of(2, 3, 4)));
        Generator<Integer, Void> main = Generator.of(y -> {
            y.yield(1);
            y.yieldFrom(gen234);
            y.yield(5);
        });

        assertEquals(List.of(1, 2, 3, 4, 5), main.stream().toList());
    }

    /** B1, D1: there by {@code send(None)} until {@code StopIteration}, whose value it is. */
    @Test
    void aCoroutineIsDrivenToItsValue() {
        Generator<Void, Void> coroutine = Generator.of(y -> {
            return 1;
        });

        assertThrows(NoSuchElementException.class, () -> coroutine.send(null));
        assertEquals(1, coroutine.returned());
    }
}
