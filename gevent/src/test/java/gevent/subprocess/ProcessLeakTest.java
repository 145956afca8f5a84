package gevent.subprocess;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.subprocess.Redirect.PIPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.os.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** The system gets back what it gave for a child, whatever becomes of child and parent. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(FreshHub.class)
class ProcessLeakTest {
    private Set<String> before;

    /** The pipes and pidfds that this process holds, each by its number and name. */
    private static Set<String> held() {
        Set<String> held = new HashSet<>();
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                String target = targetOf(descriptor);
                if (target.startsWith("pipe:") || target.contains("[pidfd]") || target.contains("/dev/null")) {
                    held.add(descriptor.getFileName() + " " + target);
                }
            }
            return held;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String targetOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException goneMeanwhile) {
            return "";
        }
    }

    private static boolean hasProcess(long pid) {
        return Files.exists(Path.of("/proc/" + pid));
    }

    @BeforeEach
    void look() throws IOException {
        Subprocess.checkOutput("true");
        before = held();
    }

    private void awaitNothingLeft(long... pids) {
        while (IntStream.range(0, pids.length).anyMatch(i -> hasProcess(pids[i])) || !leaked().isEmpty()) {
            sleep(0.001);
        }
    }

    private Set<String> leaked() {
        Set<String> now = held();
        now.removeAll(before);
        return now;
    }

    @Test
    void anOpenOneIsSeen() throws IOException {
        try (Popen cat = Popen.of("cat").stdin(PIPE).stdout(PIPE).start()) {
            assertTrue(leaked().size() >= 2);
            assertTrue(hasProcess(cat.pid()));
        }
        awaitNothingLeft();
    }

    @Test
    void aThousandOneAfterTheOtherLeaveNothing() throws IOException {
        long[] pids = new long[1000];
        for (int i = 0; i < pids.length; i++) {
            try (Popen child = Popen.of("true").stdin(PIPE).captureOutput().start()) {
                pids[i] = child.pid();
            }
        }
        awaitNothingLeft(pids);
    }

    @Test
    void aHundredAtOnceLeaveNothing() {
        List<Greenlet<Long>> all = IntStream.range(0, 100).mapToObj(i -> spawn(() -> {
            Popen child = Popen.of("cat").stdin(PIPE).captureOutput().start();
            child.communicate(new byte[] {1, 2, 3});
            return (long) child.pid();
        })).toList();
        awaitNothingLeft(all.stream().mapToLong(Greenlet::get).toArray());
    }

    @Test
    void oneThatNobodyAwaitsLeavesNothing() throws IOException {
        awaitNothingLeft(Popen.of("true").start().pid());
    }

    @Test
    void oneWhoseHubIsClosedLeavesNothing() throws IOException {
        Popen child = Popen.of("cat").stdin(PIPE).start();
        Hub.get().close();
        child.stdin().close();
        while (child.poll() == null) {
            Thread.onSpinWait();
        }
        assertEquals(0, child.returncode());
        assertFalse(hasProcess(child.pid()));
        awaitNothingLeft();
    }

    @Test
    void oneThatNobodyRefersToIsToldByItsPipe() throws Exception {
        long pid = OtherThread.run(() -> (long) Popen.of("cat").stdin(PIPE).stdout(PIPE).start().pid());
        assumeTrue(Child.areSupported(), "the JDK's own streams stay open");
        while (hasProcess(pid)) {
            System.gc();
            sleep(0.001);
        }
        awaitNothingLeft();
    }

    @Test
    void theKillOfWhoCommunicatesLeavesNothingOnceItHasEnded() throws IOException {
        Popen child = Popen.of("cat").stdin(PIPE).stdout(PIPE).start();
        Greenlet<Output> killed = spawn(() -> child.communicate(new byte[1 << 20]));
        sleep();
        killed.kill();
        child.kill();
        child.close();
        awaitNothingLeft(child.pid());
    }

    @Test
    void whatCannotBeStartedLeavesNothing() {
        assertThrows(IOException.class, () -> Popen.of("no-such-program").stdin(PIPE).captureOutput().start());
        assertThrows(IOException.class, () -> Popen.of("true").stdin(PIPE)
                .stdout(Redirect.to(Path.of("/no/such/file"))).start());
        assertTrue(Gevent.await());

        assertEquals(Set.of(), leaked());
    }
}
