package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
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
}
