package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher beside {@code java} itself: the same program, input and arguments, and the same end. */
@Tag("jvm")
class LauncherAndJavaTest {
    private static final String LEAVES_A_THREAD = """
            public class Program {
                public static void main(String[] arguments) throws Exception {
                    Thread thread = new Thread(() -> {
                        try {
                            Thread.sleep(%d);
                        } catch (InterruptedException e) {
                            System.out.println("interrupted");
                        }
                        System.out.println("the thread ends " + Thread.currentThread().isDaemon());
                    });
                    thread.setDaemon(%s);
                    thread.start();
                    System.out.println("main ends");
                    %s
                }
            }
            """;

    /** A program, {@code Program.java}; what it does is in its name. */
    enum Case {
        EXITS("System.exit(3);"),
        EXITS_AND_RUNS_HOOKS("""
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                try { System.exit(5); } finally { System.out.println("finally"); }"""),
        HALTS("""
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                Runtime.getRuntime().halt(6);"""),
        EXITS_IN_A_THREAD("new Thread(() -> System.exit(9)).start(); Thread.sleep(100_000);"),
        EXITS_IN_A_VIRTUAL_THREAD("Thread.startVirtualThread(() -> System.exit(9)); Thread.sleep(100_000);"),
        EXITS_WHILE_A_HOOK_WANTS_WHAT_A_VIRTUAL_THREAD_HOLDS("""
                Object lock = new Object();
                var held = new java.util.concurrent.CountDownLatch(1);
                Thread.startVirtualThread(() -> {
                    synchronized (lock) {
                        held.countDown();
                        try { Thread.sleep(100); } catch (InterruptedException e) { System.out.println(e); }
                    }
                });
                held.await();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    synchronized (lock) { System.out.println("hook"); }
                }));
                System.exit(4);"""),
        EXITS_TWICE("""
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    System.out.println("hook");
                    Runtime.getRuntime().halt(8);
                }));
                new Thread(() -> System.exit(8)).start();
                System.exit(8);"""),

        THROWS("throw new IllegalStateException(\"oops\", new java.io.IOException(\"the cause\"));"),
        THROWS_AN_ERROR("throw new StackOverflowError();"),
        THROWS_WHAT_IT_CATCHES_ELSEWHERE("""
                try {
                    Integer.parseInt("x");
                } catch (NumberFormatException e) {
                    RuntimeException other = new RuntimeException(e);
                    other.addSuppressed(new Exception("suppressed"));
                    throw other;
                }"""),
        THROWS_IN_A_THREAD("""
                Thread thread = new Thread(() -> { throw new IllegalStateException("oops"); });
                thread.start();
                thread.join();
                System.out.println("main ends");"""),
        HANDLES_WHAT_IT_THROWS("""
                Thread.setDefaultUncaughtExceptionHandler((thread, e) -> System.out.println(
                        thread.getName() + " " + e.getStackTrace().length));
                throw new IllegalStateException("oops");"""),
        FAILS_TO_INITIALIZE("", "static { if (true) throw new IllegalStateException(\"oops\"); }"),

        LEAVES_A_THREAD_THAT_IS_NO_DAEMON(null, LEAVES_A_THREAD.formatted(50, "false", "")),
        LEAVES_A_DAEMON(null, LEAVES_A_THREAD.formatted(100_000, "true", "")),
        LEAVES_A_THREAD_AND_THROWS(null, LEAVES_A_THREAD.formatted(50, "false", "throw new RuntimeException();")),
        LEAVES_A_VIRTUAL_THREAD("""
                Thread.startVirtualThread(() -> {
                    try {
                        Thread.sleep(100_000);
                    } catch (InterruptedException e) {
                        System.out.println(e);
                    } finally {
                        System.out.println("finally");
                    }
                });
                Thread.sleep(50);
                System.out.println("main ends");"""),
        LEAVES_AN_EXECUTOR("""
                var executor = java.util.concurrent.Executors.newFixedThreadPool(2);
                executor.submit(() -> System.out.println("task"));
                executor.shutdown();"""),
        LEAVES_A_TIMER("""
                java.util.Timer timer = new java.util.Timer();
                timer.schedule(new java.util.TimerTask() {
                    public void run() { System.out.println("timer"); timer.cancel(); }
                }, 50);"""),

