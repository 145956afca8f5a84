package gevent.internal.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.ChildJvm;
import gevent.hub.Environment;
import gevent.hub.IoWatcher;
import gevent.hub.OtherThread;
import gevent.internal.KernelAccess;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks of the JDK's selectors and channels that one thread has while a greenlet and its hub's thread want them. */
@Tag("io")
class NioLocksTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path temp;

    private static NioListener listener() throws IOException {
        NioListener made = new NioListener(ServerSocketChannel.open());
        made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        made.listen(1);
        return made;
    }

    /** Has another thread take the monitor of {@code lock} until {@code enough} says so; gives way to nothing. */
    private static void hold(Object lock, BooleanSupplier enough) {
        AtomicBoolean held = new AtomicBoolean();
        Thread.ofPlatform().daemon().start(() -> {
            synchronized (lock) {
                held.set(true);
                spinUntil(enough);
            }
        });
        spinUntil(held::get);
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCloseInAGreenletThatMeetsTheSelectorsInnerLockLeavesTheLoopItsOuterOne() throws Exception {
        OtherThread other = OtherThread.start(() -> {
            Thread hubs = Thread.currentThread();
            Selector selector = Selector.open();
            KernelAccess.get().create(Environment.real().withPoller(new NioPoller(selector)));
            NioListener listener = listener();
            Gevent.spawn(() -> {
                listener.await(IoWatcher.READ, Duration.ZERO);
                hold(selector.selectedKeys(), () -> hubs.getState() == Thread.State.BLOCKED);
                listener.close();
            }).get();
            return null;
        });

        assertTrue(other.thread().join(LONG), "the thread of the hub stands still");
        other.result();
    }

    /** Main and a greenlet read from one connection while a third thread has the lock of the connection's state. */
    static final class Readers {
        static void main() throws Exception {
            Thread hubs = Thread.currentThread();
            NioListener listener = listener();
            SocketChannel channel = SocketChannel.open(listener.localAddress());
            NioStream stream = new NioStream(channel);
            Field lock = channel.getClass().getDeclaredField("stateLock");
            lock.setAccessible(true);
            AtomicBoolean reads = new AtomicBoolean();
            hold(lock.get(channel), () -> reads.get()
                    && Set.of(Thread.State.BLOCKED, Thread.State.WAITING).contains(hubs.getState()));
            Gevent.spawn(() -> {
                reads.set(true);
                return stream.read(new byte[1], 0, 1);
            });
            Gevent.sleep();
            System.out.print(stream.read(new byte[1], 0, 1));
        }
    }

    @Test
    void aReadInAGreenletThatMeetsTheChannelsInnerLockLeavesMainItsOuterOne() throws Exception {
        assertEquals(String.valueOf(NioStream.WOULD_BLOCK), ChildJvm.run(temp, Readers.class, ChildJvm.ACCESS,
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED").out());
    }
}
