package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, from one jar as it is shipped: programs end as {@code java} would have ended them. */
@Tag("jvm")
class LauncherTest {
    @TempDir
    private Path temp;

    private ChildJvm.Ended launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("-javaagent:" + AgentJar.in(temp, AgentJar.manifest()),
                "-cp", ChildJvm.classPath(), Main.class.getName()));
        command.addAll(List.of(arguments));
        return ChildJvm.run(command);
    }

    private String script(String name, String source) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, source).toString();
    }

    private List<String> lines(String... arguments) throws Exception {
        return ChildJvm.succeeded(launch(arguments));
    }

    private void assertRefused(String message, String... arguments) throws Exception {
        ChildJvm.Ended ended = launch(arguments);

        assertEquals(1, ended.code());
        assertTrue(ended.err().startsWith("gevent: " + message), ended.err());
        assertFalse(ended.err().contains("\tat "), ended.err());
    }

    // ---- scripts

    @Test
    void aCompactScriptRunsWithItsArguments() throws Exception {
        assertEquals(List.of("[a, b]"), lines(script("Script.java",
                "void main(String[] args) { IO.println(java.util.List.of(args)); }"), "a", "b"));
    }

    @Test
    void mainIsAGreenletNamedMain() throws Exception {
        assertEquals(List.of("main true"), lines(script("Script.java", """
                void main() { IO.println(Thread.currentThread().getName() + " " + Thread.currentThread().isVirtual()); }
                """)));
    }

    @Test
    void aScriptMayImportTheModule() throws Exception {
        assertEquals(List.of("done", "GreenletExit"), lines(script("Script.java", """
                import module gevent;
                import static gevent.Gevent.*;
                void main() {
                    IO.println(spawn(() -> "done").get());
                    IO.println(new GreenletExit().getClass().getSimpleName());
                }
                """)));
    }

    @Test
    void aScriptMayHaveOthersBesideIt() throws Exception {
        script("tools/Greeting.java",
                "package tools; public class Greeting { public static String TEXT = Other.TEXT; }");
        script("tools/Other.java", "package tools; class Other { static String TEXT = \"hello\"; }");

        assertEquals(List.of("hello"),
                lines(script("Script.java", "void main() { IO.println(tools.Greeting.TEXT); }")));
    }

    @Test
    void aScriptMayBeInAPackage() throws Exception {
        script("org/example/Other.java", "package org.example; class Other { static String TEXT = \"hello\"; }");

        assertEquals(List.of("hello"), lines(script("org/example/Script.java", """
                package org.example;
                public class Script {
                    public static void main(String[] args) { System.out.println(Other.TEXT); }
                }
                """)));
    }

    @Test
    void sleepsInAScriptLetOthersRun() throws Exception {
        assertEquals(List.of("b", "a"), lines(script("Script.java", """
                import static gevent.Gevent.*;
                void main() throws Exception {
                    spawn(() -> { Thread.sleep(20); IO.println("a"); });
                    spawn(() -> { Thread.sleep(10); IO.println("b"); });
                    Thread.sleep(50);
                }
                """)));
    }

    @Test
    void aScriptFindsNoResourceOutsideItsDirectory() throws Exception {
        script("app/beside.txt", "");
        String outside = script("outside.txt", "");

        assertEquals(List.of("true", "null", "null", "null"), lines(script("app/Script.java", """
                void main(String[] outside) {
                    ClassLoader loader = getClass().getClassLoader();
                    IO.println(loader.getResource("beside.txt") != null);
                    IO.println(loader.getResource(outside[0]));
                    IO.println(loader.getResource("../outside.txt"));
                    IO.println(loader.getResource("a\\0b"));
                }
                """), outside));
    }

    @Test
    void aScriptCompilesNothingOutsideItsDirectory() throws Exception {
        String outside = script("Outside.java", "this does not compile");
        String asName = outside.substring(0, outside.length() - ".java".length()).replace('/', '.');

        assertEquals(List.of("none", "none"), lines(script("app/Script.java", """
                void main(String[] outside) {
                    for (String name : new String[] {outside[0], "a\\0b"}) {
                        try {
                            IO.println(getClass().getClassLoader().loadClass(name));
                        } catch (ClassNotFoundException e) {
                            IO.println("none");
                        }
                    }
                }
                """), asName));
    }

    @Test
    void aScriptThatDoesNotCompileGetsTheWordsOfJavac() throws Exception {
        ChildJvm.Ended ended = launch(script("Bad.java", "void main() { int x = \"a\"; }"));

        assertEquals(1, ended.code());
        assertTrue(ended.err().contains("Bad.java:1: error: incompatible types"), ended.err());
        assertTrue(ended.err().contains("1 error"), ended.err());
    }

    @Test
    void nothingIsLeftOfACompilation() throws Exception {
        ChildJvm.run(List.of("-Djava.io.tmpdir=" + Files.createDirectory(temp.resolve("tmp")),
                "-javaagent:" + AgentJar.in(temp, AgentJar.manifest()), "-cp", ChildJvm.classPath(),
                Main.class.getName(), "--loop", "nio", script("Script.java", "void main() { }")));

        try (var left = Files.list(temp.resolve("tmp"))) {
            assertEquals(List.of(), left.filter(each -> each.toString().contains("gevent")).toList());
        }
    }

    // ---- classes and jars

    /** On the class path. */
    static final class Program {
        public static void main(String[] arguments) {
            System.out.println(String.join(" ", arguments) + " " + Monkey.isPatched("socket"));
        }
    }

    @Test
    void aClassRuns() throws Exception {
        assertEquals(List.of("x true"), lines("-cp", ChildJvm.tests().toString(), Program.class.getName(), "x"));
    }

    @Test
    void withoutPatchesNothingIsPatched() throws Exception {
        assertEquals(List.of(" false"), lines("--no-patch", Program.class.getName()));
    }

    @Test
    void oneThingMayBePatchedAlone() throws Exception {
        assertEquals(List.of(" false"), lines("--patch", "time,file", Program.class.getName()));
    }

    @Test
    void namesOfPatchesAreTheSameInEveryLanguage() throws Exception {
        assertEquals(List.of(" false"), ChildJvm.succeeded(ChildJvm.run(List.of("-Duser.language=tr",
                "-javaagent:" + AgentJar.in(temp, AgentJar.manifest()), "-cp", ChildJvm.classPath(),
                Main.class.getName(), "--patch", "time,file", Program.class.getName()))));
    }

    @Test
    void aJarRuns() throws Exception {
        assertEquals(List.of("x y true"), lines(programJar(Program.class.getName()).toString(), "x", "y"));
    }

    private Path programJar(String mainClass) throws Exception {
        return jar("app.jar", Program.class, mainClass == null ? Map.of() : Map.of("Main-Class", mainClass));
    }

    private Path jar(String name, Class<?> content, Map<String, String> attributes) throws Exception {
        Path jar = temp.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach(manifest.getMainAttributes()::putValue);
        String entry = content.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(entry));
            Files.copy(ChildJvm.tests().resolve(entry), out);
        }
        return jar;
    }

    /** Needs another jar, and access to the JDK. */
    static final class Needy {
        static void main() throws Exception {
            Field size = ArrayList.class.getDeclaredField("size");
            size.setAccessible(true);
            System.out.println(size.get(new ArrayList<>(List.of(1, 2))) + " " + Needed.TEXT + " "
                    + System.getProperty("java.class.path").endsWith("needy.jar"));
        }
    }

    static final class Needed {
        static final StringBuilder TEXT = new StringBuilder("needed");
    }

    @Test
    void whatTheManifestOfAJarSaysIsHeeded() throws Exception {
        jar("needed.jar", Needed.class, Map.of());
        Path jar = jar("needy.jar", Needy.class, Map.of("Main-Class", Needy.class.getName(), "Class-Path", "needed.jar",
                "Add-Opens", "java.base/java.util no.such/module"));

        assertEquals(List.of("2 needed true"), ChildJvm.succeeded(ChildJvm.run(List.of("-jar",
                AgentJar.withEverythingIn(temp, false), "--loop", "nio", jar.toString()))));
    }

    // ---- options

    @Test
    void theLoopIsTheOneThatIsNamed() throws Exception {
        assertEquals(List.of("NioTransport"), lines("--loop=nio", script("Script.java",
                "void main() { IO.println(gevent.io.Transport.get().getClass().getSimpleName()); }")));
    }

    @Test
    void aMonitorReportsWhoKeepsOthersFromRunning() throws Exception {
        ChildJvm.Ended ended = launch("--monitor", "0.2", script("Script.java", """
                void main() throws Exception {
                    Thread.sleep(1);
                    for (long end = System.nanoTime() + 2_000_000_000; System.nanoTime() < end; ) { }
                }
                """));

        assertTrue(ended.err().contains("Script.main(Script.java:3)"), ended.err());
        assertEquals(0, ended.code());
    }

    @Test
    void theVersionIsTold() throws Exception {
        assertEquals("gevent-monkey ${project.version}", ChildJvm.succeeded(ChildJvm.run(List.of("-jar",
                AgentJar.withEverythingIn(temp), "--version"))).getFirst());
    }

    @Test
    void anAgentThatIsGivenTwiceIsOne() throws Exception {
        String jar = AgentJar.withEverythingIn(temp);

        assertEquals(List.of("x true"), ChildJvm.succeeded(ChildJvm.run(List.of("-javaagent:" + jar, "-jar", jar,
                "--loop", "nio", Program.class.getName(), "x"))));
    }

    /** Ctrl-C is otherwise as under java. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whoWantsAKeyboardInterruptMayHaveIt() throws Exception {
        Process process = ChildJvm.java(List.of("-Dgevent.sigint=true", "-javaagent:"
                + AgentJar.in(temp, AgentJar.manifest()), "-cp", ChildJvm.classPath(), Main.class.getName(),
                script("Script.java", """
                void main() throws Exception {
                    try {
                        IO.println("waits");
                        Thread.sleep(100_000);
                    } catch (gevent.hub.KeyboardInterrupt e) {
                        IO.println("bye");
                    }
                }
                """))).redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("waits", out.readLine());
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

            assertEquals(List.of("bye"), out.readAllLines());
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aKeyboardInterruptThatNobodyCatchesEndsItSilently() throws Exception {
        Process process = ChildJvm.java(List.of("-Dgevent.sigint=true", "-javaagent:"
                + AgentJar.in(temp, AgentJar.manifest()), "-cp", ChildJvm.classPath(), Main.class.getName(),
                script("Script.java", """
                void main() throws Exception {
                    IO.println("waits");
                    Thread.sleep(100_000);
                }
                """))).redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("waits", out.readLine());
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

            assertEquals(List.of(), out.readAllLines());
            assertEquals(130, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    // ---- ends

    @Test
    void theStatusOfExitIsThatOfTheProgram() throws Exception {
        assertEquals(7, launch(script("Script.java", "void main() { System.exit(7); }")).code());
    }

    @Test
    void anUncaughtExceptionIsToldAsTheJvmTellsIt() throws Exception {
        ChildJvm.Ended ended = launch(script("Script.java",
                "void main() throws Exception {\n throw new java.io.IOException(\"oops\"); }"));

        assertEquals(1, ended.code());
        assertEquals("Exception in thread \"main\" java.io.IOException: oops\n"
                + "\tat Script.main(Script.java:2)\n", ended.err());
    }

    @Test
    void threadsThatAreNoDaemonsAreWaitedFor() throws Exception {
        assertEquals(List.of("main ends", "thread ends"), lines(script("Script.java", """
                void main() {
                    new Thread(() -> {
                        try { Thread.sleep(100); } catch (InterruptedException e) { }
                        IO.println("thread ends");
                    }).start();
                    IO.println("main ends");
                }
                """)));
    }

    @Test
    void theEndOfADeviceIsRead() throws Exception {
        assertEquals(List.of("-1"), lines(script("Script.java",
                "void main() throws Exception { IO.println(new java.io.FileInputStream(\"/dev/null\").read()); }")));
    }

    // ---- what is refused

    @Test
    void whatMakesNoSenseIsRefusedInAWord() throws Exception {
        assertRefused("there is no option --nonsense", "--nonsense");
        assertRefused("nothing to run was named");
        assertRefused("--loop needs a value", "--loop");
        assertRefused("--loop fast: there are epoll and nio", "--loop", "fast", "X");
        assertRefused("--patch everything: there are socket", "--patch", "everything", "X");
        assertRefused("--patch thread: there are socket, dns, time, file, subprocess;", "--patch", "thread", "X");
        assertRefused("--patch : there are socket", "--patch", "time,", "X");
        assertRefused("--verbose takes no value", "--verbose=yes", "X");
        assertRefused("--monitor soon: that is no number of seconds above 0", "--monitor", "soon", "X");
    }

    @Test
    void whatIsNotThereIsNamed() throws Exception {
        assertRefused("there is no file None.java", "None.java");
        assertRefused("there is no jar none.jar", "none.jar");
        assertRefused("there is no class no.Such", "no.Such");
        assertRefused(temp.resolve("app.jar") + " has no Main-Class in its manifest", programJar(null).toString());
        assertRefused("class Script has no main method", script("Script.java", "class Script { }"));
        assertRefused("no class is declared in", script("Empty.java", "// Nothing.\n"));
        assertRefused(script("no.jar", "no jar") + " is no jar: ", temp.resolve("no.jar").toString());
        assertRefused("there is no class no.Such which", jar("wrong.jar", Program.class,
                Map.of("Main-Class", "no.Such")).toString());
    }

    @Test
    void aClassFileThatIsNoneIsNamed() throws Exception {
        Files.writeString(temp.resolve("Broken.class"), "no class");

        assertRefused("Broken cannot be loaded: java.lang.ClassFormatError", "-cp", temp.toString(), "Broken");
    }

    @Test
    void anElementOfTheClassPathThatIsNotThereIsPassedOver() throws Exception {
        String file = script("file.txt", "");

        assertEquals(List.of("x true"), lines("-cp", ChildJvm.tests() + ":a\uFFFFb\uD800:" + file + "/*:/none/*",
                Program.class.getName(), "x"));
    }

    @Test
    void withoutTheAgentAClassPathIsRefused() throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.ACCESS);
        command.addAll(List.of("-cp", ChildJvm.classPath(), Main.class.getName(), "-cp", temp.toString(), "X"));
        ChildJvm.Ended ended = ChildJvm.run(command);

        assertEquals(1, ended.code());
        assertEquals("gevent: The class path of this JVM cannot be added to: start the launcher with java -jar,"
                + " or with -javaagent\n", ended.err());
    }

    @Test
    void helpNamesTheOptions() throws Exception {
        assertTrue(String.join("\n", lines("--help")).contains("--no-patch"));
    }

    @Test
    void verboseTellsWhatIsPatched() throws Exception {
        ChildJvm.Ended ended = launch("--verbose", "--patch", "time", Program.class.getName());

        assertTrue(ended.err().contains("time: java.lang.Thread"), ended.err());
    }
}
