package gevent.fileobject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What a path stands for, as far as it matters to who waits. */
enum FileKind {
    /** A file, a block device, a directory, or nothing yet: a disk makes it wait, but not for ever. */
    FILE,
    /** Has two ends: what is read here was written by somebody else, if ever. */
    FIFO,
    /** A terminal, a line, the null device. */
    DEVICE;

    private static final int TYPE = 0170000;
    private static final int TYPE_OF_BLOCK_DEVICES = 0060000;
    private static final int TYPE_OF_FIFOS = 0010000;

    /** Looks at the disk: for a thread of a pool. */
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
            // Opening it will tell.
            return FILE;
        }
    }
}
