package gevent.fileobject;

import gevent.threadpool.Offload;
import gevent.threadpool.Pools;
import gevent.threadpool.ThreadPool;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link java.nio.channels.FileChannel} that lets other greenlets run while it waits for the disk or for a lock.
 *
 * <pre>{@code
 * try (FileChannel channel = FileChannel.open(path, READ)) {
 *     channel.read(buffer);
 * }
 * }</pre>
 *
 * <p>Threads of {@link Pools#files} read and write, using private buffers. A greenlet killed during a call leaves at
 * once: bytes that were being read are lost, bytes that were being written are still written. One read takes at most
 * 256 KB. Mapped memory is the JDK's, so touching it may block on the disk. On a thread without a hub, calls simply
 * block. Any thread may use it.
 */
public class FileChannel extends java.nio.channels.FileChannel {
    private final java.nio.channels.FileChannel channel;
    private final DiskChannel positioned;       // channel, for calls that use the position; one at a time

    /** Wraps a JDK channel, which belongs to this object from now on. */
    protected FileChannel(java.nio.channels.FileChannel channel) {
        this(channel, Pools.files());
    }

    FileChannel(java.nio.channels.FileChannel channel, ThreadPool pool) {
        this.channel = channel;
        this.positioned = new DiskChannel(channel, pool);
    }

    /** Opens a file. */
    public static FileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new FileChannel(openBlocking(path, options, attributes));
    }

    /** Opens a file. */
    public static FileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, Set.of(options));
    }

    /** Opens a JDK channel on a pool thread, because the other end of a FIFO may never be opened. */
    protected static java.nio.channels.FileChannel openBlocking(Path path, Set<? extends OpenOption> options,
            FileAttribute<?>... attributes) throws IOException {
        return Offload.open(Pools.blocking(), () -> java.nio.channels.FileChannel.open(path, options, attributes));
    }

    // ---- reading and writing

    @Override
    public int read(ByteBuffer to) throws IOException {
        return positioned.read(to);
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        return DiskChannel.read(to, bytes -> Offload.call(Pools.files(), () -> channel.read(bytes, position)));
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
        return positioned.write(from);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        int start = from.position();
        return DiskChannel.write(from, bytes -> {
            long at = position + from.position() - start;
            return Offload.call(Pools.files(), () -> channel.write(bytes, at));
        });
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
        return Offload.call(poolFor(to), () -> channel.transferTo(position, count, to));
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        ReadableByteChannel from = source instanceof FileChannel ours ? ours.channel : source;
        return Offload.call(poolFor(from), () -> channel.transferFrom(from, position, count));
    }

    /** Another channel than a file's may keep a transfer waiting for ever. */
    private static ThreadPool poolFor(Channel other) {
        return other instanceof java.nio.channels.FileChannel ? Pools.files() : Pools.blocking();
    }

    // ---- the file

    @Override
    public long position() throws IOException {
        return positioned.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        positioned.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return positioned.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        positioned.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        Offload.call(Pools.files(), () -> {
            channel.force(metaData);
            return null;
        });
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return Offload.call(Pools.files(), () -> channel.map(mode, position, size));
    }

    @Override
    public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
        return channel.map(mode, offset, size, arena);
    }

    // ---- locks

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        // If the greenlet has left by the time the lock is granted, release it.
        return new Lock(Offload.call(Pools.blocking(), () -> channel.lock(position, size, shared), FileLock::release));
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        FileLock lock = Offload.call(Pools.files(), () -> channel.tryLock(position, size, shared));
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
            Offload.call(Pools.files(), () -> {
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
