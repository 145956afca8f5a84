package samples.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Describes the machine and the versions of the measured programs. */
final class Machine {
    private static final String PYTHON_VERSIONS =
            "import sys, gevent, greenlet; print('CPython %s, gevent %s, greenlet %s' % (sys.version.split()[0],"
                    + " gevent.__version__, greenlet.__version__))";

    private static final Pattern PEER = Pattern.compile("<(\\w+)\\.version>(.*)</");
    private static final Pattern UP_TO_VERSION = Pattern.compile("^(.*?\\d+\\.\\d+\\S*).*");

    private Machine() {
    }

    /**
     * A line for the machine and for each program; programs that are not installed have no line.
     *
     * @param pom the POM of the peers that Maven builds
     */
    static List<String> lines(Path pom) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(processor() + " × " + Runtime.getRuntime().availableProcessors() + ", "
                + Numbers.format(memoryInGigabytes()) + " GB, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version"));
        lines.add(System.getProperty("java.vendor.version", "JDK") + ", Java " + Runtime.version());
        firstLine("/usr/bin/python3", "-c", PYTHON_VERSIONS).ifPresent(lines::add);
        PEER.matcher(Files.readString(pom)).results().map(found -> found.group(1) + " " + found.group(2))
                .forEach(lines::add);
        Stream.of("gcc --version", "go version", "wrk -v", "/usr/sbin/nginx -v", "curl --version")
                .map(command -> firstLine(command.split(" "))).flatMap(Optional::stream)
                .map(line -> UP_TO_VERSION.matcher(line).replaceAll("$1")).forEach(lines::add);
        return lines;
    }

    private static String processor() {
        return valueIn("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch"));
    }

    private static double memoryInGigabytes() {
        return valueIn("/proc/meminfo", "MemTotal").map(text -> Long.parseLong(text.split(" ")[0]) / 1e6).orElse(0.0);
    }

    private static Optional<String> valueIn(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name)).map(line -> line.split(":", 2)[1].strip()).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> firstLine(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> line.matches(".*\\d\\.\\d.*") && !line.contains("Error")).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
