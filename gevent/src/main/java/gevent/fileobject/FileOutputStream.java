package gevent.fileobject;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A {@link java.io.FileOutputStream} that lets other greenlets run while it waits for the disk or for the reader of a
 * FIFO.
 *
 * <pre>{@code
 * try (var out = new BufferedOutputStream(new FileOutputStream("results", true))) {
 *     out.write(line);
 * }
 * }</pre>
 *
 * <p>Threads of {@link gevent.threadpool.Pools#files} write files; the loop writes FIFOs and devices. Opening a FIFO
 * waits for a reader on a thread of its own; if the greenlet is killed, that thread stays until a reader comes. A
 * greenlet killed while it writes a file leaves at once, and all its bytes are still written. There is no buffer: each
 * call goes to a thread and back. On a thread without a hub, calls simply block. Any thread may use it. gevent:
 * {@code gevent.fileobject.FileObject}.
 */
public class FileOutputStream extends java.io.FileOutputStream {
    private final OutputStream out;

    /**
     * Opens a file, creating or truncating it.
     *
     * @throws FileNotFoundException if it cannot be opened
     */
    public FileOutputStream(String name) throws FileNotFoundException {
        this(new File(name), false);
    }

    /**
     * Opens a file, to append to it or to truncate it.
     *
     * @throws FileNotFoundException if it cannot be opened
     */
    public FileOutputStream(String name, boolean append) throws FileNotFoundException {
        this(new File(name), append);
    }

    /**
     * Opens a file, creating or truncating it.
     *
     * @throws FileNotFoundException if it cannot be opened
     */
    public FileOutputStream(File file) throws FileNotFoundException {
        this(file, false);
    }

    /**
     * Opens a file, to append to it or to truncate it.
     *
     * @throws FileNotFoundException if it cannot be opened
     */
    public FileOutputStream(File file, boolean append) throws FileNotFoundException {
        this(OpenFile.output(Objects.requireNonNull(file, "file"), append));
    }

    /** Writes to an open descriptor, for example {@code FileDescriptor.out}; a pool thread does the waiting. */
    public FileOutputStream(FileDescriptor descriptor) {
        this(new OpenFile<>(new PooledOutput(new java.io.FileOutputStream(descriptor)), descriptor));
    }

    private FileOutputStream(OpenFile<OutputStream> opened) {
        super(opened.fd());
        out = opened.stream();
    }

    @Override
    public void write(int data) throws IOException {
        out.write(data);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    /**
     * Returns a JDK channel, which blocks.
     *
     * @throws UnsupportedOperationException for a FIFO or device that the loop writes to
     */
    @Override
    public FileChannel getChannel() {
        if (out instanceof DescriptorOutput) {
            throw new UnsupportedOperationException("The loop writes to this: it has no channel");
        }
        return super.getChannel();
    }

    @Override
    public void close() throws IOException {
        // Still null if the JDK's constructor failed.
        if (out != null) {
            out.close();
        }
    }
}
