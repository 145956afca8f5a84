package samples.bench.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that measures or is measured, and ends when this is closed. Its errors are kept in a file if it fails. */
final class Child implements AutoCloseable {
    /** One that takes longer hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** For a recording to be written, say. */
    private static final int GRACE_SECONDS = 5;
    /** The kernel tells times in hundredths of a second, whatever its own clock. */
    private static final int TICKS_PER_SECOND = 100;
    private static final int USER_TIME = 11;                // in /proc/PID/stat, behind the name
    private static final int TIME_OF_CHILDREN = 13;

    private final String program;
    private final Process process;
    private final BufferedReader output;
    private final Path errors;
    private volatile boolean late;              // ended by us, after LIMIT

    private Child(String program, Process process, Path errors) {
        this.program = program;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** @param log a directory */
    static Child start(List<String> command, Scale scale, Path log) throws IOException {
        String program = Path.of(command.getFirst()).getFileName().toString();
        Path errors = Files.createTempFile(log, program + "-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put(Scale.VARIABLE, scale.variable());
        Child child = new Child(program, builder.start(), errors);
        CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS).execute(child::giveUp);
        return child;
    }

    private void giveUp() {
        if (process.isAlive()) {
            late = true;
            process.destroyForcibly();
        }
    }

    /** Waits for the end. @throws IOException if that was not a good one, with its last words */
    List<Figure> figures() throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (String line; (line = output.readLine()) != null; ) {
            Figure.parse(line).ifPresent(figures::add);
        }
        int status = process.waitFor();
        if (status != 0) {
            throw failure("ended with status " + status);
        }
        return figures;
    }

    /** The value of the figure that it prints first; waits for it. @throws IOException if it prints none */
    int announced(String name) throws IOException, InterruptedException {
        for (String line; (line = output.readLine()) != null; ) {
            Optional<Figure> figure = Figure.parse(line).filter(f -> f.name().equals(name));
            if (figure.isPresent()) {
                return (int) figure.get().value();
            }
        }
        process.waitFor();
        throw failure("said no " + name);
    }

    /** With the last line of its errors that is neither of a stack trace nor a warning. */
    private IOException failure(String otherwise) throws IOException {
        if (late) {
            return new IOException(program + " took longer than " + LIMIT.toMinutes() + " minutes");
        }
        return new IOException(Files.readAllLines(errors).stream()
                .filter(line -> line.matches("\\S.*") && !line.startsWith("WARNING")).reduce((_, last) -> last)
                .orElse(program + " " + otherwise));
    }

    /** Seconds of processor time that it has used so far. */
    double cpuSeconds() throws IOException {
        return ticks(String.valueOf(process.pid()), USER_TIME) / TICKS_PER_SECOND;
    }

    /** Seconds of processor time of all children that have ended. */
    static double cpuSecondsOfEnded() throws IOException {
        return ticks("self", TIME_OF_CHILDREN) / TICKS_PER_SECOND;
    }

    /** User and system time. */
    private static double ticks(String pid, int first) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1]);
    }

    @Override
    public void close() throws IOException {
        boolean ended = !process.isAlive();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
        process.onExit().completeOnTimeout(process, GRACE_SECONDS, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        output.close();
        if (!ended || process.exitValue() == 0) {
            Files.deleteIfExists(errors);
        }
    }
}
