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
 * A {@link java.io.FileInputStream} that lets other greenlets run while it waits for the disk, for the writer of a FIFO
 * or for input at a terminal.
 *
 * <pre>{@code
 * try (var in = new BufferedInputStream(new FileInputStream("commands.fifo"))) {
 *     int command = in.read();
 * }
 * }</pre>
 *
 * <p>Threads of {@link gevent.threadpool.Pools#files} read files; the loop reads FIFOs and devices. Opening a FIFO
 * returns at once, and the first read waits until a writer has begun to write. Closing the stream ends a pending read
 * of a FIFO or device. A greenlet killed while it reads a file leaves at once, and the bytes of that read are lost.
 * There is no buffer: each call goes to a thread and back. On a thread without a hub, calls simply block. Any thread
 * may use it. gevent: {@code gevent.fileobject.FileObject}.
 */
public class FileInputStream extends java.io.FileInputStream {
    private final InputStream in;

    /**
     * Opens a file.
     *
     * @throws FileNotFoundException if it cannot be opened
     */
    public FileInputStream(String name) throws FileNotFoundException {
        this(new File(name));
    }

    /**
     * Opens a file.
     *
     * @throws FileNotFoundException if it cannot be opened
     */
    public FileInputStream(File file) throws FileNotFoundException {
        this(OpenFile.input(Objects.requireNonNull(file, "file")));
    }

    /** Reads an open descriptor, for example {@code FileDescriptor.in}; a pool thread does the waiting. */
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
     * Returns a JDK channel, which blocks.
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
        // Still null if the JDK's constructor failed.
        if (in != null) {
            in.close();
        }
    }
}
