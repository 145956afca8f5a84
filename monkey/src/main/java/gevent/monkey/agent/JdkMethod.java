package gevent.monkey.agent;

import java.util.Arrays;
import java.util.List;

/**
 * A JDK method that may block its thread, because it knows nothing about greenlets, as of JDK 25 to 28.
 *
 * <p>The names below are the JDK's own. Some are of private methods, which all the public ones call.
 */
enum JdkMethod {
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

    /** Not a wait: closes the channel if the thread is interrupted. */
    CHANNEL_BEGIN(Patch.FILE, "sun.nio.ch.FileChannelImpl", "beginBlocking"),
    CHANNEL_READ(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "read", "(Ljava/io/FileDescriptor;JI)I"),
    CHANNEL_READ_AT(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "pread", "(Ljava/io/FileDescriptor;JIJ)I"),
    CHANNEL_READ_MANY(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "readv", "(Ljava/io/FileDescriptor;JI)J"),
    CHANNEL_WRITE(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "write", "(Ljava/io/FileDescriptor;JI)I"),
    CHANNEL_WRITE_AT(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "pwrite", "(Ljava/io/FileDescriptor;JIJ)I"),
    CHANNEL_WRITE_MANY(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "writev", "(Ljava/io/FileDescriptor;JI)J"),
    CHANNEL_FORCE(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "force", "(Ljava/io/FileDescriptor;Z)I"),
    CHANNEL_LOCK(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "lock", "(Ljava/io/FileDescriptor;ZJJZ)I"),
    CHANNEL_RELEASE(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "release"),
    CHANNEL_TRUNCATE(Patch.FILE, "sun.nio.ch.UnixFileDispatcherImpl", "truncate"),
    CHANNEL_TRANSFER_TO(Patch.FILE, "sun.nio.ch.FileDispatcherImpl", "transferTo"),
    CHANNEL_TRANSFER_FROM(Patch.FILE, "sun.nio.ch.FileDispatcherImpl", "transferFrom"),
    DESCRIPTOR_SYNC(Patch.FILE, "java.io.FileDescriptor", "sync"),
    /** Closing waits, because a network file system then writes its remaining data. */
    DESCRIPTOR_CLOSE(Patch.FILE, "java.io.FileDescriptor", "close"),
    RANDOM_SET_LENGTH(Patch.FILE, "java.io.RandomAccessFile", "setLength"),

    // Calls of Files with a path. Each waits if the other end of a network file system is gone.
    PATH_OPEN(Patch.FILE, Names.PATHS, "open"),
    PATH_OPEN_AT(Patch.FILE, Names.PATHS, "openat"),
    PATH_CLOSE(Patch.FILE, Names.PATHS, "close", "(I)V"),
    PATH_LINK(Patch.FILE, Names.PATHS, "link"),
    PATH_UNLINK(Patch.FILE, Names.PATHS, "unlink"),
    PATH_UNLINK_AT(Patch.FILE, Names.PATHS, "unlinkat"),
    PATH_MAKE_NODE(Patch.FILE, Names.PATHS, "mknod"),
    PATH_RENAME(Patch.FILE, Names.PATHS, "rename"),
    PATH_RENAME_AT(Patch.FILE, Names.PATHS, "renameat"),
    PATH_MAKE_DIRECTORY(Patch.FILE, Names.PATHS, "mkdir"),
    PATH_REMOVE_DIRECTORY(Patch.FILE, Names.PATHS, "rmdir"),
    PATH_READ_LINK(Patch.FILE, Names.PATHS, "readlink"),
    PATH_REAL(Patch.FILE, Names.PATHS, "realpath"),
    PATH_SYMLINK(Patch.FILE, Names.PATHS, "symlink"),
    PATH_STAT(Patch.FILE, Names.PATHS, "stat"),
    PATH_STAT_QUIETLY(Patch.FILE, Names.PATHS, "stat2"),
    PATH_STAT_LINK(Patch.FILE, Names.PATHS, "lstat"),
    PATH_STAT_AT(Patch.FILE, Names.PATHS, "fstatat"),
    PATH_STAT_AT_QUIETLY(Patch.FILE, Names.PATHS, "fstatat2", Names.SINCE_26),
    PATH_CHOWN(Patch.FILE, Names.PATHS, "chown"),
    PATH_CHOWN_LINK(Patch.FILE, Names.PATHS, "lchown"),
    PATH_CHMOD(Patch.FILE, Names.PATHS, "chmod"),
    PATH_CHMOD_AT(Patch.FILE, Names.PATHS, "fchmodat"),
    PATH_TIMES(Patch.FILE, Names.PATHS, "futimens"),
    PATH_TIMES_AT(Patch.FILE, Names.PATHS, "utimensat"),
    PATH_OPEN_DIRECTORY(Patch.FILE, Names.PATHS, "opendir"),
    PATH_READ_DIRECTORY(Patch.FILE, Names.PATHS, "readdir"),
    PATH_ACCESS(Patch.FILE, Names.PATHS, "access"),
    PATH_STAT_STORE(Patch.FILE, Names.PATHS, "statvfs"),
    PATH_COPY(Patch.FILE, "sun.nio.fs.LinuxFileSystem", "directCopy"),
    PATH_COPY_BUFFERED(Patch.FILE, "sun.nio.fs.LinuxFileSystem", "bufferedCopy"),
    /** The names of owners may come over the network. */
    USER_OF_NUMBER(Patch.FILE, "sun.nio.fs.UnixUserPrincipals", "fromUid"),
    GROUP_OF_NUMBER(Patch.FILE, "sun.nio.fs.UnixUserPrincipals", "fromGid"),
    NUMBER_OF_NAME(Patch.FILE, "sun.nio.fs.UnixUserPrincipals", "lookupName"),

