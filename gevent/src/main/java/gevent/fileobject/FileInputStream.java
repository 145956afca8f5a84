package gevent.fileobject;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A {@link java.io.FileInputStream} that lets other greenlets run while it waits: for the disk, or for whoever writes
 * to a FIFO or types at a terminal.
 *
 * <pre>{@code
 * try (var in = new BufferedInputStream(new FileInputStream("commands.fifo"))) {
 *     int command = in.read();
 * }
 * }</pre>
 *
 * <p>Files are read on the threads of {@link gevent.threadpool.Pools#files}, FIFOs and devices by the loop. To open a
 * FIFO returns at once, and the first read waits until somebody has begun to write. A close ends the wait of who reads
 * a FIFO or device. Who is killed while it reads a file leaves, and what is read then is lost. There is no buffer: each
 * call goes to a thread and back. On a thread that has no hub it just blocks. Any thread may use it. gevent:
 * {@code gevent.fileobject.FileObject}.
 */
public class FileInputStream extends java.io.FileInputStream {
    private final InputStream in;

    /** Opens a file. @throws FileNotFoundException if it cannot be opened */
    public FileInputStream(String name) throws FileNotFoundException {
        this(new File(name));
    }

    /** Opens a file. @throws FileNotFoundException if it cannot be opened */
    public FileInputStream(File file) throws FileNotFoundException {
        this(OpenFile.input(Objects.requireNonNull(file, "file")));
    }

    /** One for what is open already, the JDK's {@code FileDescriptor.in} say; a thread of the pool waits for it. */
    public FileInputStream(FileDescriptor descriptor) {
        this(new OpenFile<>(new PooledInput(new java.io.FileInputStream(descriptor)), descriptor));
    }

    private FileInputStream(OpenFile<InputStream> opened) {
        super(opened.fd());
        in = opened.stream();
    }

    @Override
    public int read() throws IOException {
        return in.read();
    }

    @Override
    public int read(byte[] bytes) throws IOException {
        return in.read(bytes, 0, bytes.length);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, length);
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        return in.readAllBytes();
    }

    @Override
    public byte[] readNBytes(int length) throws IOException {
        return in.readNBytes(length);
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        return in.transferTo(out);
    }

    @Override
    public long skip(long n) throws IOException {
        return in.skip(n);
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    /**
     * A channel of the JDK's, which blocks.
     *
     * @throws UnsupportedOperationException for a FIFO or device that the loop reads
     */
    @Override
    public FileChannel getChannel() {
        if (in instanceof DescriptorInput) {
            throw new UnsupportedOperationException("The loop reads this: it has no channel");
        }
        return super.getChannel();
    }

    @Override
    public void close() throws IOException {
        // The JDK's constructor may have failed before it is set.
        if (in != null) {
            in.close();
        }
    }
}
