package gevent.monkey.nio.file;

/**
 * A drop-in for {@link java.nio.file.Files}: a greenlet that waits for a disk lets others run.
 *
 * <pre>{@code
 * import gevent.monkey.nio.file.Files;     // instead of java.nio.file.Files
 *
 * String text = Files.readString(path);
 * }</pre>
 *
 * <p>All of it is inherited from {@link gevent.fileobject.Files}.
 */
public final class Files extends gevent.fileobject.Files {
    private Files() {
    }
}
