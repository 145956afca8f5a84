package gevent.fileobject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What a path refers to, as far as it matters for waiting. */
enum FileKind {
    /** A file, a block device, a directory, or nothing yet: an access may wait for a disk, but not forever. */
    FILE,
    /** A FIFO: a read waits for a writer at the other end, perhaps forever. */
    FIFO,
    /** A terminal, a line, the null device. */
    DEVICE;

    private static final int TYPE = 0170000;
    private static final int TYPE_OF_BLOCK_DEVICES = 0060000;
    private static final int TYPE_OF_FIFOS = 0010000;

    /** Reads the disk, so call it on a pool thread. */
    static FileKind of(Path path) {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                return FILE;
            }
            return switch ((int) Files.getAttribute(path, "unix:mode") & TYPE) {
                case TYPE_OF_FIFOS -> FIFO;
                case TYPE_OF_BLOCK_DEVICES -> FILE;
                default -> DEVICE;
            };
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            // Opening the path will report the problem.
            return FILE;
        }
    }
}
