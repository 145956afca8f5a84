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

/** A process that measures or is measured; closing ends it. Its error output is kept in a file if it fails. */
final class Child implements AutoCloseable {
    /** A child that takes longer is considered hung. */
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** Time to finish, for example to write a recording. */
    private static final int GRACE_SECONDS = 5;
    /** The kernel reports times in hundredths of a second, whatever its own clock. */
    private static final int TICKS_PER_SECOND = 100;
    private static final int USER_TIME = 11;                // field index in /proc/PID/stat, counted after the name
    private static final int TIME_OF_CHILDREN = 13;

    private final String program;
    private final Process process;
    private final BufferedReader output;
    private final Path errors;
    private volatile boolean late;              // killed after LIMIT

    private Child(String program, Process process, Path errors) {
        this.program = program;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** @param log the directory for error output */
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

    /**
     * Waits for the child to end, and returns the figures that it printed.
     *
     * @throws IOException if the child failed, with the last line of its errors
     */
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

    /**
     * Waits for the child to print a figure, and returns its value.
     *
     * @throws IOException if the child ends without printing that figure
     */
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

    /** The exception for a failure, with the last line of the errors that is neither a stack frame nor a warning. */
    private IOException failure(String otherwise) throws IOException {
        if (late) {
            return new IOException(program + " took longer than " + LIMIT.toMinutes() + " minutes");
        }
        return new IOException(Files.readAllLines(errors).stream()
                .filter(line -> line.matches("\\S.*") && !line.startsWith("WARNING")).reduce((_, last) -> last)
                .orElse(program + " " + otherwise));
    }

    /** Seconds of processor time that the child has used so far. */
    double cpuSeconds() throws IOException {
        return ticks(String.valueOf(process.pid()), USER_TIME) / TICKS_PER_SECOND;
    }

    /** Seconds of processor time of all children that have ended. */
    static double cpuSecondsOfEnded() throws IOException {
        return ticks("self", TIME_OF_CHILDREN) / TICKS_PER_SECOND;
    }

    /** The sum of user and system time. */
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
