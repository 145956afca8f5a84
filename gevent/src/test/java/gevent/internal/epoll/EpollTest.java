package gevent.internal.epoll;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.OtherThread;
import gevent.internal.libc.Libc;
import gevent.io.Endpoint;
import gevent.os.Descriptor;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Edge-triggered epoll: it tells of a change once, so that what is known of a descriptor must be right each time; and
 * descriptors, whose numbers the system gives to the next as soon as it has them back.
 */
@ExtendWith(FreshHub.class)
class EpollTest extends EpollFixture {
    private static final Duration MOMENT = Duration.ofMillis(1);

    /** Has {@code near} watched, so that what is known of it counts, and drained. */
    private void watchAndDrain() throws IOException {
        write(far, "first");
        near.await(IoWatcher.READ, null);
        assertEquals("first", readNowait(near, ROOM));
    }

    private void turn() {
        sleep(MOMENT);
    }

    // ---- what a short read says

    @Test
    void afterAShortReadItDoesNotTryAgain() throws IOException {
        watchAndDrain();
        write(far, "second");

        // It is there, as another that has been told nothing would find.
        assertEquals(6, near.available());
        assertEquals("nothing yet", readNowait(near, ROOM));
        assertEquals("second", read(near));
    }

    @Test
    void afterAShortWriteItDoesNotTryAgain() throws IOException {
        near.await(IoWatcher.WRITE, null);
        byte[] much = new byte[1 << 16];
        while (near.write(much, 0, much.length) == much.length) { }
        while (far.available() > 0) {
            far.read(much, 0, much.length);
        }

        assertEquals(Endpoint.WOULD_BLOCK, near.write(much, 0, 1));
        near.await(IoWatcher.WRITE, null);
        assertEquals(1, near.write(much, 0, 1));
    }

    @Test
    void afterARefusedWriteItDoesNotTryAgain() throws Exception {
        near.await(IoWatcher.WRITE, null);
        byte[] much = new byte[1 << 16];
        // What a thread without a hub finds out does not count here.
        OtherThread.run(() -> {
            while (near.write(much, 0, much.length) != Endpoint.WOULD_BLOCK) { }
            return null;
        });
        assertEquals(Endpoint.WOULD_BLOCK, near.write(much, 0, 1));
        while (far.available() > 0) {
            far.read(much, 0, much.length);
        }

        assertEquals(Endpoint.WOULD_BLOCK, near.write(much, 0, 1));
        near.await(IoWatcher.WRITE, null);
        assertEquals(1, near.write(much, 0, 1));
    }

    @Test
    void aFullReadTriesAgain() throws IOException {
        watchAndDrain();
        write(far, "second");
        near.await(IoWatcher.READ, null);

        assertEquals("sec", readNowait(near, 3));
        assertEquals("ond", readNowait(near, 3));
        assertEquals("nothing yet", readNowait(near, 3));
    }

    @Test
    void theEndThatCameWithTheLastBytesIsRead() throws IOException {
        watchAndDrain();
        write(far, "last");
        far.close();
        near.await(IoWatcher.READ, null);

        assertEquals("last", readNowait(near, ROOM));
        assertEquals("end", readNowait(near, ROOM));
    }

    @Test
    void theEndThatCameBetweenTheEventAndTheReadIsRead() throws IOException {
        watchAndDrain();
        write(far, "last");
        near.await(IoWatcher.READ, null);
        far.close();

        assertEquals("last", readNowait(near, ROOM));
        assertEquals("end", read(near));
    }

    @Test
    void aHalfClosedOneThatStillReadsDoesNotWait() throws IOException {
        watchAndDrain();
        far.shutdownOutput();

        assertEquals("end", read(near));
        write(near, "still");
        assertEquals("still", read(far));
    }

    @Test
    void aResetThatCameAfterAShortReadIsTold() throws IOException {
        watchAndDrain();
        far.setOption(StandardSocketOptions.SO_LINGER, 0);
        far.close();

        assertEquals("Connection reset", assertThrows(SocketException.class, () -> read(near)).getMessage());
        assertEquals("Connection reset", assertThrows(SocketException.class, () -> read(near)).getMessage());
    }

    @Test
    void whatIsBehindUrgentDataIsRead() throws IOException {
        watchAndDrain();
        write(far, "a");
        far.sendUrgent('!');
        write(far, "b");
        turn();

        assertEquals("a", read(near));
        assertEquals("b", read(near));
        write(far, "c");
        assertEquals("c", read(near));
    }

    @Test
    void whatIsBehindUrgentDataThatCameAfterTheEventIsRead() throws IOException {
        watchAndDrain();
        write(far, "a");
        near.await(IoWatcher.READ, null);
        far.sendUrgent('!');
        write(far, "b");

        assertEquals("a", read(near));
        assertEquals("b", read(near));
    }

    @Test
    void whatIsMuchMoreThanThereIsRoomForArrivesInOrder() throws IOException {
        byte[] much = new byte[32 << 20];
        new Random(1).nextBytes(much);
        Greenlet<Void> writer = spawn(() -> near.writeFully(much, 0, much.length));
        byte[] got = new byte[much.length];
        for (int done = 0; done < got.length; ) {
            int n = far.read(got, done, got.length - done);
            if (n == Endpoint.WOULD_BLOCK) {
                far.await(IoWatcher.READ, null);
            } else {
                done += n;
            }
        }
        writer.get();

        assertArrayEquals(much, got);
    }

