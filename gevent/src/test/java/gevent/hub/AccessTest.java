package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.ChildJvm.Ended;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Access to the JDK: what a JVM says that was started without it, and which cures work. */
@ExtendWith(FreshHub.class)
class AccessTest {
    @TempDir
    private Path temp;

    /** Run in a JVM of its own. */
    static final class Program {
        static void main() {
            System.out.print(Gevent.run(() -> Gevent.spawn(() -> {
                Gevent.sleep(0.001);
                return "has slept";
            }).get()));
        }
    }

    /** The same error each time, from whichever side the hub is asked for. */
    static final class TriesTwice {
        static void main() {
            for (Runnable attempt : List.<Runnable>of(Hub::get, Gevent::sleep)) {
                try {
                    attempt.run();
                } catch (MissingAccess e) {
                    System.out.println(e.getMessage().lines().findFirst().orElseThrow());
                }
            }
        }
    }

    /** Asks where there is no hub, on a virtual thread of the JDK. */
    static final class TriesOnAVirtualThread {
        static void main() throws InterruptedException {
            Thread.startVirtualThread(() -> {
                try {
                    Gevent.sleep();
                } catch (MissingAccess e) {
                    System.out.print("said so");
                }
            }).join();
        }
    }

    /** Our resolver is the JVM's, of whoever has us on its class path. */
    static final class LooksUpNames {
        static void main() throws InterruptedException {
            Thread.startVirtualThread(() -> {
                try {
                    InetAddress.getByName("gevent4j.invalid");
                } catch (UnknownHostException e) {
                    System.out.print("asked");
                }
            }).join();
        }
    }

    private Ended withoutAccess() throws Exception {
        return ChildJvm.run(temp, Program.class);
    }

    @Test
    void withoutAccessTheFirstUseFails() throws Exception {
        Ended ended = withoutAccess();

        assertNotEquals(0, ended.code());
        assertEquals("", ended.out());
        assertTrue(ended.err().startsWith("Exception in thread \"main\" gevent.hub.MissingAccess: "), ended.err());
    }

    @Test
    void theErrorNamesTheThreeCures() throws Exception {
        String err = withoutAccess().err();

        assertTrue(err.contains("--add-opens=java.base/java.lang=ALL-UNNAMED"), err);
        assertTrue(err.contains("-javaagent:gevent-monkey.jar"), err);
        assertTrue(err.contains("Add-Opens: java.base/java.lang"), err);
    }

    @Test
    void theErrorIsAllThatIsPrinted() throws Exception {
        String err = withoutAccess().err();

        assertFalse(err.contains("\tat "), err);
        assertFalse(err.contains("Caused by"), err);
        assertEquals(4, err.lines().count(), err);
    }

    @Test
    void eachUseFailsWithTheSameError() throws Exception {
        List<String> lines = ChildJvm.run(temp, TriesTwice.class).out().lines().toList();

        assertEquals(2, lines.size(), lines::toString);
        assertEquals(lines.get(0), lines.get(1));
    }

    @Test
    void aVirtualThreadIsToldToo() throws Exception {
        assertEquals(new Ended(0, "said so", ""), ChildJvm.run(temp, TriesOnAVirtualThread.class));
    }

    @Test
    void namesAreLookedUpWithoutAccess() throws Exception {
        assertEquals(new Ended(0, "asked", ""), ChildJvm.run(temp, LooksUpNames.class));
    }

    @Test
    void theFlagOfTheClassPathGivesAccess() throws Exception {
        assertEquals(new Ended(0, "has slept", ""), ChildJvm.run(temp, Program.class, ChildJvm.ACCESS));
    }

    @Test
    void theFlagOfTheModulePathGivesAccess() throws Exception {
        Ended ended = ChildJvm.java(temp, List.of("--add-opens=java.base/java.lang=gevent",
                "-p", ChildJvm.modulePath(),
                "--patch-module", "gevent=" + ChildJvm.testClasses(),
                "-m", "gevent/" + Program.class.getName()));

        assertEquals(new Ended(0, "has slept", ""), ended);
    }

    @Test
    void theManifestOfTheJarGivesAccess() throws Exception {
        assertEquals(new Ended(0, "has slept", ""), ChildJvm.java(temp, List.of("-jar", jarThatOpens().toString())));
    }

    private Path jarThatOpens() throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Program.class.getName());
        main.put(Attributes.Name.CLASS_PATH, String.join(" ", ChildJvm.greenletClasses().toUri().toString(),
                ChildJvm.geventClasses().toUri().toString(), ChildJvm.testClasses().toUri().toString()));
        main.putValue("Add-Opens", "java.base/java.lang");
        Path jar = temp.resolve("program.jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        return jar;
    }
}
