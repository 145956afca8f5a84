package gevent.util;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.AsyncResult;
import gevent.hub.ChildJvm;
import gevent.hub.FreshHub;
import gevent.lock.RLock;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The report from outside the program. */
@ExtendWith(FreshHub.class)
class DiagnosticsTest {
    private static Object attribute(String name) throws Exception {
        Diagnostics.registerMBean();
        return ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(Diagnostics.NAME), name);
    }

    @Test
    void jmxGivesTheReport() throws Exception {
        Greenlet<?> sleeper = spawn(() -> sleep(3600));
        sleeper.setName("the sleeper");
        sleep();

        assertTrue(attribute("Report").toString().contains("the sleeper"));
        sleeper.kill();
    }

    @Test
    void jmxCountsHubsAndGreenlets() throws Exception {
        int before = (int) attribute("Greenlets");
        Greenlet<?> sleeper = spawn(() -> sleep(3600));
        sleep();

        assertTrue((int) attribute("Hubs") >= 1);
        assertEquals(before + 1, attribute("Greenlets"));
        sleeper.kill();
    }

    @Test
    void jmxNamesDeadlocks() throws Exception {
        assertEquals(0, ((String[]) attribute("Deadlocks")).length);
        RLock a = new RLock();
        RLock b = new RLock();
        Greenlet<?> first = spawn(() -> holdBoth(a, b));
        Greenlet<?> second = spawn(() -> holdBoth(b, a));
        sleep();
        sleep();

        assertTrue(((String[]) attribute("Deadlocks"))[0].startsWith("deadlock: "));
        first.kill();
        second.kill();
    }

    private static void holdBoth(RLock one, RLock other) {
        one.lock();
        sleep();
        other.lock();
    }

    @Test
    void aSignalOfTheJvmIsRefused() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> Diagnostics.printOn("USR2"));

        assertTrue(refused.getMessage().contains("USR2"), refused.getMessage());
    }

    /** Is sent the signal while a greenlet sleeps, and ends when the report was printed. */
    public static final class Signalled {
        public static void main(String[] args) throws Exception {
            AsyncResult<Void> printed = new AsyncResult<>();
            System.setErr(new PrintStream(System.err) {
                @Override
                public void println(Object report) {
                    super.println(report);
                    printed.set(null);
                }
            });
            Greenlet<?> sleeper = spawn(() -> sleep(3600));
            sleeper.setName("the sleeper");
            sleep();
            new ProcessBuilder("kill", "-USR1", Long.toString(ProcessHandle.current().pid())).start().waitFor();
            printed.get();
            System.out.println("alive");
        }
    }

    @Test
    void aSignalPrintsTheReportWithWhereGreenletsWereSpawned(@TempDir Path temp) throws Exception {
        ChildJvm.Ended child = ChildJvm.run(temp, Signalled.class, ChildJvm.ACCESS, "-Dgevent.runinfo=USR1",
                "-Dgevent.spawnstacks=true");

        assertEquals("alive\n", child.out(), child.err());
        assertTrue(child.err().contains("the sleeper"), child.err());
        assertTrue(child.err().contains("    spawned\n"), child.err());
        assertTrue(child.err().contains("Signalled.main"), child.err());
    }

    /** Does something with a greenlet. */
    public static final class Spawning {
        public static void main(String[] args) {
            System.out.println(spawn(() -> "alive").get());
        }
    }

    @Test
    void aPropertyThatNamesNoFreeSignalIsWarnedOf(@TempDir Path temp) throws Exception {
        ChildJvm.Ended child = ChildJvm.run(temp, Spawning.class, ChildJvm.ACCESS, "-Dgevent.runinfo=USR2");

        assertEquals("alive\n", child.out(), child.err());
        assertTrue(child.err().contains("-Dgevent.runinfo=USR2 has no effect"), child.err());
    }
}
