package gevent.monkey.io;

import java.io.File;
import java.io.FileNotFoundException;

/**
 * A drop-in for {@link java.io.RandomAccessFile}: other greenlets run while one waits for a disk.
 *
 * <pre>{@code
 * import gevent.monkey.io.RandomAccessFile;      // instead of java.io.RandomAccessFile
 * }</pre>
 */
public class RandomAccessFile extends gevent.fileobject.RandomAccessFile {
    /**
     * Opens a file.
     *
     * @param mode as for {@link java.io.RandomAccessFile}
     */
    public RandomAccessFile(String name, String mode) throws FileNotFoundException {
        super(name, mode);
    }

    /**
     * Opens a file.
     *
     * @param mode as for {@link java.io.RandomAccessFile}
     */
    public RandomAccessFile(File file, String mode) throws FileNotFoundException {
        super(file, mode);
    }
}