        READS_ITS_INPUT("""
                var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
                for (String line; (line = in.readLine()) != null; ) { System.out.println("> " + line); }
                System.out.println(System.in.read());"""),
        READS_LINES("for (String s; (s = IO.readln()) != null; ) { IO.println(\"> \" + s); }"),
        TELLS_ITS_ARGUMENTS("""
                for (String each : arguments) { System.out.println("[" + each + "] " + each.length()); }
                System.err.println(arguments.length);"""),
        NAMES_ITS_THREADS("""
                System.out.println(Thread.currentThread().getName());
                System.out.println(new Thread(() -> { }).getName());
                System.out.println(Thread.ofPlatform().unstarted(() -> { }).getName());
                System.out.println(Thread.currentThread().getPriority());"""),
        HAS_NO_MAIN(null, "public class Program { static int main(String[] arguments) { return 3; } }"),
        HAS_A_MAIN_OF_AN_INSTANCE(null, "class Program { void main() { System.out.println(this != null); } }"),
        INHERITS_ITS_MAIN(null, "class Program extends Base { }"
                + " class Base { static void main() { System.out.println(\"base\"); } }");

        final String source;

        Case(String body) {
            this(body, "");
        }

        /** @param more members, or if there is no body all of it */
        Case(String body, String more) {
            source = body == null ? more : "public class Program {\n" + more
                    + "    public static void main(String[] arguments) throws Exception {\n" + body.indent(8)
                    + "    }\n}\n";
        }
    }

    private static final String INPUT = "first\nsecond\nthird";
    private static final List<String> ARGUMENTS = List.of("a", "b c", "", "-x", "--help", "*", "\u00e4\u20ac");

    @TempDir
    private Path temp;

    private List<String> launcher() throws Exception {
        return List.of("-javaagent:" + AgentJar.in(temp, AgentJar.manifest()), "-cp", ChildJvm.classPath(),
                Main.class.getName());
    }

    private record Ended(int code, String out, String err) {
    }