    // ---- events that nobody waits for

    @Test
    void anEventThatNobodyWaitedForEndsTheNextWait() throws IOException {
        assertFalse(near.await(IoWatcher.READ, MOMENT));
        write(far, "unasked");
        turn();

        assertTrue(near.await(IoWatcher.READ, null));
        assertTrue(near.await(IoWatcher.READ, null));
        assertEquals("unasked", read(near));
    }

    @Test
    void aWaitEndsThatAnotherThreadsTryCameBefore() throws Exception {
        watchAndDrain();
        for (int i = 0; i < 200; i++) {
            // Tries without a hub, and waits by the one in the background.
            OtherThread reader = OtherThread.start(() -> read(near));
            write(far, "x");
            turn();
            assertEquals("x", reader.result());
        }
    }

    @Test
    void hubsThatTakeTurnsAreEachTold() throws Exception {
        OtherThread other = OtherThread.start(() -> {
            Hub.get();
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                got.add(read(near));
                write(near, "back");
            }
            return got.size();
        });
        for (int i = 0; i < 100; i++) {
            write(far, "there");
            assertEquals("back", read(far));
        }

        assertEquals(100, other.result());
        write(far, "mine");
        assertEquals("mine", read(near));
    }

    // ---- numbers

    @Test
    void aNumberThatIsUsedAgainHasANewRegistration() throws IOException {
        watchAndDrain();
        int number = ((Fd) near.raw()).number();
        near.close();
        far.close();
        near = connected();
        far = accept();
        assertTrue(((Fd) near.raw()).number() == number || ((Fd) far.raw()).number() == number);

        write(far, "there");
        assertEquals("there", read(near));
        write(near, "back");
        assertEquals("back", read(far));
    }

    @Test
    void aNumberThatAnotherThreadGaveBackIsUsedAgain() throws Exception {
        for (int i = 0; i < 50; i++) {
            watchAndDrain();
            OtherThread.run(() -> {
                near.close();
                far.close();
                return null;
            });
            // Our hub has not been told yet.
            near = connected();
            far = accept();
        }
        watchAndDrain();
    }

    private static boolean isOpen(int number) {
        int getFlags = 1;
        return Libc.C.fcntl(number, getFlags, 0) >= 0;
    }

    @Test
    void aNumberIsGivenBackWhenNobodyUsesItAnyMore() throws IOException {
        Descriptor[] pipe = Descriptor.pipe();
        Fd fd = (Fd) pipe[0].raw();
        assertTrue(fd.begin());
        assertTrue(fd.begin());
        fd.close();
        fd.close();
        assertFalse(fd.begin());
        assertTrue(isOpen(fd.number()));

        fd.end();
        assertTrue(isOpen(fd.number()));
        fd.end();
        assertFalse(isOpen(fd.number()));
        pipe[1].close();
    }

    @Test
    void closingRacesWithUsing() throws Exception {
        for (int i = 0; i < 300; i++) {
            Descriptor[] pipe = Descriptor.pipe();
            Fd fd = (Fd) pipe[0].raw();
            AtomicInteger wrong = new AtomicInteger();
            OtherThread user = OtherThread.start(() -> {
                while (fd.begin()) {
                    // While it is in use, it is the pipe's end, which is empty.
                    wrong.addAndGet(Libc.available(fd.number()));
                    fd.end();
                }
                return null;
            });
            OtherThread closer = OtherThread.start(() -> {
                pipe[0].close();
                return null;
            });
            closer.result();
            user.result();
            pipe[1].close();
            assertEquals(0, wrong.get());
        }
    }

    @Test
    void eventsOfAClosedOneThatAChildStillHoldsAreNotTheNexts() throws IOException {
        watchAndDrain();
        int duplicate = 0;
        int number = ((Fd) near.raw()).number();
        int childs = Libc.C.fcntl(number, duplicate, 0);
        Descriptor[] pipe = Descriptor.pipe();
        near.close();
        Descriptor next = Descriptor.of(Libc.C.fcntl(((Fd) pipe[0].raw()).number(), duplicate, number));
        assertEquals(number, ((Fd) next.raw()).number());
        assertFalse(next.await(IoWatcher.READ, MOMENT));
        write(far, "for the child");

        assertFalse(next.await(IoWatcher.READ, Duration.ofMillis(5)));
        assertEquals(0, Libc.C.close(childs));
        next.close();
        pipe[0].close();
        pipe[1].close();
    }

    @Test
    void aClosedHubMayBeToldOfWhatIsClosed() throws IOException {
        Descriptor[] pipe = Descriptor.pipe();
        Descriptor borrowed = Descriptor.borrow(((Fd) pipe[0].raw()).number());
        assertFalse(borrowed.await(IoWatcher.READ, MOMENT));
        Hub.get().close();
        borrowed.close();
        pipe[0].close();
        pipe[1].close();
    }
}
