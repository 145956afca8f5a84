package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import greenlet.Greenlet;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The agent, from a jar as it is shipped: greenlets work in a JVM that was given no flags. */
@Tag("jvm")
class AgentTest {
    private static final List<String> WORKS = List.of("switched", "spawned", "slept");

    @TempDir
    private Path temp;

    /** Needs all the access there is: switches a raw greenlet, and runs a hub. */
    static final class Program {
        static void main() {
            System.out.println(new Greenlet(first -> first).<String>switchTo("switched"));
            System.out.println(gevent.Gevent.spawn(() -> "spawned").get());
            Time.sleep(0.001);
            System.out.println("slept");
        }
    }

    private static Manifest manifest() throws Exception {
        return AgentJar.manifest();
    }

    private String jar(Manifest manifest) throws Exception {
        return AgentJar.in(temp, manifest);
    }

    private static List<String> lines(String... arguments) throws Exception {
        return ChildJvm.succeeded(ChildJvm.run(List.of(arguments)));
    }

    @Test
    void withoutItThereIsNoAccess() throws Exception {
        assertNotEquals(0, ChildJvm.run(List.of("-cp", ChildJvm.classPath(), Program.class.getName())).code());
    }

    @Test
    void givesAccessOnTheClassPath() throws Exception {
        assertEquals(WORKS,
                lines("-javaagent:" + jar(manifest()), "-cp", ChildJvm.classPath(), Program.class.getName()));
    }

    @Test
    void givesAccessOnTheModulePath() throws Exception {
        assertEquals(WORKS, lines("-javaagent:" + jar(manifest()),
                "-p", ChildJvm.path(Stream.concat(ChildJvm.modules().stream(), ChildJvm.libraries().stream())
                        .toArray(Path[]::new)),
                "--patch-module", "gevent.monkey=" + ChildJvm.tests(),
                "-m", "gevent.monkey/" + Program.class.getName()));
    }

    @Test
    void givesAccessToTheJarThatIsStarted() throws Exception {
        Manifest manifest = manifest();
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH,
                Stream.concat(ChildJvm.modules().stream(), Stream.of(ChildJvm.tests()))
                        .map(each -> each.toUri().toString()).collect(Collectors.joining(" ")));

        assertEquals(WORKS, lines("-jar", jar(manifest)));
    }

    /** Has jcmd load the agent into itself while a greenlet sleeps. */
    static final class Asked {
        static void main(String[] jar) throws Exception {
            gevent.Greenlet<?> sleeper = gevent.Gevent.spawn(() -> Time.sleep(3600));
            sleeper.setName("the sleeper");
            new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(ProcessHandle.current().pid()), "JVMTI.agent_load", jar[0], "runinfo")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().onExit()
                    .thenRun(sleeper::kill);
            sleeper.join();
        }
    }

    @Test
    void jcmdMakesAJvmThatRunsSayWhatItsHubsAreDoing() throws Exception {
        ChildJvm.Ended asked = ChildJvm.run(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:+EnableDynamicAgentLoading", "-cp", ChildJvm.classPath(), Asked.class.getName(),
                jar(manifest())));

        assertTrue(asked.err().contains("the sleeper"), asked.err());
    }

    /** Names the poller that it gets. */
    static final class Loops {
        static void main() {
            System.out.println(gevent.io.Transport.get().getClass().getSimpleName());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void givesTheNativeAccessThatEpollNeeds() throws Exception {
        List<String> with = lines("-javaagent:" + jar(manifest()), "-Dgevent.loop=epoll", "-cp", ChildJvm.classPath(),
                Loops.class.getName());

        assertEquals(List.of("EpollTransport"), with);
    }

    @Test
    void anOlderJavaGetsFarEnoughToSayWhatItLacks() throws Exception {
        byte[] start = Start.class.getResourceAsStream("Start.class").readAllBytes();
        int ofJava8 = 52;

        assertEquals(ofJava8, ByteBuffer.wrap(start).getShort(6));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anOlderJavaSaysInOneSentenceThatItIsTooOld() throws Exception {
        Path older = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");
        assumeTrue(Files.isExecutable(older), "there is no Java 17 here");
        String jar = AgentJar.withEverythingIn(temp, false);
        for (List<String> arguments : List.of(List.of("-jar", jar, "Script.java"), List.of("-javaagent:" + jar, "X"))) {
            List<String> command = new ArrayList<>(List.of(older.toString()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> said = process.inputReader().readAllLines();

            assertEquals(1, process.waitFor());
            assertEquals(1, said.size(), said::toString);
            assertTrue(said.getFirst().matches("gevent: this is Java 17.* needs a JDK 25 or newer"), said::getFirst);
        }
    }

    @Test
    void patchesNothing() throws Exception {
        assertEquals(List.of("Nothing is patched."), lines("-javaagent:" + jar(manifest()), "-cp",
                ChildJvm.classPath(), Reports.class.getName()));
    }

    /** Says what is patched. */
    static final class Reports {
        static void main() {
            System.out.println(Monkey.report());
        }
    }

    /** Tells what the threads are that are made on a hub of a usual thread, and on one of a daemon. */
    static final class StartsThreads {
        static void main() throws Exception {
            Monkey.patchAll();
            gevent.Gevent.run(() -> {
                System.out.println(new Thread(() -> { }).isDaemon());
                System.out.println(gevent.Gevent.spawn(() -> new Thread(() -> { }).isDaemon()).get());
            });
            Thread daemon = new Thread(() -> gevent.Gevent.run(
                    () -> System.out.println(new Thread(() -> { }).isDaemon())));
            daemon.setDaemon(true);
            daemon.start();
            daemon.join();
        }
    }

    @Test
    void aThreadThatAGreenletStartsIsADaemonIfTheHubsThreadIs() throws Exception {
        assertEquals(List.of("false", "false", "true"), ChildJvm.linesOf(StartsThreads.class, temp));
    }
}
