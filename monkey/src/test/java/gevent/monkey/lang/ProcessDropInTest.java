package gevent.monkey.lang;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.monkey.FreshHub;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the drop-in: what the JDK's are, while others run. */
@ExtendWith(FreshHub.class)
@EnabledOnOs(OS.LINUX)
class ProcessDropInTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path temp;

    @Test
    void whoWaitsForItLetsOthersRun() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        Greenlet<Integer> reader = spawn(() -> cat.getInputStream().read());
        Greenlet<Integer> waiter = spawn(() -> cat.waitFor());
        sleep(0.002);
        assertFalse(reader.isReady() || waiter.isReady());
        try (OutputStream out = cat.getOutputStream()) {
            out.write('a');
        }

        assertEquals('a', reader.get());
        assertEquals(0, waiter.get());
        assertEquals(0, cat.exitValue());
    }

    @Test
    void moreThanAPipeHoldsGoesThroughIt() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        Greenlet<Integer> reader = spawn(() -> cat.getInputStream().readAllBytes().length);
        try (OutputStream out = cat.getOutputStream()) {
            out.write(new byte[MEGABYTE]);
        }

        assertEquals(MEGABYTE, reader.get());
        assertEquals(0, cat.waitFor());
    }

    @Test
    void aWaitEndsWithItsTimeAndByATimeout() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        assertFalse(sleeper.waitFor(2, TimeUnit.MILLISECONDS));
        assertFalse(sleeper.waitFor(0, TimeUnit.SECONDS));
        assertThrows(Timeout.class, () -> Gevent.withTimeout(Duration.ofMillis(2), () -> sleeper.waitFor()));
        sleeper.destroy();

        assertTrue(sleeper.waitFor(60, TimeUnit.SECONDS));
        assertEquals(128 + 15, sleeper.exitValue());
    }

    @Test
    void anInterruptIsToldAsTheJdkTellsIt() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        Greenlet<Boolean> waiter = spawn(() -> {
            java.lang.Thread.currentThread().interrupt();
            try {
                return sleeper.waitFor() == 0;
            } catch (InterruptedException e) {
                return java.lang.Thread.interrupted();
            }
        });

        assertEquals(false, waiter.get());
        sleeper.destroyForcibly().waitFor();
    }

    @Test
    void whatCannotBeRunIsTheJdksException() {
        IOException ours = assertThrows(IOException.class, () -> new ProcessBuilder("/no/such").start());
        IOException theirs = assertThrows(IOException.class, () -> new java.lang.ProcessBuilder("/no/such").start());

        assertEquals(theirs.getMessage(), ours.getMessage());
    }

    @Test
    void redirectsAreWhatTheyAre() throws Exception {
        File file = temp.resolve("out").toFile();
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "echo out; echo err >&2; cat");
        Files.writeString(temp.resolve("in"), "in\n");
        builder.redirectInput(temp.resolve("in").toFile()).redirectErrorStream(true).redirectOutput(file);
        assertEquals(0, builder.start().waitFor());
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file));
        assertEquals(0, builder.start().waitFor());

        assertEquals(List.of("out", "err", "in", "out", "err", "in"), Files.readAllLines(file.toPath()));
        assertEquals(ProcessBuilder.Redirect.Type.APPEND, builder.redirectOutput().type());
        assertEquals(file, builder.redirectOutput().file());
        assertEquals(ProcessBuilder.Redirect.from(temp.resolve("in").toFile()), builder.redirectInput());
        assertSame(ProcessBuilder.Redirect.PIPE, builder.redirectError());
        assertSame(ProcessBuilder.Redirect.INHERIT, builder.inheritIO().redirectError());
    }

    @Test
    void aPipelineIsStarted() throws Exception {
        List<java.lang.Process> all = ProcessBuilder.startPipeline(List.of(new ProcessBuilder("echo", "text"),
                new ProcessBuilder("tr", "a-z", "A-Z")));

        assertEquals("TEXT\n", new String(all.getLast().getInputStream().readAllBytes()));
        assertEquals(0, all.getLast().waitFor());
    }

    // ---- sleep

    @Test
    void aSleepLetsOthersRunAlsoOnAHubsMain() throws Exception {
        Greenlet<String> other = spawn(() -> "ran");
        Thread.sleep(1);

        assertTrue(other.isReady());
        Thread.sleep(0, 1);
        Thread.sleep(Duration.ofNanos(-1));
        assertThrows(IllegalArgumentException.class, () -> Thread.sleep(-1));
        assertThrows(IllegalArgumentException.class, () -> Thread.sleep(1, 1_000_000));
    }

    @Test
    void aSleepIsEndedByAKillATimeoutAndAnInterrupt() throws Exception {
        Greenlet<Void> killed = spawn(() -> Thread.sleep(3_600_000));
        sleep();
        killed.kill();
        assertTrue(killed.isDead());
        assertThrows(Timeout.class, () -> Gevent.withTimeout(Duration.ofMillis(1), () -> {
            Thread.sleep(Duration.ofHours(1));
            return null;
        }));
        java.lang.Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Thread.sleep(1));
        assertFalse(java.lang.Thread.interrupted());
    }

    @Test
    void aThreadOfItIsOneOfTheJdks() throws Exception {
        boolean[] ran = new boolean[1];
        Thread thread = new Thread(() -> ran[0] = !java.lang.Thread.currentThread().isVirtual(), "name");
        thread.start();
        thread.join();

        assertTrue(ran[0]);
        assertEquals("name", thread.getName());
    }
}
