package gevent.fileobject;

import gevent.hub.IoWatcher;
import gevent.os.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What can be read from a descriptor that the loop watches. Who drops it closes it. */
final class DescriptorInput extends InputStream {
    private final Descriptor descriptor;
    private volatile boolean mayBeBeforeTheBeginning;

    /**
     * @param isNewFifo whether it is a FIFO that perhaps nobody writes to yet: that looks like its end, but is none,
     *        and the first reader waits it out
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
            // Tells of bytes, or of a writer that has come and gone.
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
