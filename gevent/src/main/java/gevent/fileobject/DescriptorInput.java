package gevent.fileobject;

import gevent.hub.IoWatcher;
import gevent.os.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads a descriptor that the loop watches. Dropping the stream closes the descriptor. */
final class DescriptorInput extends InputStream {
    private final Descriptor descriptor;
    private volatile boolean mayBeBeforeTheBeginning;

    /**
     * @param isNewFifo whether the descriptor is a FIFO that may not have a writer yet; that looks like the end of the
     *        input, so the first read waits for a writer
     */
    DescriptorInput(Descriptor descriptor, boolean isNewFifo) {
        this.descriptor = Objects.requireNonNull(descriptor, "descriptor");
        this.mayBeBeforeTheBeginning = isNewFifo;
        CloseOnCollect.closes(this, descriptor);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (mayBeBeforeTheBeginning && length > 0) {
            // Ready once there are bytes, or once a writer has come and gone.
            descriptor.await(IoWatcher.READ, null);
            mayBeBeforeTheBeginning = false;
        }
        return descriptor.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        descriptor.checkOpen();
        return descriptor.available();
    }

    @Override
    public void close() throws IOException {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "<input from " + descriptor + ">";
    }
}
