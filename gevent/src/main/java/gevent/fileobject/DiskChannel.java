package gevent.fileobject;

import gevent.threadpool.ThreadPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A channel of a file, used on threads of a pool. */
final class DiskChannel implements SeekableByteChannel {
    private static final int MOST = 1 << 18;

    private final SeekableByteChannel channel;
    private final Calls calls;

    DiskChannel(SeekableByteChannel channel, ThreadPool pool) {
        this.channel = channel;
        this.calls = new Calls(pool);
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        // Who is killed may do with the buffer what it likes.
        byte[] copy = new byte[Math.min(to.remaining(), MOST)];
        int n = calls.call(() -> channel.read(ByteBuffer.wrap(copy)));
        to.put(copy, 0, Math.max(0, n));
        return n;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        byte[] copy = new byte[Math.min(from.remaining(), MOST)];
        from.get(from.position(), copy);
        int n = calls.call(() -> channel.write(ByteBuffer.wrap(copy)));
        from.position(from.position() + n);
        return n;
    }

    @Override
    public long position() throws IOException {
        return calls.call(channel::position);
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        calls.call(() -> channel.position(position));
        return this;
    }

    @Override
    public long size() throws IOException {
        return calls.call(channel::size);
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        calls.call(() -> channel.truncate(size));
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
