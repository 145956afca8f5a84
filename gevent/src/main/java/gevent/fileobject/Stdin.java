package gevent.fileobject;

import gevent.hub.IoWatcher;
import gevent.os.Descriptor;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This process's standard input, opened once more if it can be: then the loop watches a descriptor of its own, and
 * nobody who shares the old one, the shell say, finds it non-blocking.
 */
final class Stdin {
    private static final Path OURS = Path.of("/proc/self/fd/0");

    /** The one of this process. */
    static final InputStream IN = open();

    private Stdin() {
    }

    private static InputStream open() {
        InputStream blocking = new java.io.FileInputStream(FileDescriptor.in);
        if (Files.isRegularFile(OURS)) {
            // Opened once more it would be read from the beginning.
            return new DiskInput(blocking);
        }
        if (Descriptor.areSupported()) {
            try {
                return new DescriptorInput(Descriptor.open(OURS.toString(), IoWatcher.READ), false);
            } catch (IOException refused) {
                // A socket, or of another user.
            }
        }
        return new PooledInput(blocking);
    }
}
