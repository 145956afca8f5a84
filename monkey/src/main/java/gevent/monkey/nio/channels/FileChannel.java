package gevent.monkey.nio.channels;

import gevent.monkey.dropin.Waits;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A drop-in for {@link java.nio.channels.FileChannel}: who waits for a disk, or for a lock, lets other greenlets run.
 *
 * <pre>{@code
 * import gevent.monkey.nio.channels.FileChannel;      // instead of java.nio.channels.FileChannel
 *
 * try (FileChannel channel = FileChannel.open(path, READ)) {
 *     channel.read(buffer);
 * }
 * }</pre>
 *
 * <p>Threads of {@link Pools#files} read and write, into memory of their own: who is killed meanwhile leaves, what was
 * read then is lost, and what was to be written is written. What is mapped is the JDK's: to touch it may wait for the
 * disk.
 */
public final class FileChannel extends java.nio.channels.FileChannel {
    private final java.nio.channels.FileChannel channel;

    private FileChannel(java.nio.channels.FileChannel channel) {
        this.channel = channel;
    }

    /** Opens a file. */
    public static FileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        AtomicReference<Object> taken = new AtomicReference<>();
        try {
            // The other end of a FIFO may never be opened.
            return new FileChannel(Waits.on(Pools.blocking(), () -> {
                java.nio.channels.FileChannel opened = java.nio.channels.FileChannel.open(path, options, attributes);
                if (!taken.compareAndSet(null, opened)) {
                    opened.close();
                }
                return opened;
            }));
        } catch (Throwable thrownIn) {
            // Who wanted it is gone: nobody would close it.
            if (taken.getAndSet(path) instanceof java.nio.channels.FileChannel opened) {
                opened.close();
            }
            throw thrownIn;
        }
    }

    /** Opens a file. */
    public static FileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, Set.of(options));
    }

    // ---- reading and writing

    private interface Transfer {
        int of(ByteBuffer bytes) throws IOException;
    }

    private static int read(ByteBuffer to, Transfer reading) throws IOException {
        if (to.isReadOnly()) {
            throw new IllegalArgumentException("Read-only buffer");
        }
        ByteBuffer bytes = ByteBuffer.allocate(to.remaining());
        int n = Waits.onFiles(() -> reading.of(bytes));
        to.put(bytes.flip());
        return n;
    }

    private static int write(ByteBuffer from, Transfer writing) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(from.remaining()).put(from.duplicate()).flip();
        int n = Waits.onFiles(() -> writing.of(bytes));
        from.position(from.position() + n);
        return n;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return read(to, channel::read);
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        return read(to, bytes -> channel.read(bytes, position));
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            int wanted = to[i].remaining();
            int n = read(to[i]);
            if (n < 0) {
                return all > 0 || wanted == 0 ? all : n;
            }
            all += n;
            if (n < wanted) {
                break;
            }
        }
        return all;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return write(from, channel::write);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        return write(from, bytes -> channel.write(bytes, position));
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            all += write(from[i]);
        }
        return all;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        WritableByteChannel to = target instanceof FileChannel ours ? ours.channel : target;
        return Waits.onFiles(() -> channel.transferTo(position, count, to));
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        ReadableByteChannel from = source instanceof FileChannel ours ? ours.channel : source;
        return Waits.onFiles(() -> channel.transferFrom(from, position, count));
    }

    // ---- the file

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return Waits.onFiles(channel::size);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        Waits.onFiles(() -> channel.truncate(size));
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        Waits.onFiles(() -> {
            channel.force(metaData);
            return null;
        });
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return Waits.onFiles(() -> channel.map(mode, position, size));
    }

    @Override
    public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
        return channel.map(mode, offset, size, arena);
    }

    // ---- locks

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        AtomicReference<Object> taken = new AtomicReference<>();
        try {
            return new Lock(Waits.on(Pools.blocking(), () -> {
                FileLock lock = channel.lock(position, size, shared);
                if (!taken.compareAndSet(null, lock)) {
                    lock.release();
                }
                return lock;
            }));
        } catch (Throwable thrownIn) {
            // Who waited for it is gone: nobody is to have it.
            if (taken.getAndSet(this) instanceof FileLock lock) {
                lock.release();
            }
            throw thrownIn;
        }
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        FileLock lock = Waits.onFiles(() -> channel.tryLock(position, size, shared));
        return lock == null ? null : new Lock(lock);
    }

    private final class Lock extends FileLock {
        private final FileLock lock;

        Lock(FileLock lock) {
            super(FileChannel.this, lock.position(), lock.size(), lock.isShared());
            this.lock = lock;
        }

        @Override
        public boolean isValid() {
            return lock.isValid();
        }

        @Override
        public void release() throws IOException {
            Waits.onFiles(() -> {
                lock.release();
                return null;
            });
        }
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }
}
