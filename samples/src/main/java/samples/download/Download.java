package samples.download;

import gevent.Gevent;
import gevent.hub.Interrupted;
import gevent.hub.KeyboardInterrupt;
import gevent.monkey.Monkey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** A command that downloads many files concurrently on one thread: the main job of gevent4j. */
@Command(name = "samples/run download", sortOptions = false, abbreviateSynopsis = true,
        description = {"Downloads files, all at once, by plain blocking code on one thread.",
            "Without URLs it downloads from a server of its own, on the same thread: 100 files of 16 KB to 8 MB, each"
                + " of which takes 300 ms to reply."},
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all files are there", "1:some are not", "2:wrong arguments"})
public final class Download implements Callable<Integer> {
    private static final Duration DELAY = Duration.ofMillis(300);
    private static final long SMALLEST = 16 << 10;
    private static final long LARGEST = 8 << 20;
    private static final int FILES = 100;

    @Parameters(paramLabel = "URL", arity = "0..*", description = "What to download.")
    private List<String> urls = List.of();

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", description = "Where to. Default: here; without URLs a"
            + " temporary directory, which is removed at the end.")
    private Path output;

    @Option(names = {"-c", "--concurrency"}, paramLabel = "N", defaultValue = "1000",
            description = "How many at once. Default: ${DEFAULT-VALUE}.")
    private int concurrency;

    @Option(names = {"-t", "--timeout"}, paramLabel = "SECONDS", description = "For each file. Default: none.")
    private Double timeout;

    @Option(names = "--sequential", description = "One after the other, to see the difference.")
    private boolean sequential;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this.")
    private boolean help;

    /** The exit status of a process that SIGINT ended, as shells report it. */
    private static final int CTRL_C = 130;

    @Spec
    private CommandSpec spec;

    /** @param args options and URLs; see {@code --help} */
    public static void main(String[] args) {
        Monkey.patchAll();
        CountDownLatch ended = new CountDownLatch(1);
        stopOnSignal(Thread.currentThread(), ended);
        int status;
        try {
            status = new CommandLine(new Download()).execute(args);
        } catch (Interrupted stop) {
            System.err.println("Interrupted: what was not complete is removed.");
            if (!(stop instanceof KeyboardInterrupt)) {
                return;         // the JVM is shutting down, and waits for main
            }
            status = CTRL_C;
        } finally {
            ended.countDown();
        }
        System.exit(status);
    }

    /**
     * Makes a termination signal interrupt the thread, which throws in its main greenlet. The JVM waits until main has
     * cleaned up. Ctrl-C is thrown there without this hook.
     */
    private static void stopOnSignal(Thread main, CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (ended.getCount() > 0) {
                main.interrupt();
                try {
                    ended.await(5, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
    }

    @Override
    public Integer call() {
        check(concurrency > 0, "--concurrency", concurrency);
        check(timeout == null || timeout > 0 && timeout < 1e9, "--timeout", timeout);
        try {
            return Gevent.run(this::downloadAll);
        } catch (CompletionException e) {
            System.err.println("samples/run download: " + e.getCause());
            return 1;
        }
    }

    private void check(boolean good, String option, Object value) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '" + option + "': " + value);
        }
    }

    private int downloadAll() throws IOException {
        if (!urls.isEmpty()) {
            try (Directory directory = Directory.of(output != null ? output : Path.of(""))) {
                return download(urls, directory, null);
            }
        }
        try (Directory directory = output != null ? Directory.of(output) : Directory.temporary();
                SlowServer server = new SlowServer(DELAY)) {
            return download(server.urls(FILES, SMALLEST, LARGEST), directory, server);
        }
    }

    private int download(List<String> from, Directory directory, SlowServer server) {
        Duration limit = timeout == null ? null : Duration.ofNanos((long) (timeout * 1e9));
        int atOnce = sequential ? 1 : Math.min(concurrency, from.size());
        Session session;
        try (Progress progress = Progress.of(from.size())) {
            session = new Session(from, directory, limit, progress);
            session.run(atOnce);
        }
        System.out.println(session.summary(server));
        return session.failures() == 0 ? 0 : 1;
    }
}