    private Ended run(List<String> java, List<String> arguments) throws IOException, InterruptedException {
        Path input = Files.writeString(temp.resolve("input"), INPUT);
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        List<String> command = new ArrayList<>(java);
        command.addAll(arguments);
        Process process = ChildJvm.java(command).directory(temp.toFile()).redirectInput(input.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private void compile(String source) throws IOException {
        Path file = Files.writeString(temp.resolve("Program.java"), source);
        assertEquals(0, javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", temp.toString(),
                file.toString()));
        Files.delete(file);
    }

    private static List<String> with(List<String> beginning, List<String> end) {
        return Stream.concat(beginning.stream(), end.stream()).toList();
    }

    @ParameterizedTest
    @EnumSource
    void aClassEndsAsUnderJava(Case each) throws Exception {
        compile(each.source);
        List<String> arguments = with(List.of("-cp", temp.toString(), "Program"), ARGUMENTS);
        Ended under = run(List.of(), arguments);
        Ended ended = run(launcher(), arguments);

        // Who was to blame has words of his own.
        assertEquals(under, each == Case.HAS_NO_MAIN ? new Ended(ended.code, ended.out, under.err) : ended);
    }

    private static final List<String> SOURCES = List.of("EXITS", "THROWS_IN_A_THREAD",
            "LEAVES_A_THREAD_THAT_IS_NO_DAEMON", "READS_ITS_INPUT", "TELLS_ITS_ARGUMENTS", "HANDLES_WHAT_IT_THROWS");

    static Stream<String> scripts() {
        return Stream.concat(SOURCES.stream().map(name -> Case.valueOf(name).source), Stream.of(
                // It does not compile.
                "void main() { int x = \"a\"; foo(); }",
                // It compiles with warnings.
                "import java.util.*; void main() { List l = new ArrayList(); l.add(1); new Date(1, 1, 1); }",
                // Its main is not in the first class.
                "class First { } class Program { public static void main(String[] a) { System.out.println(1); } }",
                // It names a class only in a text, one that does not compile.
                "void main() throws Exception { IO.println(Other.TEXT); Class.forName(\"Broken\"); }",
                "void main() throws Exception { IO.println(new String("
                        + "getClass().getResourceAsStream(\"input\").readAllBytes())); }"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptEndsAsUnderJava(String source) throws Exception {
        String script = Files.writeString(temp.resolve("Program.java"), source).toString();
        Files.writeString(temp.resolve("Other.java"), "class Other { static String TEXT = new Nested().toString();"
                + " static class Nested { public String toString() { return \"nested\"; } } }");
        Files.writeString(temp.resolve("Broken.java"), "class Broken { int x = \"no number\"; }");
        List<String> arguments = with(List.of(script), ARGUMENTS);

        assertEquals(run(List.of(), arguments), run(launcher(), arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"void main(String[] a) { IO.println(a.length); }",
        "public class Other { public static void main(String[] a) { throw new IllegalStateException(); } }",
        "void main() { int x = \"a\"; }"})
    void aFileThatNamesItsProgramIsAScriptWhateverItsName(String source) throws Exception {
        String script = Files.writeString(temp.resolve("script"), "#!/usr/bin/env gevent\n" + source).toString();

        assertEquals(run(List.of("--source", "" + Runtime.version().feature()), with(List.of(script), ARGUMENTS)),
                run(launcher(), with(List.of(script), ARGUMENTS)));
    }

    @Test
    void aScriptMayUsePreviewFeaturesIfTheJvmDoes() throws Exception {
        String script = Files.writeString(temp.resolve("Program.java"),
                "void main() { int five = 5; if (five instanceof byte small) { IO.println(small); } }").toString();
        List<String> preview = List.of("--enable-preview");

        Ended ended = run(with(preview, launcher()), List.of(script));
        // javac notes that it compiled preview features, which java keeps to itself.
        assertEquals(run(preview, List.of(script)), new Ended(ended.code, ended.out,
                ended.err.replaceAll("Note: .*\n", "")));
        assertEquals(run(List.of(), List.of(script)), run(launcher(), List.of(script)));
    }

    @Test
    void anElementOfTheClassPathThatIsNotThereIsNoConcern() throws Exception {
        compile(Case.EXITS.source);
        List<String> arguments = List.of("-cp", String.join(File.pathSeparator, "nowhere/*", "nowhere", "nowhere.jar",
                temp.toString()), "Program");

        assertEquals(run(List.of(), arguments), run(launcher(), arguments));
    }

    // ---- signals

    private static final String WAITS = """
            public class Program {
                public static void main(String[] arguments) {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                    System.out.println("waits");
                    while (true) {
                        %s
                    }
                }
            }
            """;

    static Stream<List<String>> signals() {
        return Stream.of("INT", "TERM", "HUP").flatMap(signal -> Stream.of(
                "Thread.onSpinWait();",
                "try { Thread.sleep(100_000); } catch (InterruptedException e) { System.out.println(e); }",
                "try { System.in.read(); } catch (java.io.IOException e) { System.out.println(e); }")
                .map(waiting -> List.of(signal, WAITS.formatted(waiting))));
    }

    @ParameterizedTest
    @MethodSource("signals")
    @EnabledOnOs(OS.LINUX)
    void aSignalEndsItAsUnderJava(List<String> signalAndSource) throws Exception {
        compile(signalAndSource.getLast());

        assertEquals(signalled(signalAndSource.getFirst(), List.of()),
                signalled(signalAndSource.getFirst(), launcher()));
    }

    private Ended signalled(String signal, List<String> java) throws Exception {
        Process process = ChildJvm.java(with(java, List.of("-cp", temp.toString(), "Program")))
                .redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("waits", out.readLine());
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
            return new Ended(process.waitFor(), String.join("\n", out.readAllLines()), "");
        } finally {
            process.destroyForcibly();
        }
    }
}
