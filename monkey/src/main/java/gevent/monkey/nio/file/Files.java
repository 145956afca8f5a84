package gevent.monkey.nio.file;

/**
 * A drop-in for {@link java.nio.file.Files}: who waits for a disk lets other greenlets run.
 *
 * <pre>{@code
 * import gevent.monkey.nio.file.Files;     // instead of java.nio.file.Files
 *
 * String text = Files.readString(path);
 * }</pre>
 */
public final class Files extends gevent.fileobject.Files {
    private Files() {
    }
}
