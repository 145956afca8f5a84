package greenlet.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import greenlet.Generator;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitors that are moved only if there are any, once that is known to pay. */
class LockStackTest {
    @TempDir
    private Path temp;

    /** One that has found out where the JVM's list is. */
    private static LockStack looking() {
        LockStack stack = new LockStack();
        while (!stack.looks()) {
            stack.spill();
        }
        return stack;
    }

    @Test
    void theListIsThatOfTheJvm() {
        assertTrue(new LockStackTop().isRight());
    }

    @Test
    void theListIsThatOfTheJvmInsideOfMonitors() {
        synchronized (temp) {
            assertTrue(new LockStackTop().isRight());
        }
    }

    @Test
    void aFieldThatStaysTheSameIsNotTheEndOfTheList() {
        int first = new LockStackTop(0, 0).top();

        assertFalse(new LockStackTop(0, first).isRight());
    }

    @Test
    void theListOfAVirtualThreadIsThatOfItsCarrier() throws InterruptedException {
        Thread[] threads = new Thread[20];
        boolean[] right = new boolean[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int at = i;
            threads[i] = Thread.startVirtualThread(() -> right[at] = isRightWhileMoving());
        }

        for (int i = 0; i < threads.length; i++) {
            threads[i].join();
            assertTrue(right[i]);
        }
    }

    private static boolean isRightWhileMoving() {
        LockStackTop top = new LockStackTop();
        for (int i = 0; i < 1_000; i++) {
            Thread.yield();
            if (!top.isRight()) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void whatWasEnteredIsMoved(int monitors) {
        LockStack stack = looking();
        LockStackTop top = new LockStackTop();

        assertTrue(isMoved(stack, top, monitors));
        assertTrue(isMoved(stack, top, monitors), "the second time");
    }

    private static boolean isMoved(LockStack stack, LockStackTop top, int monitors) {
        synchronized (new Object()) {
            if (monitors > 1) {
                return isMoved(stack, top, monitors - 1);
            }
            boolean before = top.isEmpty();
            stack.spill();
            return !before && top.isEmpty();
        }
    }

    @Test
    void whereNothingWasEnteredNothingIsMoved() {
        LockStack stack = looking();
        new LockStack().spillAll();     // what callers have entered
        int before = stack.spills;

        stack.spill();

        assertEquals(before, stack.spills);
    }

    @Test
    void eachMoveIsCounted() {
        LockStack stack = new LockStack();

        stack.spillAll();

        assertEquals(1, stack.spills);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 20})
    void aConsumerThatIsCompiledKeepsItsMonitors(int monitors) {
        looking();
        Generator<Integer, Void> g = Generator.of(y -> {
            for (int i = 0; ; i++) {
                y.yield(i);
            }
        });

        for (int i = 0; i < 50_000; i++) {
            assertEquals(i, nextInside(g, monitors));
        }
    }

    private static int nextInside(Generator<Integer, Void> g, int monitors) {
        if (monitors == 0) {
            return g.next();
        }
        Object one = new Object();
        synchronized (one) {
            int next = nextInside(g, monitors - 1);
            return Thread.holdsLock(one) ? next : -1;
        }
    }

    /** Run in a JVM of its own. */
    static final class Program {
        static void main() throws InterruptedException {
            LockStack stack = new LockStack();
            for (int i = 0; i < 300_000 || Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("greenlet-lock-stack")); i++) {
                stack.spill();
            }
            stack.spill();      // the last one may have been before the list was found
            System.out.print(stack.looks());
        }
    }

    private String run(String... flags) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("-cp", rootOf(LockStack.class) + File.pathSeparator + rootOf(LockStackTest.class),
                Program.class.getName()));
        return java(arguments.toArray(String[]::new));
    }

    private String java(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path out = temp.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        assertEquals(0, builder.start().waitFor());
        return Files.readString(out);
    }

    private static Path rootOf(Class<?> type) throws URISyntaxException {
        String file = type.getName().replaceFirst(".*\\.", "") + ".class";
        return Path.of(type.getResource(file).toURI()).getParent().getParent().getParent();
    }

    @Test
    void withoutAccessItDoesNotLookAndDoesNotComplain() throws Exception {
        assertEquals("false", run());
        assertEquals("false", run("--add-opens=java.base/java.lang=ALL-UNNAMED"));
        assertEquals("false", run("--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny"));
    }

    @Test
    void whereTheJvmKeepsNoListItDoesNotLook() throws Exception {
        assumeTrue(java("-XX:+UnlockDiagnosticVMOptions", "-XX:+PrintFlagsFinal", "-version").contains(" LockingMode "),
                "this JVM always keeps one");
        assertFalse(Boolean.parseBoolean(run("--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-XX:LockingMode=1")));
    }

    @Test
    void withAccessItLooks() throws Exception {
        assertEquals("true",
                run("--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"));
    }
}
