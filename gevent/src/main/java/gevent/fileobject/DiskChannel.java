package gevent.fileobject;

import gevent.threadpool.ThreadPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A file channel whose calls run on pool threads, one at a time. */
final class DiskChannel implements SeekableByteChannel {
    private static final int MOST = 1 << 18;

    private final SeekableByteChannel channel;
    private final SerialOffload offload;

    DiskChannel(SeekableByteChannel channel, ThreadPool pool) {
        this.channel = channel;
        this.offload = new SerialOffload(pool);
    }

    /** Moves bytes between a file and a private buffer on a pool thread, so a killed greenlet keeps its own buffer. */
    interface Transfer {
        int of(ByteBuffer bytes) throws IOException;
    }

    /** Reads some bytes. Returns how many, or -1 at the end. */
    static int read(ByteBuffer to, Transfer reading) throws IOException {
        if (to.isReadOnly()) {
            throw new IllegalArgumentException("Read-only buffer");
        }
        ByteBuffer copy = ByteBuffer.allocate(Math.min(to.remaining(), MOST));
        int n = reading.of(copy);
        to.put(copy.flip());
        return n;
    }

    /** Writes all bytes, part by part, and returns how many. */
    static int write(ByteBuffer from, Transfer writing) throws IOException {
        int start = from.position();
        do {
            int length = Math.min(from.remaining(), MOST);
            ByteBuffer copy = ByteBuffer.allocate(length).put(0, from, from.position(), length);
            from.position(from.position() + writing.of(copy));
        } while (from.hasRemaining());
        return from.position() - start;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return read(to, bytes -> offload.call(() -> channel.read(bytes)));
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return write(from, bytes -> offload.call(() -> channel.write(bytes)));
    }

    @Override
    public long position() throws IOException {
        return offload.call(channel::position);
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        offload.call(() -> channel.position(position));
        return this;
    }

    @Override
    public long size() throws IOException {
        return offload.call(channel::size);
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        offload.call(() -> channel.truncate(size));
        return this;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
