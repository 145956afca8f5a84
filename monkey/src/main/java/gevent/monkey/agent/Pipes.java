package gevent.monkey.agent;

import gevent.hub.IoWatcher;
import gevent.hub.Strand;
import gevent.os.FdWatch;
import gevent.socket.Sockets;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads and writes pipes, FIFOs and terminals: waits on the loop until the descriptor is ready, so that the JDK's call
 * does not block. Linux with the epoll loop only.
 */
final class Pipes {
    /** The number of bytes that a writable pipe takes without blocking: PIPE_BUF. */
    private static final int PIECE = 4096;

    private final Originals originals;
    private final AtomicInteger waiting = new AtomicInteger();

    Pipes(Originals originals) {
        this.originals = originals;
    }

    /**
     * Waits until the JDK's read would not block, or would fail.
     *
     * @return false if a terminal is set to return nothing by now
     */
    boolean awaitInput(Strand self, FileDescriptor fd) throws IOException {
        return await(self, fd, IoWatcher.READ);
    }

    private boolean await(Strand self, FileDescriptor fd, int events) throws IOException {
        return Waits.uninterrupted(self, () -> {
            // A loop, because another reader or writer may be faster.
            for (int number; (number = originals.numberOf(fd)) >= 0 && !FdWatch.isReady(number, events); ) {
                waiting.incrementAndGet();
                try {
                    awaitOnce(number, events);
                } catch (SocketTimeoutException nothingCame) {
                    return false;
                } catch (IOException e) {
                    if (originals.numberOf(fd) >= 0) {
                        throw e;
                    }
                } finally {
                    waiting.decrementAndGet();
                }
            }
            return true;
        });
    }

    private static void awaitOnce(int number, int events) throws IOException {
        if (events == IoWatcher.READ) {
            Sockets.waitRead(number, FdWatch.readLimit(number));
        } else {
            Sockets.waitWrite(number, null);
        }
    }

    /** Ends the waits on a descriptor that is being closed; nothing else would. Any thread, even with little stack. */
    void closing(FileDescriptor fd) {
        if (waiting.get() > 0) {
            Sockets.cancelWait(originals.numberOf(fd));
        }
    }

    /** Calls {@code out.write(bytes, offset, length)} in pieces, and waits for room before each. */
    void write(Strand self, FileOutputStream out, byte[] bytes, int offset, int length) throws Exception {
        for (int done = 0; done < length; ) {
            int n = Math.min(PIECE, length - done);
            await(self, out.getFD(), IoWatcher.WRITE);
            originals.call(JdkMethod.OUT_WRITE_PART, new Object[] {out, bytes, offset + done, n});
            done += n;
        }
    }

    /** Writes to a channel in pieces. Returns what the channel's own write would: {@code length} unless it fails. */
    int write(Strand self, Object channel, FileDescriptor fd, long address, int length) throws Exception {
        int done = 0;
        while (done < length) {
            await(self, fd, IoWatcher.WRITE);
            int n = (Integer) originals.call(JdkMethod.CHANNEL_WRITE,
                    new Object[] {channel, fd, address + done, Math.min(PIECE, length - done)});
            if (n <= 0) {
                return done > 0 ? done : n;
            }
            done += n;
        }
        return done;
    }
}
