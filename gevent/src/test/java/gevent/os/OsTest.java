package gevent.os;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import gevent.subprocess.Popen;
import gevent.subprocess.Redirect;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operating system by its numbers. */
@ExtendWith(FreshHub.class)
class OsTest {
    private static final byte[] ONE = {1};

    @BeforeEach
    void onlyWithEpoll() {
        assumeTrue(Descriptor.areSupported());
    }

    private static void close(Os.Pipe pipe) throws IOException {
        Os.close(pipe.read());
        Os.close(pipe.write());
    }

    // ---- descriptors

    @Test
    void whoReadsLetsOthersRun() throws IOException {
        Os.Pipe pipe = Os.pipe();
        Greenlet<byte[]> reader = spawn(() -> Os.read(pipe.read(), 10));
        sleep();
        assertFalse(reader.isReady());
        assertEquals(3, Os.write(pipe.write(), new byte[] {1, 2, 3}));

        assertArrayEquals(new byte[] {1, 2, 3}, reader.get());
        close(pipe);
    }

    @Test
    void whoWritesMuchLetsOthersRun() throws IOException {
        Os.Pipe pipe = Os.pipe();
        int much = 1 << 20;
        Greenlet<Integer> writer = spawn(() -> Os.write(pipe.write(), new byte[much]));
        int got = 0;
        while (got < much) {
            got += Os.read(pipe.read(), much).length;
        }
        assertEquals(much, writer.get());
        close(pipe);
    }

    @Test
    void theEndHasNoBytes() throws IOException {
        Os.Pipe pipe = Os.pipe();
        Os.close(pipe.write());

        assertEquals(0, Os.read(pipe.read(), 10).length);
        Os.close(pipe.read());
    }

    @Test
    void aDescriptorOfOthersIsReadByManyAndStaysOpen() throws IOException {
        Descriptor[] pipe = Descriptor.pipe();
        int number = pipe[0].number();
        Greenlet<byte[]> first = spawn(() -> Os.read(number, 1));
        Greenlet<byte[]> second = spawn(() -> Os.read(number, 1));
        sleep();
        pipe[1].write(new byte[] {1, 1}, 0, 2);
        assertArrayEquals(ONE, first.get());
        assertArrayEquals(ONE, second.get());
        Os.write(pipe[1].number(), ONE);

        assertArrayEquals(ONE, Os.read(number, 1));
        pipe[0].close();
        pipe[1].close();
    }

    @Test
    void aKilledReaderLeavesItUsable() throws IOException {
        Os.Pipe pipe = Os.pipe();
        Greenlet<byte[]> reader = spawn(() -> Os.read(pipe.read(), 1));
        sleep();
        reader.kill();
        Os.write(pipe.write(), ONE);

        assertArrayEquals(ONE, Os.read(pipe.read(), 1));
        close(pipe);
    }

    @Test
    void aCloseTellsWhoWaits() throws IOException {
        Os.Pipe pipe = Os.pipe();
        Greenlet<IOException> reader = spawn(() -> assertThrows(IOException.class, () -> Os.read(pipe.read(), 1)));
        sleep();
        Os.close(pipe.read());
        reader.get();

        assertEquals("Bad file descriptor",
                assertThrows(IOException.class, () -> Os.close(pipe.read())).getMessage());
        assertThrows(IOException.class, () -> Os.read(pipe.read(), 1));
        Os.close(pipe.write());
    }

    @Test
    void aThreadWithoutAHubReads() throws Exception {
        Os.Pipe pipe = Os.pipe();
        OtherThread other = OtherThread.start(() -> Os.read(pipe.read(), 1));
        Os.write(pipe.write(), ONE);

        assertArrayEquals(ONE, (byte[]) other.result());
        close(pipe);
    }

    @Test
    void blockingOnesAreForThreads() throws IOException {
        Os.Pipe pipe = Os.pipe();
        Descriptor.setNonBlocking(pipe.read(), false);
        Greenlet<byte[]> reader = spawn(() -> Os.tpRead(pipe.read(), 10));
        sleep();
        assertFalse(reader.isReady());
        assertEquals(1, Os.tpWrite(pipe.write(), ONE));

        assertArrayEquals(ONE, reader.get());
        assertTrue(Os.makeNonblocking(pipe.read()));
        assertFalse(Os.makeNonblocking(pipe.read()));
        assertThrows(IOException.class, () -> Os.tpRead(pipe.read(), 1));
        close(pipe);
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Os.read(0, -1));
        assertThrows(IllegalArgumentException.class, () -> Os.waitpid(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Os.waitpid(1, 2));
        assertThrows(IllegalArgumentException.class, () -> Os.killpg(1, "TERM"));
    }

    // ---- processes

    @Test
    void aChildIsAwaitedByItsNumberOnce() throws IOException {
        Popen child = Popen.of("cat").stdin(Redirect.PIPE).start();
        Greenlet<Os.Ended> waiter = spawn(() -> Os.waitpid(child.pid(), 0));
        sleep();
        assertEquals(new Os.Ended(0, 0), Os.waitpid(child.pid(), Os.WNOHANG));
        child.stdin().close();

        assertEquals(new Os.Ended(child.pid(), 0), waiter.get());
        assertEquals("No child processes",
                assertThrows(IOException.class, () -> Os.waitpid(child.pid(), 0)).getMessage());
        assertEquals(0, child.await());
    }

    @Test
    void oneThatHasEndedIsRemembered() throws IOException {
        Popen child = Popen.shell("exit 3").start();
        child.await();

        assertEquals(new Os.Ended(child.pid(), 3), Os.waitpid(child.pid(), 0));
    }

    @Test
    void anyChildIsAwaited() throws IOException {
        for (var old : gevent.os.Child.all()) {
            old.forget();
        }
        assertThrows(IOException.class, () -> Os.waitpid(-1, 0));
        Popen slow = Popen.of("sleep", "1000").start();
        Popen quick = Popen.shell("exit 2").start();

        assertEquals(new Os.Ended(quick.pid(), 2), Os.waitpid(-1, 0));
        Os.kill(slow.pid(), "SIGKILL");
        assertEquals(new Os.Ended(slow.pid(), -Signals.number("KILL")), Os.waitpid(-1, 0));
        slow.close();
        quick.close();
    }

    @Test
    void aGroupIsSignalled() throws IOException {
        Popen child = Popen.of("sleep", "1000").processGroup(0).start();
        Os.killpg(child.pid(), "TERM");

        assertEquals(-Signals.number("TERM"), child.await());
        assertThrows(IOException.class, () -> Os.killpg(child.pid(), "TERM"));
    }
}
