package gevent.internal.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import gevent.hub.OtherThread;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import gevent.internal.libc.FailingLibc.Failing;
import gevent.internal.libc.FailingLibc;
import gevent.io.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** System calls of the poller and of sockets that fail once. */
@ExtendWith(FreshHub.class)
class FailingCallsTest extends EpollFixture {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void aWakeUpThatIsInterruptedIsNotLost() {
        try (Poller poller = transport.newPoller();
                Failing failing = FailingLibc.next(2, "eventfd_write", Errno.EINTR)) {
            poller.wakeup();
            long start = System.nanoTime();
            poller.poll(LONG.toNanos(), _ -> { });

            assertTrue(System.nanoTime() - start < LONG.toNanos(), "the poll slept on");
            assertTrue(failing.isOver());
        }
    }

    @Test
    void aPollThatIsInterruptedReportsNothing() {
        try (Poller poller = transport.newPoller(); Failing failing = FailingLibc.next(1,
                EpollTransport.hasNanos() ? "epoll_pwait2" : "epoll_wait", Errno.EINTR)) {
            poller.poll(LONG.toNanos(), _ -> {
                throw new AssertionError("nothing was ready");
            });

            assertTrue(failing.isOver());
        }
    }

    @Test
    void aConnectThatIsInterruptedGoesOn() throws IOException {
        try (Failing failing = FailingLibc.late("connect", Errno.EINTR)) {
            Endpoint made = transport.newStream();
            assertFalse(made.connect(listener.localAddress()));
            while (!made.finishConnect()) {
                made.await(IoWatcher.WRITE, null);
            }
            Endpoint accepted = accept();
            write(made, "hello");
            accepted.await(IoWatcher.READ, null);

            assertEquals("hello", readNowait(accepted, ROOM));
            assertTrue(failing.isOver());
            made.close();
            accepted.close();
        }
    }

    @Test
    void aLackOfDescriptorsDoesNotDecideAgainstIpv6() {
        boolean has = EpollSocket.hasIpv6();
        try (Failing _ = FailingLibc.next(1, "socket", Errno.EMFILE)) {
            assertEquals(has, EpollSocket.hasIpv6());
        }
    }

    @Test
    void aReadThatIsInterruptedIsTriedAgain() throws IOException {
        write(far, "hello");
        near.await(IoWatcher.READ, null);
        try (Failing failing = FailingLibc.next(1, "read", Errno.EINTR)) {
            assertEquals("nothing yet", readNowait(near, ROOM));
            near.await(IoWatcher.READ, null);

            assertEquals("hello", readNowait(near, ROOM));
            assertTrue(failing.isOver());
        }
    }

    // ---- without memory

    private static long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private static void throwNoMemory() {
        throw new OutOfMemoryError("on purpose");
    }

    @Test
    void aSocketForWhichThereIsNoMemoryIsClosed() throws Exception {
        long before = descriptors();
        try (AutoCloseable _ = FailingLibc.before("setsockopt", FailingCallsTest::throwNoMemory)) {
            assertThrows(OutOfMemoryError.class, transport::newListener);
        }

        assertEquals(before, descriptors());
    }

    @Test
    void aPollerForWhichThereIsNoMemoryIsClosed() throws Exception {
        long before = descriptors();
        try (AutoCloseable _ = FailingLibc.before("epoll_ctl", FailingCallsTest::throwNoMemory)) {
            assertThrows(OutOfMemoryError.class, transport::newPoller);
        }

        assertEquals(before, descriptors());
    }

    @Test
    void aThreadWithoutAHubIsToldThatThereIsNoMemoryToWait() throws Exception {
        Thread self = Thread.currentThread();
        try (AutoCloseable _ = FailingLibc.before("epoll_ctl", () -> {
            if (Thread.currentThread() != self) {
                throwNoMemory();
            }
        })) {
            assertEquals("on purpose", OtherThread.run(() ->
                    assertThrows(OutOfMemoryError.class, () -> near.await(IoWatcher.READ, null)).getMessage()));
        }
    }

    @Test
    void aLoopThatCouldNotBeWokenIsWokenByTheNext() throws Exception {
        Loop loop = KernelAccess.get().background().loop();
        OtherThread.run(() -> near.await(IoWatcher.READ, Duration.ZERO));   // so that it sleeps in epoll
        try (AutoCloseable _ = FailingLibc.before("eventfd_write", FailingCallsTest::throwNoMemory)) {
            assertThrows(OutOfMemoryError.class, () -> {
                while (true) {
                    loop.offer(() -> { });
                    Thread.onSpinWait();
                }
            });
        }
        CountDownLatch woken = new CountDownLatch(1);
        loop.offer(woken::countDown);

        assertTrue(woken.await(LONG.toSeconds(), TimeUnit.SECONDS));
    }
}
