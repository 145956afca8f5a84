package samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samples.Child.Ended;

/** samples/run: the JDK that it finds, when it builds, and what it starts. Runs a copy of it in a tree of stand-ins. */
@Tag("jvm")
class ScriptTest {
    private static final String MISSING = "/nonexistent";

    @TempDir
    private Path temp;

    private Path root;
    private Path bin;

    @BeforeEach
    void makeTree() throws IOException, URISyntaxException {
        root = temp.resolve("root");
        bin = Files.createDirectories(temp.resolve("bin"));
        Files.createDirectories(root.resolve("samples/src/main"));
        Files.createDirectories(root.resolve("samples/target"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("samples/pom.xml"));
        Files.writeString(root.resolve("samples/target/classpath"), Child.classPath());
        Path script = Path.of(Samples.class.getResource("Samples.class").toURI()).getParent()
                .resolve("../../../run").normalize();
        program(root.resolve("samples/run"), Files.readString(script));
        program(bin.resolve("mvn"), "#!/bin/sh\necho mvn \"$@\" in $(pwd)\n");
        markBuilt(Instant.now().plusSeconds(60));
    }

    private void markBuilt(Instant when) throws IOException {
        Path stamp = root.resolve("samples/target/built");
        if (!Files.exists(stamp)) {
            Files.createFile(stamp);
        }
        Files.setLastModifiedTime(stamp, FileTime.from(when));
    }

    private static Path program(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A stand-in for a JDK, whose java says where it is and what it is given. */
    private Path jdk(String version) throws IOException {
        Path home = temp.resolve("jdk-" + version);
        program(home.resolve("bin/java"), "#!/bin/sh\necho " + home + "\nprintf '%s\\n' \"$@\"\n");
        program(home.resolve("bin/javac"), "");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Ended run(Object javaHome, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(root.resolve("samples/run").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
        environment.remove("JAVA_HOME");
        environment.remove("JAVA_OPTIONS");
        if (javaHome != null) {
            environment.put("JAVA_HOME", javaHome.toString());
        }
        return Child.run(builder);
    }

    private static String realJdk() {
        return System.getProperty("java.home");
    }

    private void putOnPath(Path jdk) throws IOException {
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
    }

    // ---- the JDK

    @Test
    void theJdkOfJavaHomeComesFirst() throws Exception {
        putOnPath(jdk("27"));
        Path home = jdk("26.0.1");

        assertEquals(home.toString(), run(home).out().getFirst());
    }

    @Test
    void withoutJavaHomeItIsTheOneOnThePath() throws Exception {
        Path onPath = jdk("26");
        putOnPath(onPath);

        assertEquals(onPath.toString(), run(null).out().getFirst());
    }

    @Test
    void aJavaHomeThatDoesNotExistIsPassedOver() throws Exception {
        Path onPath = jdk("26");
        putOnPath(onPath);

        assertEquals(onPath.toString(), run(MISSING).out().getFirst());
    }

    @Test
    void aJavaHomeThatIsTooOldIsPassedOver() throws Exception {
        Path onPath = jdk("26");
        putOnPath(onPath);

        assertEquals(onPath.toString(), run(jdk("24.0.2")).out().getFirst());
    }

    @Test
    void anEarlyAccessJdkWillDo() throws Exception {
        Path home = jdk("27-ea");

        assertEquals(home.toString(), run(home).out().getFirst());
    }

    @Test
    void aJdkOfTheNeededVersionWillDo() throws Exception {
        Path home = jdk("25.0.3");

        assertEquals(home.toString(), run(home).out().getFirst());
    }

    @Test
    void aJreIsPassedOver() throws Exception {
        Path jre = jdk("26");
        Files.delete(jre.resolve("bin/javac"));
        Path onPath = jdk("27");
        putOnPath(onPath);

        assertEquals(onPath.toString(), run(jre).out().getFirst());
    }

    @Test
    void aSentenceSaysThatThereIsNoJdk() throws Exception {
        Path script = root.resolve("samples/run");
        // So that none on this machine will do.
        Files.writeString(script, Files.readString(script).replace("needed=25", "needed=999"));
        Ended ended = run(jdk("26"));

        assertEquals(new Ended(1, List.of(), List.of("samples/run: no JDK 999 or newer found in JAVA_HOME, PATH or the"
                + " usual places: install one (Temurin 999, say) or let JAVA_HOME point to it")), ended);
    }

    @Test
    void itNeedsNoHomeDirectory() throws Exception {
        Path home = jdk("26");
        ProcessBuilder builder = new ProcessBuilder(root.resolve("samples/run").toString());
        builder.environment().remove("HOME");
        builder.environment().put("JAVA_HOME", home.toString());

        assertEquals(home.toString(), Child.run(builder).out().getFirst());
    }

    // ---- building

    @Test
    void nothingIsBuiltIfNothingHasChanged() throws Exception {
        run(jdk("26"));

        assertFalse(Files.exists(root.resolve("samples/target/build.log")));
    }

    @Test
    void itBuildsQuietlyIfSomethingHasChanged() throws Exception {
        markBuilt(Instant.EPOCH);
        Path home = jdk("26");
        Ended ended = run(home);

        assertEquals(home.toString(), ended.out().getFirst());
        assertEquals(List.of(), ended.err());
        assertTrue(Files.readString(root.resolve("samples/target/build.log")).endsWith(" in " + root + "\n"));
    }

    @Test
    void itBuildsIfNothingWasBuilt() throws Exception {
        Files.delete(root.resolve("samples/target/built"));
        run(jdk("26"));

        assertTrue(Files.exists(root.resolve("samples/target/build.log")));
    }

    @Test
    void itBuildsOnce() throws Exception {
        markBuilt(Instant.EPOCH);
        run(jdk("26"));
        Path log = root.resolve("samples/target/build.log");
        Files.delete(log);
        run(jdk("26"));

        assertFalse(Files.exists(log));
    }

    @Test
    void aBuildThatFailsIsShown() throws Exception {
        program(bin.resolve("mvn"), "#!/bin/sh\necho what went wrong\nexit 1\n");
        markBuilt(Instant.EPOCH);
        Ended ended = run(jdk("26"));

        Path log = root.resolve("samples/target/build.log");
        assertEquals(new Ended(1, List.of(), List.of("what went wrong",
                "samples/run: the build failed; all it said is in " + log)), ended);
    }

    @Test
    void aBuildThatFailsIsTriedAgain() throws Exception {
        program(bin.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        markBuilt(Instant.EPOCH);
        run(jdk("26"));

        assertEquals(1, run(jdk("26")).status());
    }

    // ---- running

    @Test
    void itPassesTheFlagsThatGreenletsNeed() throws Exception {
        List<String> given = run(jdk("26")).out();

        assertTrue(given.contains("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED"), given::toString);
        assertTrue(given.contains("--add-opens=java.base/java.lang=ALL-UNNAMED"), given::toString);
        assertTrue(given.contains("--enable-native-access=ALL-UNNAMED"), given::toString);
    }

    @Test
    void itPassesArgumentsAsTheyAre() throws Exception {
        List<String> given = run(jdk("26"), "download", "http://localhost/a b", "*").out();

        assertEquals(List.of("samples.Samples", "download", "http://localhost/a b", "*"),
                given.subList(given.size() - 4, given.size()));
    }

    @Test
    void listNamesTheSamples() throws Exception {
        Ended ended = run(realJdk(), "list");

        assertEquals(0, ended.status());
        assertEquals(List.of("download", "urls", "turns", "workers", "alternate", "consumer",
                "onetofive", "potatoes", "fetcher", "tasks", "together", "forever", "timer", "data", "threads",
                "countdown", "game", "ping", "requests", "cores", "counting", "coroutines", "scopes", "breaker", "bank",
                "register", "bench", "suite"),
                ended.out().stream().map(line -> line.split(" ")[0]).toList());
    }

    @Test
    void withoutArgumentsItListsToo() throws Exception {
        assertEquals(run(realJdk(), "list"), run(realJdk()));
    }

    @Test
    void anUnknownSampleIsSaidSo() throws Exception {
        Ended ended = run(realJdk(), "nosuch");

        assertEquals(2, ended.status());
        assertEquals(List.of("samples/run: there is no sample nosuch; samples/run list names them"), ended.err());
    }

    @Test
    void aSampleGetsItsArguments() throws Exception {
        Ended ended = run(realJdk(), "download", "--help");

        assertEquals(0, ended.status());
        assertTrue(ended.out().getFirst().startsWith("Usage: samples/run download "), ended.out()::toString);
    }

    @Test
    void theStatusIsThatOfTheSample() throws Exception {
        assertEquals(1, run(realJdk(), "download", "nonsense").status());
    }
}
