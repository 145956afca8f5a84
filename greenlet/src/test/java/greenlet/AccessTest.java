package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access to the JDK: what a JVM says that was started without it, and which cures work. */
class AccessTest {
    private static final String EXPORT = "--add-exports=java.base/jdk.internal.vm=";

    @TempDir
    private Path temp;

    private record Ended(int code, String out, String err) {
    }

    /** Run in a JVM of its own. */
    static final class Program {
        static void main() {
            System.out.print(new Greenlet(first -> first + " switched").<Object>switchTo("has"));
        }
    }

    /** Tries twice: the JVM resolves a class once, so the second refusal comes another way. */
    static final class TriesTwice {
        static void main() {
            for (int i = 0; i < 2; i++) {
                try {
                    new Greenlet(() -> { }).switchTo();
                } catch (GreenletError e) {
                    System.out.println(e.getMessage().lines().findFirst().orElseThrow());
                }
            }
        }
    }

    private static Path rootOf(Class<?> inThisPackage) throws URISyntaxException {
        String file = inThisPackage.getName().replaceFirst(".*\\.", "") + ".class";
        return Path.of(inThisPackage.getResource(file).toURI()).getParent().getParent();
    }

    private static String classPath() throws URISyntaxException {
        return rootOf(Greenlet.class) + File.pathSeparator + rootOf(AccessTest.class);
    }

    private Ended java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(out), Files.readString(err));
    }

    private Ended javaWithoutAccess() throws Exception {
        return java("-cp", classPath(), Program.class.getName());
    }

    @Test
    void withoutAccessTheFirstSwitchFails() throws Exception {
        Ended ended = javaWithoutAccess();

        assertNotEquals(0, ended.code);
        assertEquals("", ended.out);
        assertTrue(ended.err.startsWith("Exception in thread \"main\" greenlet.GreenletError: "), ended.err);
    }

    @Test
    void theErrorNamesTheThreeCures() throws Exception {
        String err = javaWithoutAccess().err;

        assertTrue(err.contains(EXPORT + "ALL-UNNAMED"), err);
        assertTrue(err.contains("-javaagent:"), err);
        assertTrue(err.contains("Add-Exports: java.base/jdk.internal.vm"), err);
    }

    @Test
    void theErrorDoesNotDrownInTheFramesOfTheClassLoaders() throws Exception {
        String err = javaWithoutAccess().err;

        assertFalse(err.contains("\tat java.base/"), err);
    }

    @Test
    void everyFurtherSwitchFailsWithTheSameError() throws Exception {
        List<String> lines = java("-cp", classPath(), TriesTwice.class.getName()).out.lines().toList();

        assertEquals(2, lines.size(), lines::toString);
        assertEquals(lines.get(0), lines.get(1));
    }

    @Test
    void theFlagOfTheClassPathGivesAccess() throws Exception {
        Ended ended = java(EXPORT + "ALL-UNNAMED", "-cp", classPath(), Program.class.getName());

        assertEquals(new Ended(0, "has switched", ""), ended);
    }

    @Test
    void theFlagOfTheModulePathGivesAccess() throws Exception {
        Ended ended = java(EXPORT + "greenlet", "-p", rootOf(Greenlet.class).toString(),
                "--patch-module", "greenlet=" + rootOf(AccessTest.class),
                "-m", "greenlet/" + Program.class.getName());

        assertEquals(new Ended(0, "has switched", ""), ended);
    }

    @Test
    void theManifestOfTheJarGivesAccess() throws Exception {
        Ended ended = java("-jar", jarThatExports().toString());

        assertEquals(new Ended(0, "has switched", ""), ended);
    }

    private Path jarThatExports() throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Program.class.getName());
        main.put(Attributes.Name.CLASS_PATH, rootOf(Greenlet.class).toUri() + " " + rootOf(AccessTest.class).toUri());
        main.putValue("Add-Exports", "java.base/jdk.internal.vm");
        Path jar = temp.resolve("program.jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        return jar;
    }
}
