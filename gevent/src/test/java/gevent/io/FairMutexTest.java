package gevent.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.hub.Async;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.InvalidThreadUseError;
import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import gevent.hub.OtherThread;
import gevent.hub.Poller;
import gevent.hub.Reported;
import gevent.hub.Timer;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One turn of the loop: callbacks, then timers, then I/O, then timeouts. */
@ExtendWith(FreshHub.class)
class FairMutexTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.onNewHub();
    private final Loop loop = Hub.get().loop();
    private final Poller.Source source = new Poller.Source() { };
    private final List<String> seen = new ArrayList<>();

    private IoWatcher readyWatcher(Runnable callback) {
        IoWatcher watcher = loop.io(source, IoWatcher.READ);
        watcher.start(callback);
        time.ready(watcher);
        return watcher;
    }

    @Test
    void isCallbacksThenTimersThenIoThenTimeouts() {
        Timer timeout = loop.timeout(SECOND);
        Timer timer = loop.timer(SECOND);
        timeout.start(() -> seen.add("timeout"));
        IoWatcher io = readyWatcher(() -> seen.add("io"));
        timer.start(() -> seen.add("timer"));
        loop.execute(() -> seen.add("callback"));
        time.pass(SECOND);
        loop.runOnce();
        io.stop();

        assertEquals(List.of("callback", "timer", "io", "timeout"), seen);
    }

    @Test
    void whatTimersAndIoCauseRunsInTheNextOne() {
        IoWatcher io = readyWatcher(() -> loop.execute(() -> seen.add("caused by io")));
        loop.timer(Duration.ZERO).start(() -> loop.execute(() -> seen.add("caused by timer")));
        loop.runOnce();
        assertEquals(List.of(), seen);

        loop.runOnce();
        io.stop();
        assertEquals(List.of("caused by timer", "caused by io"), seen);
    }

    @Test
    void aWatcherStoppedInTheSameTurnIsNotCalled() {
        IoWatcher second = loop.io(source, IoWatcher.WRITE);
        IoWatcher first = readyWatcher(second::stop);
        second.start(() -> seen.add("second"));
        time.ready(second);
        loop.runOnce();
        first.stop();

        assertEquals(List.of(), seen);
    }

    @Test
    void anIoWatcherStaysStartedUntilItIsStopped() {
        IoWatcher io = readyWatcher(() -> seen.add("ready"));
        loop.runOnce();
        time.ready(io);
        loop.runOnce();
        assertEquals(List.of(io), time.watched);

        io.stop();
        assertEquals(List.of(), time.watched);
        assertEquals(List.of("ready", "ready"), seen);
    }

    @Test
    void anExceptionInAnIoWatcherIsReportedAndTheNextIsCalled() {
        Reported reported = Reported.here();
        IoWatcher failing = readyWatcher(() -> {
            throw new IllegalStateException("of a watcher");
        });
        IoWatcher next = readyWatcher(() -> seen.add("next"));
        loop.runOnce();
        loop.runOnce();
        failing.stop();
        next.stop();

        assertEquals(1, reported.errors().size());
        assertEquals(List.of("next"), seen);
    }

    @Test
    void anUnknownEventIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> loop.io(source, 0));
        assertThrows(IllegalArgumentException.class, () -> loop.io(source, 4));
    }

    @Test
    void aWatcherIsTheHubThreadsOnly() {
        Timer timer = loop.timer(SECOND);
        OtherThread other = OtherThread.start(() -> {
            timer.start(() -> { });
            return null;
        });

        assertThrows(InvalidThreadUseError.class, other::result);
    }

    @Test
    void turningIsTheHubThreadsOnly() {
        OtherThread other = OtherThread.start(loop::runOnce);

        assertThrows(InvalidThreadUseError.class, other::result);
    }

    @Test
    void unrefComesBeforeStart() {
        try (Timer timer = loop.timer(SECOND)) {
            timer.start(() -> { });

            assertThrows(IllegalStateException.class, timer::unref);
        }
    }

    @Test
    void severalSendsOfAnAsyncBeforeItRunsAreOne() {
        Async async = loop.async();
        async.start(() -> seen.add("sent"));
        async.send();
        async.send();
        loop.runOnce();
        assertEquals(List.of("sent"), seen);

        async.send();
        loop.runOnce();
        async.stop();
        assertEquals(List.of("sent", "sent"), seen);
    }

    @Test
    void aClosedAsyncIsNotCalled() {
        Async async = loop.async();
        async.start(() -> seen.add("sent"));
        async.send();
        async.close();
        loop.runOnce();

        assertEquals(List.of(), seen);
    }
}
