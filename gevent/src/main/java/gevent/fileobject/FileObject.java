package gevent.fileobject;

import gevent.os.Descriptor;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Streams over open descriptors and streams, which let other greenlets run while they wait.
 *
 * <pre>{@code
 * Descriptor[] pipe = Descriptor.pipe();
 * InputStream in = FileObject.input(pipe[0]);
 * spawn(() -> FileObject.output(pipe[1]).write(bytes));
 * byte[] got = in.readNBytes(bytes.length);
 * }</pre>
 *
 * <p>Any thread may use them. They are unbuffered. To open files, use {@link FileInputStream} and its siblings. gevent:
 * {@code gevent.fileobject.FileObject}, which is {@code FileObjectPosix} for descriptors and {@code FileObjectThread}
 * for blocking streams.
 */
public final class FileObject {
    private FileObject() {
    }

    /** Reads a descriptor that the loop watches. Closing or dropping the stream closes the descriptor. */
    public static InputStream input(Descriptor descriptor) {
        return new DescriptorInput(descriptor, false);
    }

    /** Writes to a descriptor that the loop watches. Closing or dropping the stream closes the descriptor. */
    public static OutputStream output(Descriptor descriptor) {
        return new DescriptorOutput(descriptor);
    }

    /**
     * Reads a blocking stream on a thread of {@link gevent.threadpool.Pools#blocking}. A kill or a timeout during the
     * wait loses no bytes: the read goes on, and the next reader gets its bytes.
     *
     * @param in belongs to the returned stream from now on
     */
    public static InputStream input(InputStream in) {
        return new PooledInput(in);
    }

    /**
     * Writes to a blocking stream, and flushes it, on a thread of {@link gevent.threadpool.Pools#blocking}. A greenlet
     * that is killed or times out while it waits leaves at once. Its bytes are still written, before all later ones.
     *
     * @param out belongs to the returned stream from now on
     */
    public static OutputStream output(OutputStream out) {
        return new PooledOutput(out);
    }

    /**
     * Standard input; always the same stream. The loop reads a terminal or a pipe, a thread reads anything else. Bytes
     * that {@link System#in} has buffered do not appear here, so read only one of the two.
     */
    public static InputStream stdin() {
        return Stdin.IN;
    }
}
