package gevent.asyncio;

import static gevent.subprocess.Redirect.PIPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.subprocess.Popen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Child processes in tasks. */
@Tag("io")
@DisabledOnOs(OS.WINDOWS)
@ExtendWith(FreshHub.class)
class SubprocessTest {
    private final List<String> seen = new ArrayList<>();

    private Coroutine<Integer> talk(String name) {
        return Coroutine.of(() -> {
            try (Popen child = Asyncio.createSubprocessShell(PIPE, "for i in 1 2 3; do echo " + name + " $i; done")) {
                for (String line : child.lines()) {
                    seen.add(line);
                    Asyncio.sleep(0);
                }
                return child.await();
            }
        });
    }

    @Test
    void linesComeAsTheyAreWritten() {
        Asyncio.run(() -> {
            try (Popen child = Popen.shell("while read line; do echo got $line; done").stdin(PIPE).stdout(PIPE)
                    .start()) {
                Task<Void> reader = Asyncio.createTask(() -> {
                    for (String line : child.lines()) {
                        seen.add(line);
                    }
                });
                for (int i = 0; i < 3; i++) {
                    child.stdin().write(("line " + i + "\n").getBytes());
                    while (seen.size() <= i) {
                        Asyncio.sleep(0.001);
                    }
                }
                child.stdin().close();
                reader.await();
                assertEquals(0, child.await());
            }
        });

        assertEquals(List.of("got line 0", "got line 1", "got line 2"), seen);
    }

    @Test
    void twoTalkAtOnce() {
        List<Integer> codes = Asyncio.run(() -> Asyncio.gather(talk("a"), talk("b")).await());

        assertEquals(List.of(0, 0), codes);
        assertEquals(List.of("a 1", "a 2", "a 3"), seen.stream().filter(line -> line.startsWith("a")).toList());
        assertEquals(List.of("b 1", "b 2", "b 3"), seen.stream().filter(line -> line.startsWith("b")).toList());
    }

    @Test
    void allItWritesIsReadAtOnce() {
        String out = Asyncio.run(() -> {
            try (Popen child = Asyncio.createSubprocessExec(PIPE, "echo", "one line")) {
                return child.communicate().outText();
            }
        });

        assertEquals("one line\n", out);
    }

    @Test
    void aTaskThatWaitsForOneCanBeCancelled() {
        Asyncio.run(() -> {
            Popen child = Asyncio.createSubprocessExec(PIPE, "sleep", "100");
            Task<Integer> waiter = Asyncio.createTask(() -> child.await());
            Asyncio.sleep(0);
            waiter.cancel();
            Asyncio.wait(List.of(waiter));
            assertTrue(waiter.cancelled());
            child.kill();
            child.close();
            assertEquals(-9, child.returncode());
        });
    }
}
