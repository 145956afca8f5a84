package gevent.event;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;

import gevent.Greenlet;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Greenlets of several hubs and plain threads that all do the same many times, while somebody disturbs them. */
public final class Crowd {
    private static final int HUBS = 2;
    private static final int GREENLETS = 8;
    private static final int THREADS = 2;

    /** How many there are. */
    public static final int PARTIES = HUBS * GREENLETS + THREADS;

    /** Thrown into a greenlet. */
    public static final class Killed extends Error {
        Killed() {
            super(null, null, false, false);
        }
    }

    /** What each does once. */
    public interface Party {
        void run(Random random) throws Exception;
    }

    private final int rounds;
    private final Consumer<Greenlet<?>> disturb;
    private final Queue<Greenlet<?>> victims = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger(PARTIES);

    private Crowd(int rounds, Consumer<Greenlet<?>> disturb) {
        this.rounds = rounds;
        this.disturb = disturb;
    }

    /** One of which greenlets are thrown into now and then. @param rounds how often each does what it does */
    public static Crowd withKills(int rounds) {
        return new Crowd(rounds, victim -> victim.kill(new Killed(), false, null));
    }

    /** One of which greenlets are interrupted now and then. @param rounds how often each does what it does */
    public static Crowd withInterrupts(int rounds) {
        return new Crowd(rounds, victim -> victim.thread().interrupt());
    }

    /** A short limit, or none. */
    public static Duration soon(Random random) {
        return random.nextBoolean() ? null : Duration.ofNanos(random.nextInt(100_000));
    }

    /** Runs all to their end; what one throws is thrown. */
    public void race(Party party) throws Exception {
        List<OtherThread> threads = new ArrayList<>();
        for (int i = 0; i < HUBS; i++) {
            int hub = i;
            threads.add(OtherThread.start(() -> {
                try (var _ = Hub.get().async()) {
                    List<Greenlet<Void>> all = new ArrayList<>();
                    for (int n = 0; n < GREENLETS; n++) {
                        Random random = new Random(Seed.VALUE + hub * GREENLETS + n);
                        all.add(spawn(() -> runOne(party, random)));
                    }
                    joinall(all).forEach(Greenlet::get);
                }
                return null;
            }));
        }
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(Seed.VALUE - 1 - i);
            threads.add(OtherThread.start(() -> {
                runOne(party, random);
                return null;
            }));
        }
        disturb();
        for (OtherThread thread : threads) {
            thread.result();
        }
    }

    private void disturb() {
        Random random = new Random(Seed.VALUE - 100);
        while (running.get() > 0 && !Thread.currentThread().isInterrupted()) {
            Greenlet<?> victim = victims.poll();
            if (victim != null) {
                disturb.accept(victim);
            }
            for (int pause = random.nextInt(200); pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
    }

    private void runOne(Party party, Random random) throws Exception {
        try {
            for (int i = 0; i < rounds; i++) {
                if (Thread.currentThread().isVirtual() && random.nextInt(8) == 0) {
                    victims.add(getcurrent());
                }
                party.run(random);
            }
        } finally {
            running.decrementAndGet();
        }
    }
}
