package gevent.hub;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording tells of hubs. */
@ExtendWith(FreshHub.class)
class JfrEventsTest {
    private static final Duration LONG = Duration.ofMillis(50);
    /** The recorder has a clock of its own. */
    private static final Duration CLOCKS_APART = Duration.ofMillis(5);
    private static final Event LONG_AWAITED = new Event();

    private static List<RecordedEvent> recorded;

    /** One recording for all: the recorder may lose the first event of one that closely follows another. */
    @BeforeAll
    static void record(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("hub.jfr");
        try (jdk.jfr.Recording recording = new jdk.jfr.Recording()) {
            recording.start();
            Gevent.run(JfrEventsTest::program);
            recording.stop();
            recording.dump(file);
        }
        recorded = RecordingFile.readAllEvents(file);
    }

    private static void program() throws Exception {
        Greenlet<Void> waiter = named("the waiter", () -> LONG_AWAITED.await());
        Greenlet<Void> quick = named("the quick one", () -> sleep());
        sleep(); // so that the wait has begun when its time does
        sleep(LONG);
        LONG_AWAITED.set();
        waiter.join();
        quick.join();

        Greenlet<Void> victim = named("the victim", () -> sleep(Duration.ofMinutes(1)));
        sleep();
        victim.kill();

        named("the late one", () -> assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                sleep(Duration.ofMinutes(1));
            }
        })).join();

        CountDownLatch reported = new CountDownLatch(1);
        try (AutoCloseable _ = Hub.get().startMonitor(Duration.ofMillis(10), report -> {
            if (report.contains("the blocker")) {       // not main, which a busy machine may have stopped
                reported.countDown();
            }
        })) {
            named("the blocker", () -> block(reported)).join();
        }
    }

    private static void block(CountDownLatch until) {
        while (until.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static Greenlet<Void> named(String name, gevent.Action body) {
        Greenlet<Void> greenlet = new Greenlet<>(() -> {
            body.run();
            return null;
        });
        greenlet.setName(name);
        greenlet.start();
        return greenlet;
    }

    private static RecordedEvent only(String type, String greenlet) {
        List<RecordedEvent> found = all(type, greenlet);
        assertEquals(1, found.size(), () -> type + " of " + greenlet + ": " + found);
        return found.getFirst();
    }

    private static List<RecordedEvent> all(String type, String greenlet) {
        return recorded.stream().filter(event -> event.getEventType().getName().equals(type)
                && event.getString("greenlet").contains(greenlet)).toList();
    }

    @Test
    void aSpawnIsTold() {
        assertEquals("gevent", only("gevent.Spawn", "the waiter").getEventType().getCategoryNames().getFirst());
    }

    @Test
    void aLongWaitIsToldWithWhatItWasFor() {
        RecordedEvent wait = only("gevent.Wait", "the waiter");

        assertTrue(wait.getDuration().compareTo(LONG.minus(CLOCKS_APART)) >= 0, wait::toString);
        assertEquals(LONG_AWAITED.toString(), wait.getString("waitedFor"));
    }

    @Test
    void aShortWaitIsNotTold() {
        assertEquals(List.of(), all("gevent.Wait", "the quick one"));
    }

    @Test
    void aKillIsTold() {
        assertTrue(only("gevent.Kill", "the victim").getString("exception").contains("GreenletExit"));
    }

    @Test
    void aTimeoutIsTold() {
        assertEquals(Duration.ofMillis(1), only("gevent.Timeout", "the late one").getDuration("limit"));
    }

    @Test
    void aBlockedHubIsTold() {
        RecordedEvent block = only("gevent.Block", "the blocker");

        assertTrue(block.getDuration("blocked").compareTo(Duration.ofMillis(10)) >= 0, block::toString);
        assertTrue(block.getString("stack").contains("JfrEventsTest.block"));
    }
}
