package gevent.monkey.nio.file;

/**
 * A drop-in for {@link java.nio.file.Files}: other greenlets run while one waits for a disk.
 *
 * <pre>{@code
 * import gevent.monkey.nio.file.Files;     // instead of java.nio.file.Files
 *
 * String text = Files.readString(path);
 * }</pre>
 *
 * <p>All methods are inherited from {@link gevent.fileobject.Files}.
 */
public final class Files extends gevent.fileobject.Files {
    private Files() {
    }
}
