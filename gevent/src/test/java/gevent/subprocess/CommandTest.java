package gevent.subprocess;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.subprocess.Redirect.PIPE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import gevent.os.Child;
import gevent.os.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are run to their end. */
@DisabledOnOs(OS.WINDOWS)
@ExtendWith(FreshHub.class)
class CommandTest {
    @TempDir
    private Path temp;

    @Test
    void aRunTellsEverything() throws IOException {
        CompletedProcess ended = Popen.shell("cat; echo err >&2; exit 2").input("in").captureOutput().run();

        assertEquals(List.of("/bin/sh", "-c", "cat; echo err >&2; exit 2"), ended.args());
        assertEquals(2, ended.returncode());
        assertEquals("in", ended.outText());
        assertEquals("err\n", ended.errText());
        assertArrayEquals("in".getBytes(), ended.stdout());
        assertArrayEquals("err\n".getBytes(), ended.stderr());
        assertEquals(2, assertThrows(CalledProcessError.class, ended::checkReturncode).returncode());
    }

    @Test
    void othersRunMeanwhile() throws IOException {
        Greenlet<Integer> waiting = spawn(() -> Subprocess.call("cat", fifo().toString()));
        while (!Files.exists(temp.resolve("fifo"))) {
            sleep(0.001);
        }
        Greenlet<Integer> writing = spawn(() -> Popen.shell("echo > " + temp.resolve("fifo")).call());

        assertEquals(0, writing.get());
        assertEquals(0, waiting.get());
    }

    private Path fifo() throws IOException {
        Path fifo = temp.resolve("fifo");
        Subprocess.checkCall("mkfifo", fifo.toString());
        return fifo;
    }

    @Test
    void aCheckedFailureIsThrown() throws IOException {
        CalledProcessError failed = assertThrows(CalledProcessError.class,
                () -> Popen.shell("echo out; exit 4").stdout(PIPE).check().run());

        assertEquals("Command [/bin/sh, -c, echo out; exit 4] returned non-zero exit status 4", failed.getMessage());
        assertEquals("out\n", failed.output().outText());
        assertNull(failed.output().err());
        assertThrows(CalledProcessError.class, () -> Subprocess.checkCall("false"));
        assertThrows(CalledProcessError.class, () -> Subprocess.checkOutput("false"));
        assertEquals(1, Subprocess.call("false"));
        assertEquals(1, Subprocess.run("false").returncode());
    }

    @Test
    void anEndBySignalIsAFailure() {
        CalledProcessError failed = assertThrows(CalledProcessError.class,
                () -> Popen.shell("kill -9 $$").check().run());

        assertTrue(failed.getMessage().endsWith(failed.returncode() < 0 ? "died with signal 9"
                : "returned non-zero exit status 137"), failed::getMessage);
    }

    @Test
    void whatTakesTooLongIsKilled() {
        Path pid = temp.resolve("pid");
        TimeoutExpired late = assertThrows(TimeoutExpired.class,
                () -> Popen.shell("echo $$ > " + pid + "; echo begun; exec sleep 1000").stdout(PIPE)
                        .timeout(Duration.ofMillis(500)).run());

        assertEquals("begun\n", late.output().outText());
        assertTrue(ProcessHandle.of(Long.parseLong(read(pid))).isEmpty());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatIsTooLongAndHasChildrenIsNotWaitedForByItsPipe() {
        assumeTrue(Child.areSupported(), "a thread that reads for the nio loop cannot be ended");
        Path pid = temp.resolve("pid");
        assertThrows(TimeoutExpired.class, () -> Popen.shell("sleep 1000 & echo $! > " + pid + "; wait").stdout(PIPE)
                .timeout(Duration.ofSeconds(1)).run());

        assertTrue(ProcessHandle.of(Long.parseLong(read(pid))).orElseThrow().destroyForcibly());
    }

    @Test
    void theKillOfWhoRunsItKillsIt() throws IOException {
        Path pid = temp.resolve("pid");
        Greenlet<Integer> running = spawn(() -> Popen.shell("echo $$ > " + pid + "; exec sleep 1000").call());
        while (!Files.exists(pid) || read(pid).isEmpty()) {
            sleep(0.001);
        }
        running.kill();

        assertTrue(ProcessHandle.of(Long.parseLong(read(pid))).isEmpty());
    }

    @Test
    void oneCommandMayBeRunOften() throws IOException {
        Command date = Popen.of("echo", "again");

        assertEquals("again\n", date.checkOutput());
        assertEquals("again\n", date.checkOutput());
    }

    @Test
    void aShellsOutputIsOneText() throws IOException {
        assertEquals("out\nerr", Subprocess.getoutput("echo out; echo err >&2"));
        assertEquals(new Subprocess.StatusOutput(3, "x"), Subprocess.getstatusoutput("printf x; exit 3"));
    }

    @Test
    void aHundredRunAtOnce() {
        List<Greenlet<String>> all = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> spawn(() -> Popen.of("echo", Integer.toString(i)).checkOutput())).toList();

        for (int i = 0; i < all.size(); i++) {
            assertEquals(i + "\n", all.get(i).get());
        }
    }

    @Test
    void aThreadThatHasNoHubRunsOne() throws Exception {
        assertEquals("x\n", OtherThread.run(() -> Subprocess.checkOutput("echo", "x")));
        assertEquals("x\n", OtherThread.startVirtual(() -> Subprocess.checkOutput("echo", "x")).result());
    }

    @Test
    void signalsAreKnownByName() {
        assertEquals(9, Signals.number("KILL"));
        assertEquals(9, Signals.number("SIGKILL"));
        assertThrows(IllegalArgumentException.class, () -> Signals.number("NONSENSE"));
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Popen.of("true").processGroup(-1));
        assertThrows(IllegalArgumentException.class, () -> Popen.of("true").timeout(Duration.ofMillis(-1)));
        assertThrows(NullPointerException.class, () -> Popen.of("true").stdin(null));
    }
}
