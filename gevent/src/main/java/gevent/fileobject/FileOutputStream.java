package gevent.fileobject;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A {@link java.io.FileOutputStream} that lets other greenlets run while it waits: for the disk, or for whoever reads a
 * FIFO.
 *
 * <pre>{@code
 * try (var out = new BufferedOutputStream(new FileOutputStream("results", true))) {
 *     out.write(line);
 * }
 * }</pre>
 *
 * <p>Files are written on the threads of {@link gevent.threadpool.Pools#files}, FIFOs and devices by the loop. To open
 * a FIFO waits until somebody reads it, on a thread of its own, which stays until then if the greenlet is killed. Who
 * is killed while it writes a file leaves, and all is written. There is no buffer: each call goes to a thread and back.
 * On a thread that has no hub it just blocks. Any thread may use it. gevent: {@code gevent.fileobject.FileObject}.
 */
public class FileOutputStream extends java.io.FileOutputStream {
    private final OutputStream out;

    /** Opens a file, which is made or emptied. @throws FileNotFoundException if it cannot be opened */
    public FileOutputStream(String name) throws FileNotFoundException {
        this(new File(name), false);
    }

    /** Opens a file to write behind what it holds, or to empty it. @throws FileNotFoundException if it cannot be */
    public FileOutputStream(String name, boolean append) throws FileNotFoundException {
        this(new File(name), append);
    }

    /** Opens a file, which is made or emptied. @throws FileNotFoundException if it cannot be opened */
    public FileOutputStream(File file) throws FileNotFoundException {
        this(file, false);
    }

    /** Opens a file to write behind what it holds, or to empty it. @throws FileNotFoundException if it cannot be */
    public FileOutputStream(File file, boolean append) throws FileNotFoundException {
        this(OpenFile.output(Objects.requireNonNull(file, "file"), append));
    }

    /** One for what is open already, the JDK's {@code FileDescriptor.out} say; a thread of the pool waits for it. */
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
     * A channel of the JDK's, which blocks.
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
        // The JDK's constructor may have failed before it is set.
        if (out != null) {
            out.close();
        }
    }
}
