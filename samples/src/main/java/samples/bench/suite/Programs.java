package samples.bench.suite;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command lines of the children: programs that are installed, and programs that are built on first use. */
final class Programs {
    /** The core of the measured process. */
    static final int MEASURED = 0;
    /** The core of the measured process's client or server. */
    static final int LOADING = 1;

    /** Debian's Python, which has Debian's gevent; another Python in PATH does not. */
    private static final String PYTHON = "/usr/bin/python3";

    private final Path sources;                                     // samples/bench/peers
    private final Path built;                                       // the directory of built programs
    private final Map<Path, Boolean> attempts = new HashMap<>();    // product to whether its build succeeded

    private Programs(Path samples) {
        this.sources = samples.resolve("bench/peers");
        this.built = samples.resolve("target/bench");
    }

    /** The programs of the checkout in which this class was built. */
    static Programs ofCheckout() {
        try {
            Path classes = Path.of(Programs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Programs programs = new Programs(classes.resolve("../..").normalize());
            Files.createDirectories(programs.log());
            return programs;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The default directory for results. */
    Path results() {
        return built;
    }

    Path log() {
        return built.resolve("log");
    }

    /** A file beside the peers' sources. */
    Path source(String name) {
        return sources.resolve(name);
    }

    // ---- installed programs

    /**
     * The path of a program.
     *
     * @param cure where to get the program
     */
    String find(String name, String cure) throws Missing {
        String path = System.getenv("PATH") + ":/usr/sbin";
        return Arrays.stream(path.split(":")).map(directory -> Path.of(directory, name)).filter(Files::isExecutable)
                .findFirst().orElseThrow(() -> new Missing(name + " is not installed (" + cure + ")")).toString();
    }

    String debian(String name, String debianPackage) throws Missing {
        return find(name, "apt-get install " + debianPackage);
    }

    /** A command pinned to one core. */
    List<String> pinned(int core, List<String> command) throws Missing {
        return words(List.of(debian("taskset", "util-linux"), "-c", String.valueOf(core)), command);
    }

    // ---- Java programs

    /** A class of this module, with the options of this JVM. */
    List<String> java(Class<?> main, String... arguments) {
        return java(System.getProperty("java.class.path"), main.getName(), arguments);
    }

    private static List<String> java(String classPath, String main, String... arguments) {
        List<String> words = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", classPath, main));
        words.addAll(List.of(arguments));
        return words;
    }

    /** A class of the peers that Maven builds. */
    List<String> peer(String main, String... arguments) throws Missing, IOException, InterruptedException {
        Path classPath = built.resolve("peers.classpath");
        build(classPath, sources, List.of(debian("mvn", "maven"), "-q", "-B", "-f", source("pom.xml").toString(),
                "process-classes", "-Dtarget=" + built.resolve("peers"), "-DclassPathFile=" + classPath));
        return java(built.resolve("peers/classes") + File.pathSeparator + Files.readString(classPath), main, arguments);
    }

    // ---- other languages

    /** A script for CPython. */
    List<String> python(String script, String... arguments) throws Missing {
        if (!Files.isExecutable(Path.of(PYTHON))) {
            throw new Missing(PYTHON + " is not installed (apt-get install python3-gevent)");
        }
        return words(List.of(PYTHON, source(script).toString()), List.of(arguments));
    }

    /** A program in C. */
    List<String> c(String name, String... arguments) throws Missing, IOException, InterruptedException {
        Path program = built.resolve(name);
        Path source = source(name + ".c");
        build(program, source, List.of(debian("gcc", "gcc libc6-dev"), "-O2", "-Wall", "-Wextra", "-pthread", "-o",
                program.toString(), source.toString()));
        return words(List.of(program.toString()), List.of(arguments));
    }

    /** A program in Go. */
    List<String> go(String name, String... arguments) throws Missing, IOException, InterruptedException {
        Path program = built.resolve(name + "-go");
        Path source = source(name + ".go");
        build(program, source, List.of(debian("go", "golang-go"), "build", "-o", program.toString(),
                source.toString()));
        return words(List.of(program.toString()), List.of(arguments));
    }

    /** Builds a product unless it is newer than its sources; tries once per run. */
    private void build(Path product, Path sources, List<String> command)
            throws Missing, IOException, InterruptedException {
        if (!attempts.containsKey(product)) {
            attempts.put(product, isNewer(product, sources) || succeeds(command, logOf(product)));
        }
        if (!attempts.get(product)) {
            throw new Missing("could not be built; " + logOf(product) + " says why");
        }
    }

    private Path logOf(Path product) {
        return log().resolve(product.getFileName() + "-build.log");
    }

    private static boolean isNewer(Path product, Path sources) throws IOException {
        if (!Files.exists(product)) {
            return false;
        }
        long made = product.toFile().lastModified();
        try (Stream<Path> files = Files.walk(sources)) {
            return files.allMatch(file -> file.toFile().lastModified() < made);
        }
    }

    private static boolean succeeds(List<String> command, Path log) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor()
                == 0;
    }

    private static List<String> words(List<String> first, List<String> more) {
        return Stream.concat(first.stream(), more.stream()).toList();
    }
}
