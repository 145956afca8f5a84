package gevent.fileobject;

import gevent.os.Descriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Writes unbuffered to a descriptor that the loop watches. Dropping the stream closes the descriptor. */
final class DescriptorOutput extends OutputStream {
    private final Descriptor descriptor;

    DescriptorOutput(Descriptor descriptor) {
        this.descriptor = Objects.requireNonNull(descriptor, "descriptor");
        CloseOnCollect.closes(this, descriptor);
    }

    @Override
    public void write(int data) throws IOException {
        write(new byte[] {(byte) data}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        descriptor.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        descriptor.close();
    }

    @Override
    public String toString() {
        return "<output to " + descriptor + ">";
    }
}
