package gevent.threadpool;

/**
 * The threads on which gevent4j itself blocks, shared by all hubs. There are three pools, because work that waits for
 * other work must not take the threads that the other work needs. A name look-up must not queue behind a slow disk, and
 * neither of them behind a pipe that nobody writes to.
 *
 * <pre>{@code
 * byte[] content = Pools.files().apply(() -> Files.readAllBytes(path));
 * }</pre>
 *
 * <p>Threads start when they are needed, and end after five idle seconds.
 */
public final class Pools {
    private static final int FILES = 8;
    private static final int LOOKUPS = 16;

    private Pools() {
    }

    private static final class Files {
        static final ThreadPool POOL = new ThreadPool("gevent-files-", FILES);
    }

    private static final class Lookups {
        static final ThreadPool POOL = new ThreadPool("gevent-dns-", LOOKUPS);
    }

    private static final class Blocking {
        static final ThreadPool POOL = new ThreadPool("gevent-blocking-", Integer.MAX_VALUE);
    }

    /** For files: work that a disk or a file system delays, but not for ever. Eight threads. */
    public static ThreadPool files() {
        return Files.POOL;
    }

    /** For name look-ups. Sixteen threads. */
    public static ThreadPool dns() {
        return Lookups.POOL;
    }

    /** For work that may wait for ever. One thread for each task. */
    public static ThreadPool blocking() {
        return Blocking.POOL;
    }
}
