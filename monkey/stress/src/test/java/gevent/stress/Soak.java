package gevent.stress;

import gevent.Gevent;
import gevent.internal.KernelAccess;
import gevent.util.RunInfo;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs seeds one after another in one JVM: each a mix of programs on one hub, under {@link Faults} and under
 * {@link Trouble}, then the same without either. After each, the process holds what it held before.
 *
 * <pre>
 *   java … -Dgevent.testing.libc=gevent.stress.FaultyLibc gevent.stress.Soak FIRST SECONDS
 * </pre>
 */
final class Soak {
    private static final Duration HUNG = Duration.ofMinutes(3);
    private static final int MOST_BAD = Integer.getInteger("stress.bad", 1);
    private static final boolean VERBOSE = Boolean.getBoolean("stress.verbose");
    private static final int MOST_TOLD = 5;
    private static final int WARM_UP = 3;
    /** By then no ended child is known any more. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(3);

    /** Stands for no faults and no trouble. */
    private static final long NONE = Long.MIN_VALUE;
    private static final Duration SETTLING = Duration.ofSeconds(20);

    /** A crowd of before, and when it was at work. */
    private record Past(WeakReference<Crowd> crowd, long at) {
    }

    private final Path folder;
    private final List<Past> past = new ArrayList<>();
    private Held before = new Held(Map.of());

    private Soak(Path folder) {
        this.folder = folder;
    }

    /** Runs the seeds from the first on, for some seconds, but at least one. */
    public static void main(String[] args) throws Exception {
        long first = Long.parseLong(args[0]);
        long end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[1])).toNanos();
        Soak soak = new Soak(Files.createTempDirectory("soak"));
        soak.prepare();
        long seed = first;
        int bad = 0;
        do {
            List<String> wrongs = soak.run(seed);
            if (!wrongs.isEmpty()) {
                bad++;
                System.out.println("seed " + seed + " is wrong; alone: " + alone(seed));
                wrongs.stream().limit(MOST_TOLD).forEach(System.out::println);
                soak.settle();
            }
            seed++;
        } while (System.nanoTime() < end && bad < MOST_BAD);
        System.out.println((seed - first) + " seeds from " + first + ", " + bad + " wrong");
        System.exit(bad == 0 ? 0 : 1);
    }

    private static String alone(long seed) {
        return "-Dtest=SoakTest -Dstress.time=PT0S -Dstress.seed=" + seed;
    }

    private void prepare() throws Exception {
        for (int i = 0; i < FileWork.FIFOS; i++) {
            new ProcessBuilder("mkfifo", folder.resolve("fifo" + i).toString()).inheritIO().start().waitFor();
        }
        KernelAccess.get().background();
        for (int i = 0; i < WARM_UP; i++) {
            run(NONE);
        }
        settle();
    }

    private void settle() throws IOException {
        before = Held.now();
    }

    private List<String> run(long seed) throws Exception {
        Verdict verdict = new Verdict();
        long start = System.nanoTime();
        Faults faults = seed == NONE ? Faults.NONE : Faults.of(seed);
        onThread(seed, verdict, faults, new Crowd(seed, faults, seed != NONE, folder, verdict));
        onThread(seed, verdict, Faults.NONE, new Crowd(seed, Faults.NONE, false, folder, verdict));
        if (seed != NONE) {
            checkHeld(verdict);
        }
        if (VERBOSE) {
            System.out.println("seed " + seed + ": " + faults + "; after "
                    + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
        return verdict.wrongs();
    }

    private void onThread(long seed, Verdict verdict, Faults faults, Crowd crowd) throws InterruptedException {
        past.add(new Past(new WeakReference<>(crowd), System.nanoTime()));
        Thread thread = Thread.ofPlatform().name("seed").start(() -> {
            try {
                Gevent.run(crowd::run);
            } catch (Throwable t) {
                verdict.see("main", t);
                verdict.check(faults.hasThrown(), "main failed: " + t);
                FaultyLibc.faults = Faults.NONE;
                Gevent.run(crowd::abandon);
            }
        });
        if (!thread.join(HUNG)) {
            FaultyLibc.faults = Faults.NONE;
            System.out.println("seed " + seed + " hangs; alone: " + alone(seed));
            verdict.wrongs().forEach(System.out::println);
            System.out.println(RunInfo.take());
            Thread.getAllStackTraces().forEach((each, stack) -> {
                System.out.println(each);
                for (StackTraceElement frame : stack) {
                    System.out.println("    at " + frame);
                }
            });
            Runtime.getRuntime().halt(2);
        }
    }

    private void checkHeld(Verdict verdict) throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        List<String> more;
        while (!(more = Held.now().moreThan(before)).isEmpty() && System.nanoTime() < end) {
            System.gc();        // what was dropped without a close is closed when it is collected
            // A thread that had no stack to wake this hub was told so; what it handed over waits for the next.
            KernelAccess.get().background().loop().offer(() -> { });
            Thread.sleep(20);
        }
        more.forEach(each -> verdict.wrong("held: " + each));
        checkCollected(verdict);
    }

    private void checkCollected(Verdict verdict) {
        long now = System.nanoTime();
        if (!past.isEmpty() && now - past.getFirst().at > FORGOTTEN.toNanos()) {
            System.gc();
            past.removeIf(each -> each.crowd.get() == null);
            boolean kept = past.removeIf(each -> now - each.at > FORGOTTEN.toNanos());
            verdict.check(!kept, "what was at work " + FORGOTTEN + " ago is still referred to");
        }
    }
}
