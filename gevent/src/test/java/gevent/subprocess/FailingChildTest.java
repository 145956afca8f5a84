package gevent.subprocess;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.subprocess.Redirect.PIPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.internal.KernelAccess;
import gevent.internal.libc.FailingLibc.Failing;
import gevent.internal.libc.FailingLibc;
import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import gevent.os.Child;
import gevent.os.Descriptor;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Children whose pipes fail, or whose starter is killed. */
@ExtendWith(FreshHub.class)
class FailingChildTest {
    private static final int P_PID = 1;
    private static final int WEXITED_WNOWAIT = 4 | 0x01000000;

    @TempDir
    private Path temp;

    @BeforeEach
    void checkSupported() {
        assumeTrue(Child.areSupported());
    }

    /** Blocks until a child has ended, and leaves it to be reaped. */
    private static void awaitZombie(int pid) {
        try (NativeBuffer buffer = NativeBuffer.take()) {
            Libc.C.waitid(P_PID, pid, buffer.corner, WEXITED_WNOWAIT);
        }
    }

    @Test
    void inputThatDidNotReachAChildIsReportedEvenIfTheChildEndsAtOnce() throws Exception {
        Popen child = Popen.of("cat").stdin(PIPE).captureOutput().start();
        try (Failing failing = FailingLibc.next(1, "write", Errno.ENOMEM);
                AutoCloseable _ = FailingLibc.after("close", () -> awaitZombie(child.pid()))) {
            assertEquals("Cannot allocate memory",
                    assertThrows(IOException.class, () -> child.communicate("hello".getBytes())).getMessage());
            assertTrue(failing.isOver());
        }
        child.close();
    }

    @Test
    void aRedirectThatIsOpenedForAKilledGreenletIsClosed() throws IOException {
        String fifo = temp.resolve("fifo").toString();
        Subprocess.checkCall("mkfifo", fifo);
        Greenlet<?> starter = spawn(() -> Popen.of("cat").stdin(Redirect.from(Path.of(fifo))).start());
        while (Pools.blocking().unfinished() == 0) {
            sleep();
        }
        starter.kill();

        Descriptor writer = Pools.blocking().apply(() -> Descriptor.openAndBlock(fifo, IoWatcher.WRITE));
        assertEquals("Broken pipe", assertThrows(IOException.class, () -> {
            while (true) {
                writer.writeNowait(new byte[1], 0, 1);
                sleep(Duration.ofMillis(1));
            }
        }).getMessage());
        writer.close();
    }

    @Test
    void aChildThatCannotBeStartedLeavesNoCopyOfADescriptor() throws IOException {
        for (String call : new String[] {"posix_spawnattr_init", "posix_spawn_file_actions_init", "posix_spawnp"}) {
            try (Failing failing = FailingLibc.next(1, call, Errno.ENOMEM)) {
                assertThrows(IOException.class, () -> Popen.of("true").start(), call);
                assertTrue(failing.isOver(), call);
            }
        }

        assertEquals(0, Subprocess.call("true"));
    }

    /** Children's ends are noticed although the first call of {@code function} of their watch finds no memory. */
    private static void watchWithoutMemory(String function, boolean duringStart) throws Exception {
        CountDownLatch thrown = new CountDownLatch(1);
        AutoCloseable noMemory = FailingLibc.before(function, () -> {
            if (Hub.getIfExists() == KernelAccess.get().background() && thrown.getCount() > 0) {
                thrown.countDown();
                throw new OutOfMemoryError("on purpose");
            }
        });
        try (noMemory) {
            Popen child = Popen.of("sleep", "1000").start();
            if (duringStart) {
                thrown.await();
            }
            Greenlet<Integer> waiter = spawn(() -> child.await());
            sleep();
            child.kill();

            assertEquals(-9, waiter.get());
        }
        assertEquals(0, thrown.getCount());
    }

    @Test
    void anEndIsNoticedAlthoughThereIsNoMemoryToWatchForIt() throws Exception {
        watchWithoutMemory("fcntl", true);
    }

    @Test
    void anEndIsNoticedAlthoughThereIsNoMemoryToAskForIt() throws Exception {
        watchWithoutMemory("waitpid", false);
    }

    @Test
    void aChildThatThereIsNoMemoryToWatchDoesNotRunOn() throws Exception {
        String time = "98765";
        try (AutoCloseable _ = FailingLibc.before("syscall", () -> {
            throw new OutOfMemoryError("on purpose");
        })) {
            assertThrows(OutOfMemoryError.class, () -> Popen.of("sleep", time).start());
        }

        assertTrue(ProcessHandle.current().children()
                .noneMatch(each -> each.info().commandLine().orElse("").endsWith(time)));
    }
}
