package gevent.monkey.nio.channels;

import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/**
 * A drop-in for {@link java.nio.channels.FileChannel}: other greenlets run while one waits for a disk or a lock.
 *
 * <pre>{@code
 * import gevent.monkey.nio.channels.FileChannel;      // instead of java.nio.channels.FileChannel
 *
 * try (FileChannel channel = FileChannel.open(path, READ)) {
 *     channel.read(buffer);
 * }
 * }</pre>
 *
 * <p>Everything except opening is inherited from {@link gevent.fileobject.FileChannel}.
 */
public final class FileChannel extends gevent.fileobject.FileChannel {
    private FileChannel(java.nio.channels.FileChannel channel) {
        super(channel);
    }

    /** Opens a file. */
    public static FileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new FileChannel(openBlocking(path, options, attributes));
    }

    /** Opens a file. */
    public static FileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, Set.of(options));
    }
}
