package peers;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.TimeUnit;

/** Does with Netty's timer wheel what {@code samples.bench.TimerBenchmark} and {@code TimeoutBenchmark} do. */
public final class Wheel {
    private static final int MILLION = 1_000_000;
    private static final int CALLS = 100_000;
    private static final int TIMES = 1000;
    private static final TimerTask NOTHING = timeout -> { };

    private Wheel() {
    }

    /** @param args {@code timers} to start and then cancel a million timers; {@code timeout} for one timer at a time */
    public static void main(String[] args) {
        HashedWheelTimer wheel = new HashedWheelTimer();
        if (args[0].equals("timers")) {
            Timeout[] timers = new Timeout[MILLION];
            Rounds.measure("each", MILLION, () -> startAndCancel(wheel, timers));
        } else {
            Rounds.measure("each", CALLS, () -> callsInTime(wheel));
        }
        System.exit(0);
    }

    private static void startAndCancel(HashedWheelTimer wheel, Timeout[] timers) {
        for (int i = 0; i < timers.length; i++) {
            timers[i] = wheel.newTimeout(NOTHING, 1 + i % TIMES, TimeUnit.SECONDS);
        }
        for (Timeout timer : timers) {
            timer.cancel();
        }
    }

    private static void callsInTime(HashedWheelTimer wheel) {
        for (int i = 0; i < CALLS; i++) {
            wheel.newTimeout(NOTHING, 30, TimeUnit.SECONDS).cancel();
        }
    }
}
