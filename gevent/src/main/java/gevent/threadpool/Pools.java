package gevent.threadpool;

/**
 * The threads on which this library itself blocks, shared by all hubs. There are three pools, since work that waits for
 * other work must not take the threads which that needs: a name look-up must not queue behind a slow disk, and neither
 * behind a pipe that nobody writes to.
 *
 * <pre>{@code
 * byte[] content = Pools.files().apply(() -> Files.readAllBytes(path));
 * }</pre>
 *
 * <p>Threads are started when they are needed, and end when they were idle for five seconds.
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

    /** For files: what a disk or a file system makes wait, but not for ever. Eight threads. */
    public static ThreadPool files() {
        return Files.POOL;
    }

    /** For name look-ups: sixteen threads. */
    public static ThreadPool dns() {
        return Lookups.POOL;
    }

    /** For what may wait for ever: a thread for each. */
    public static ThreadPool blocking() {
        return Blocking.POOL;
    }
}
