package gevent.monkey.agent;

import java.util.Arrays;
import java.util.List;

/**
 * A method of the JDK in which a thread may stand still without its knowing of greenlets, as read in JDK 25.
 *
 * <p>The names below are the JDK's own, of private methods, too: those are where all public ones come together.
 */
enum Point {
    SLEEP(Patch.TIME, "java.lang.Thread", "sleepNanos", "(J)V"),
    TIMED_PARK(Patch.TIME, "java.lang.VirtualThread", "schedule",
            "(Ljava/lang/Runnable;JLjava/util/concurrent/TimeUnit;)Ljava/util/concurrent/Future;"),

    IN_OPEN(Patch.FILE, "java.io.FileInputStream", "open", "(Ljava/lang/String;)V"),
    IN_READ(Patch.FILE, "java.io.FileInputStream", "read", "()I"),
    IN_READ_ARRAY(Patch.FILE, "java.io.FileInputStream", "read", "([B)I"),
    IN_READ_PART(Patch.FILE, "java.io.FileInputStream", "read", "([BII)I"),
    OUT_OPEN(Patch.FILE, "java.io.FileOutputStream", "open", "(Ljava/lang/String;Z)V"),
    OUT_WRITE(Patch.FILE, "java.io.FileOutputStream", "write", "(I)V"),
    OUT_WRITE_ARRAY(Patch.FILE, "java.io.FileOutputStream", "write", "([B)V"),
    OUT_WRITE_PART(Patch.FILE, "java.io.FileOutputStream", "write", "([BII)V"),
    RANDOM_OPEN(Patch.FILE, "java.io.RandomAccessFile", "open", "(Ljava/lang/String;I)V"),
    RANDOM_READ(Patch.FILE, "java.io.RandomAccessFile", "read", "()I"),
    RANDOM_READ_PART(Patch.FILE, "java.io.RandomAccessFile", "readBytes", "([BII)I"),
    RANDOM_WRITE(Patch.FILE, "java.io.RandomAccessFile", "write", "(I)V"),
    RANDOM_WRITE_PART(Patch.FILE, "java.io.RandomAccessFile", "writeBytes", "([BII)V"),

    CHANNEL_READ(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "read", "(Ljava/io/FileDescriptor;JI)I"),
    CHANNEL_READ_AT(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "pread", "(Ljava/io/FileDescriptor;JIJ)I"),
    CHANNEL_READ_MANY(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "readv", "(Ljava/io/FileDescriptor;JI)J"),
    CHANNEL_WRITE(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "write", "(Ljava/io/FileDescriptor;JI)I"),
    CHANNEL_WRITE_AT(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "pwrite", "(Ljava/io/FileDescriptor;JIJ)I"),
    CHANNEL_WRITE_MANY(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "writev", "(Ljava/io/FileDescriptor;JI)J"),
    CHANNEL_FORCE(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "force", "(Ljava/io/FileDescriptor;Z)I"),
    CHANNEL_LOCK(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "lock", "(Ljava/io/FileDescriptor;ZJJZ)I"),
    PATH_OPEN(Patch.FILE, "sun.nio.fs.UnixNativeDispatcher", "open", "(Lsun/nio/fs/UnixPath;II)I"),

    PROCESS_WAIT(Patch.SUBPROCESS, "java.lang.ProcessImpl", "waitFor", "()I"),
    PROCESS_WAIT_LIMITED(Patch.SUBPROCESS, "java.lang.ProcessImpl", "waitFor",
            "(JLjava/util/concurrent/TimeUnit;)Z"),

    /** Not a wait: what a socket of UDP is made on. */
    NEW_DATAGRAM_SOCKET(Patch.DATAGRAM, "java.net.DatagramSocket", "createDelegate",
            "(Ljava/net/SocketAddress;Ljava/lang/Class;)Ljava/net/DatagramSocket;"),

    /** Not a wait: what the limits of waits in java.util.concurrent are measured by. */
    NANO_TIME(Patch.CLOCK, "java.lang.System", "nanoTime", "()J"),

    /** Not a wait: whether what a thread starts is a daemon, which it should not be for its running as a greenlet. */
    NEW_THREAD(Patch.THREAD, "java.lang.Thread", "<init>", null);

    /** What a user patches at once. */
    enum Patch {
        TIME, CLOCK, FILE, SUBPROCESS, DATAGRAM, THREAD;

        List<Point> points() {
            return Arrays.stream(Point.values()).filter(point -> point.patch == this).toList();
        }
    }

    private final Patch patch;
    private final String className;
    private final String method;
    private final String descriptor;        // null for all of the name

    Point(Patch patch, String className, String method, String descriptor) {
        this.patch = patch;
        this.className = className;
        this.method = method;
        this.descriptor = descriptor;
    }

    Patch patch() {
        return patch;
    }

    String className() {
        return className;
    }

    String method() {
        return method;
    }

    String descriptor() {
        return descriptor;
    }

    boolean is(String name, String type) {
        return method.equals(name) && (descriptor == null || descriptor.equals(type));
    }
}
