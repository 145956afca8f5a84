package gevent.stress;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Hub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Kills, interrupts and closes at random moments, from the hub and from another thread. */
final class Trouble {
    private static final int MOST = 60;
    private static final int STOPS_RARELY = 100;

    private final Random random;
    private final Work work;
    private final List<Greenlet<?>> victims;
    private volatile boolean over;

    Trouble(long seed, Work work, List<Greenlet<?>> victims) {
        this.random = new Random(seed);
        this.work = work;
        this.victims = victims;
    }

    void end() {
        over = true;
    }

    /** Makes trouble until the end, together with another thread. */
    void make() throws InterruptedException {
        Hub hub = Hub.get();
        List<Greenlet<?>> all = List.copyOf(victims);
        Random other = new Random(random.nextLong());
        Thread thread = Thread.ofPlatform().name("trouble").start(() -> {
            for (int i = 0; i < MOST && !over; i++) {
                hub.loop().offer(() -> { });
                trouble(other, all);
                try {
                    Thread.sleep(other.nextInt(4));
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        for (int i = 0; i < MOST && !over; i++) {
            trouble(random, all);
            Gevent.sleep(Duration.ofNanos(random.nextInt(4_000_000)));
        }
        over = true;
        thread.join();
    }

    /** Stops the whole process, as a terminal or a debugger does. */
    private static void stopForAMoment() {
        long self = ProcessHandle.current().pid();
        try {
            new ProcessBuilder("sh", "-c", "kill -STOP " + self + "; sleep 0.02; kill -CONT " + self).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void trouble(Random by, List<Greenlet<?>> all) {
        Greenlet<?> victim = all.get(by.nextInt(all.size()));
        switch (by.nextInt(10)) {
            case 0, 1 -> victim.kill(new Verdict.Struck(), false, Duration.ZERO);
            case 2 -> victim.kill(new Timeout(Duration.ZERO), false, Duration.ZERO);
            case 3, 4 -> {
                Thread thread = victim.thread();
                if (thread != null && !victim.isDead()) {
                    thread.interrupt();
                }
            }
            case 5, 6 -> work.aid().closeOne(by);
            case 7 -> {
                if (by.nextInt(STOPS_RARELY) == 0) {
                    stopForAMoment();
                }
            }
            default -> { }
        }
    }
}