    // Calls of java.io.File with a path.
    FILE_CANONICAL(Patch.FILE, Names.FILES, "canonicalize"),
    FILE_ATTRIBUTES(Patch.FILE, Names.FILES, "getBooleanAttributes"),
    FILE_HAS_ATTRIBUTES(Patch.FILE, Names.FILES, "hasBooleanAttributes"),
    FILE_ACCESS(Patch.FILE, Names.FILES, "checkAccess"),
    FILE_MODIFIED(Patch.FILE, Names.FILES, "getLastModifiedTime"),
    FILE_LENGTH(Patch.FILE, Names.FILES, "getLength"),
    FILE_SET_PERMISSION(Patch.FILE, Names.FILES, "setPermission"),
    FILE_CREATE(Patch.FILE, Names.FILES, "createFileExclusively"),
    FILE_DELETE(Patch.FILE, Names.FILES, "delete"),
    FILE_LIST(Patch.FILE, Names.FILES, "list"),
    FILE_MAKE_DIRECTORY(Patch.FILE, Names.FILES, "createDirectory"),
    FILE_RENAME(Patch.FILE, Names.FILES, "rename"),
    FILE_SET_MODIFIED(Patch.FILE, Names.FILES, "setLastModifiedTime"),
    FILE_SET_READ_ONLY(Patch.FILE, Names.FILES, "setReadOnly"),
    FILE_SPACE(Patch.FILE, Names.FILES, "getSpace"),

    PROCESS_START(Patch.SUBPROCESS, "java.lang.ProcessImpl", "start"),
    PROCESS_WAIT(Patch.SUBPROCESS, "java.lang.ProcessImpl", "waitFor", "()I"),
    PROCESS_WAIT_LIMITED(Patch.SUBPROCESS, "java.lang.ProcessImpl", "waitFor",
            "(JLjava/util/concurrent/TimeUnit;)Z"),

    /** Not a wait: makes the delegate of a UDP socket. */
    NEW_DATAGRAM_SOCKET(Patch.DATAGRAM, "java.net.DatagramSocket", "createDelegate",
            "(Ljava/net/SocketAddress;Ljava/lang/Class;)Ljava/net/DatagramSocket;"),

    /** Not a wait: the clock by which java.util.concurrent measures its timeouts. */
    NANO_TIME(Patch.CLOCK, "java.lang.System", "nanoTime", "()J"),
    /** Not a wait: makes a socket with its own SOCKS proxy, which bypasses the factory. */
    PROXY_SOCKET(Patch.SOCKET, "java.net.Socket", "<init>", "(Ljava/net/Proxy;)V"),
    /** Not a wait: makes a socket before sockets are patched. */
    EARLY_SOCKET(null, "sun.nio.ch.NioSocketImpl", "create", "(Z)V"),

    /** Not a wait: decides whether a new thread is a daemon. It must not be one just because a greenlet starts it. */
    NEW_THREAD(Patch.THREAD, "java.lang.Thread", "<init>");

    private static final class Names {
        static final String PATHS = "sun.nio.fs.UnixNativeDispatcher";
        static final String FILES = "java.io.UnixFileSystem";
        static final int SINCE_26 = 26;
    }

    /** Whether this call waits only on a file system that another machine or process serves; see {@link Mounts}. */
    boolean isOfRemote() {
        return this == DESCRIPTOR_CLOSE || this == CHANNEL_RELEASE || className.equals(Names.FILES)
                || className.equals(Names.PATHS) && this != PATH_OPEN && this != PATH_OPEN_AT;
    }

    /** The units in which a user patches. */
    enum Patch {
        SOCKET, DATAGRAM, TIME, CLOCK, FILE, SUBPROCESS, THREAD;

        List<JdkMethod> points() {
            return Arrays.stream(JdkMethod.values()).filter(point -> point.patch == this && point.isInThisJdk())
                    .toList();
        }
    }

    private final Patch patch;              // null for a method that is watched before anything is patched
    private final String className;
    private final String method;
    private final String descriptor;        // null for all methods of the name
    private final int since;                // the first JDK that has the method

    /** All methods of a name: a single one, except for constructors. */
    JdkMethod(Patch patch, String className, String method) {
        this(patch, className, method, null);
    }

    /** All methods of a name that older JDKs do not have. */
    JdkMethod(Patch patch, String className, String method, int since) {
        this(patch, className, method, null, since);
    }

    JdkMethod(Patch patch, String className, String method, String descriptor) {
        this(patch, className, method, descriptor, 0);
    }

    JdkMethod(Patch patch, String className, String method, String descriptor, int since) {
        this.patch = patch;
        this.className = className;
        this.method = method;
        this.descriptor = descriptor;
        this.since = since;
    }

    /** Whether the running JDK has this method. */
    boolean isInThisJdk() {
        return Runtime.version().feature() >= since;
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
