package gevent.fileobject;

import gevent.os.Descriptor;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Streams that let other greenlets run while they wait, over what is open already.
 *
 * <pre>{@code
 * Descriptor[] pipe = Descriptor.pipe();
 * InputStream in = FileObject.input(pipe[0]);
 * spawn(() -> FileObject.output(pipe[1]).write(bytes));
 * byte[] got = in.readNBytes(bytes.length);
 * }</pre>
 *
 * <p>Any thread may use them. None has a buffer. Files are opened by {@link FileInputStream} and its like. gevent:
 * {@code gevent.fileobject.FileObject}, which is {@code FileObjectPosix} for descriptors and {@code FileObjectThread}
 * for blocking streams.
 */
public final class FileObject {
    private FileObject() {
    }

    /** Reads what the loop watches. Closing it, and dropping it, closes the descriptor. */
    public static InputStream input(Descriptor descriptor) {
        return new DescriptorInput(descriptor, false);
    }

    /** Writes to what the loop watches. Closing it, and dropping it, closes the descriptor. */
    public static OutputStream output(Descriptor descriptor) {
        return new DescriptorOutput(descriptor);
    }

    /**
     * Reads a blocking stream on a thread of {@link gevent.threadpool.Pools#blocking}. Who is killed or timed out while
     * it waits loses no bytes: the read goes on, and the next one gets them.
     *
     * @param in belongs to the stream from now on
     */
    public static InputStream input(InputStream in) {
        return new PooledInput(in);
    }

    /**
     * Writes to a blocking stream, and flushes it, on a thread of {@link gevent.threadpool.Pools#blocking}. Who is
     * killed or timed out while it waits leaves; what it wrote is written all the same, before all that comes later.
     *
     * @param out belongs to the stream from now on
     */
    public static OutputStream output(OutputStream out) {
        return new PooledOutput(out);
    }

    /**
     * Standard input, read by the loop if that is a terminal or a pipe, else on a thread; always the same stream. What
     * {@link System#in} has in its buffer is not here, so a program reads one of the two.
     */
    public static InputStream stdin() {
        return Stdin.IN;
    }
}
