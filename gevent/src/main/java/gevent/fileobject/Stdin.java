package gevent.fileobject;

import gevent.hub.IoWatcher;
import gevent.os.Descriptor;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This process's standard input. If possible it is opened a second time, so that the loop watches a descriptor of its
 * own. Other users of the original descriptor, for example the shell, then never find it non-blocking.
 */
final class Stdin {
    private static final Path OURS = Path.of("/proc/self/fd/0");

    /** The standard input of this process. */
    static final InputStream IN = open();

    private Stdin() {
    }

    private static InputStream open() {
        InputStream blocking = new java.io.FileInputStream(FileDescriptor.in);
        if (Files.isRegularFile(OURS)) {
            // A second descriptor would read from the beginning.
            return new DiskInput(blocking);
        }
        if (Descriptor.areSupported()) {
            try {
                return new DescriptorInput(Descriptor.open(OURS.toString(), IoWatcher.READ), false);
            } catch (IOException refused) {
                // Standard input is a socket, or belongs to another user.
            }
        }
        return new PooledInput(blocking);
    }
}
