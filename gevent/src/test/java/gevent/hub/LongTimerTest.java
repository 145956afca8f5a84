package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers whose times are too long to count in nanoseconds, at any time of the clock. */
@ExtendWith(FreshHub.class)
class LongTimerTest {
    private final List<String> fired = new ArrayList<>();

    static List<Duration> longTimes() {
        return List.of(Duration.ofDays(290 * 365), Duration.ofDays(300 * 365), Duration.ofNanos(Long.MAX_VALUE),
                ChronoUnit.FOREVER.getDuration());
    }

    @ParameterizedTest
    @MethodSource("longTimes")
    void aRepeatThatIsTooLongFiresOnce(Duration repeat) {
        VirtualTime time = VirtualTime.onNewHub();
        Loop loop = Hub.get().loop();
        Timer timer = loop.timer(Duration.ofMillis(10), repeat);
        timer.start(() -> fired.add("once"));
        for (int i = 0; i < 10; i++) {
            time.pass(Duration.ofDays(1));
            loop.runOnce();
        }
        timer.close();

        assertEquals(List.of("once"), fired);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void whenTheClockOverflowsTheOrderOfTimersStays(long now) {
        TimerHeap heap = new TimerHeap();
        VirtualTime time = VirtualTime.onNewHub();
        time.pass(Duration.ofNanos(now));
        Loop loop = Hub.get().loop();
        List<Timer> timers = new ArrayList<>();
        for (Duration after : List.of(ChronoUnit.FOREVER.getDuration(), Duration.ofDays(140 * 365),
                Duration.ofSeconds(1), Duration.ZERO)) {
            Timer timer = new Timer(loop, heap, Loop.nanos(after, "after"), 0);
            timer.arm();
            timers.add(timer);
        }
        for (Timer next : timers.reversed()) {
            assertEquals(next, heap.peek());
            heap.remove(next);
        }
    }
}
