package gevent.stress;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.Hub;
import gevent.util.RunInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Many greenlets that do all sorts of work on one hub, and what troubles them. Hub thread only. */
final class Crowd {
    private static final int WORKERS = 24;
    private static final int MOST_TASKS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("stress.patience", 60));
    /** Only a hub that hangs is later than this, however slow the machine. */
    private static final Duration LATEST = Duration.ofSeconds(30);

    /** The tasks to do: a regular expression. */
    private static final String ONLY = System.getProperty("stress.only", ".*");

    private final Random random;
    private final Faults faults;
    private final boolean troubled;
    private final Verdict verdict;
    private final Work work;
    private boolean over;
    private long latest;

    Crowd(long seed, Faults faults, boolean troubled, Path folder, Verdict verdict) {
        this.random = new Random(seed);
        this.faults = faults;
        this.troubled = troubled;
        this.verdict = verdict;
        this.work = new Work(folder, random, troubled, verdict);
    }

    void run() throws Exception {
        Hub hub = Hub.get();
        hub.setErrorHandler((context, error) -> verdict.see("handler of " + context, error));
        work.begin();
        Greenlet<?> ticker = Gevent.spawn(this::tick);
        List<Greenlet<?>> workers = new ArrayList<>();
        Trouble trouble = new Trouble(random.nextLong(), work, workers);
        FaultyLibc.faults = faults;
        try {
            List<Map.Entry<String, Action>> tasks = work.tasks().entrySet().stream()
                    .filter(each -> each.getKey().matches(ONLY)).toList();
            for (int i = 0; i < WORKERS; i++) {
                List<Map.Entry<String, Action>> own = new ArrayList<>();
                for (int n = 1 + random.nextInt(MOST_TASKS); n > 0; n--) {
                    own.add(tasks.get(random.nextInt(tasks.size())));
                }
                workers.add(Gevent.spawn(() -> own.forEach(this::doOne)));
            }
            Greenlet<?> troubles = troubled ? Gevent.spawn(trouble::make) : Gevent.spawn(() -> { });
            await("workers", workers);
            trouble.end();
            await("troubles", List.of(troubles));
        } finally {
            FaultyLibc.faults = Faults.NONE;
        }
        await("helpers", work.aid().helpers());
        work.end();
        over = true;
        await("ticker", List.of(ticker));
        verdict.check(latest < LATEST.toNanos(), "the hub was late by " + Duration.ofNanos(latest));
    }

    /** Gives back what a hub that ended early has left; on a hub of its own. */
    void abandon() {
        work.abandon();
    }

    /** Whether everything was done. */
    boolean isOver() {
        return over;
    }

    private void doOne(Map.Entry<String, Action> task) {
        try {
            task.getValue().run();
        } catch (Throwable t) {
            if (troubled) {
                verdict.see(task.getKey(), t);
            } else {
                verdict.wrong(task.getKey() + " failed without trouble: " + t);
                verdict.see(task.getKey(), new AssertionError(t));
            }
        }
    }

    private void await(String what, List<? extends Greenlet<?>> all) {
        List<? extends Greenlet<?>> those = List.copyOf(all);
        if (Gevent.joinall(those, PATIENCE).size() < those.size()) {
            verdict.wrong(what + " did not end");
            System.out.println(RunInfo.take());
            Gevent.killall(those);
        }
    }

    private void tick() {
        while (!over) {
            long due = System.nanoTime() + 2_000_000;
            Gevent.sleep(Duration.ofMillis(2));
            latest = Math.max(latest, System.nanoTime() - due);
        }
    }
}
