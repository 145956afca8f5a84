package samples.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import samples.Ran;

/** The samples of generators: what each prints, in which order. */
@Tag("io")
class GeneratorSamplesTest {
    private static Ran run(String name) throws Exception {
        Ran ran = Ran.sample(name);
        assertEquals(List.of(), ran.err());
        return ran;
    }

    @Test
    void producerAndConsumerTakeTurns() throws Exception {
        List<String> transcript = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            transcript.addAll(List.of("[PRODUCER] Producing " + n + "...", "[CONSUMER] Consuming " + n + "...",
                    "[PRODUCER] Consumer return: 200 OK"));
        }

        assertEquals(transcript, run("consumer").out());
    }

    @Test
    void elementsOfAnotherComeInBetween() throws Exception {
        assertEquals(List.of("1", "2", "3", "4", "5"), run("onetofive").out());
    }

    @Test
    void theShopSellsTen() throws Exception {
        Ran ran = Ran.inVirtualTime("potatoes");

        assertEquals(10, ran.out().size());
        assertTrue(ran.out().stream().allMatch(line -> line.matches("Got potato \\d+\\.\\.\\.")), ran.out()::toString);
        assertTrue(ran.time().toSeconds() < 20, ran.time()::toString);      // five times two seconds at most
    }

    @Test
    void eachPageIsFetchedOnce() throws Exception {
        assertEquals(IntStream.rangeClosed(1, 3).mapToObj(i -> "page of /" + i).toList(),
                run("fetcher").out().stream().sorted().toList());
    }
}
