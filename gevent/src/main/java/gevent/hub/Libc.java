package gevent.hub;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import jnr.constants.platform.Errno;
import jnr.constants.platform.Fcntl;
import jnr.constants.platform.OpenFlags;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.IgnoreError;

/**
 * The one class of this module that calls the C library: its functions, the numbers that its names stand for, and its
 * errors as exceptions. Linux only; nothing else is asked of it before {@link #missing} was.
 *
 * <p>A function that fails returns -1, and {@link #errno} is why until the thread calls the next. Addresses are of
 * memory that the caller keeps, as a {@link NativeBuffer} does.
 */
final class Libc {
    /**
     * The functions, by their names in C; public for the class that jnr-ffi makes of it. None takes six numbers, as
     * recvfrom(2) would: what jnr-ffi makes of those crashes the JVM on x86-64.
     */
    public interface Functions {
        /** epoll_create1(2). */
        int epoll_create1(int flags);

        /** epoll_ctl(2). */
        int epoll_ctl(int epoll, int operation, int fd, long event);

        /** epoll_wait(2). */
        int epoll_wait(int epoll, long events, int most, int millis);

        /** epoll_pwait2(2): glibc 2.35, Linux 5.11. */
        int epoll_pwait2(int epoll, long events, int most, long timespec, long signals);

        /** eventfd(2). */
        int eventfd(int initial, int flags);

        /** eventfd_write(3). */
        int eventfd_write(int fd, long value);

        /** read(2). */
        long read(int fd, long bytes, long length);

        /** write(2). */
        long write(int fd, long bytes, long length);

        /** close(2). */
        int close(int fd);

        /** openat(2) with a mode: of what may have to be made. */
        int openat(int folder, String path, int flags, int mode);

        /** fcntl(2) with a number. */
        int fcntl(int fd, int command, int argument);

        /** ioctl(2) with an address. */
        int ioctl(int fd, long request, long argument);

        /** poll(2). */
        int poll(long fds, int count, int millis);

        /** pipe2(2). */
        int pipe2(long twoFds, int flags);

        /** socket(2). */
        int socket(int family, int type, int protocol);

        /** bind(2). */
        int bind(int fd, long address, int length);

        /** listen(2). */
        int listen(int fd, int backlog);

        /** connect(2). */
        int connect(int fd, long address, int length);

        /** accept4(2). */
        int accept4(int fd, long address, long length, int flags);

        /** getsockname(2). */
        int getsockname(int fd, long address, long length);

        /** getpeername(2). */
        int getpeername(int fd, long address, long length);

        /** getsockopt(2). */
        int getsockopt(int fd, int level, int option, long value, long length);

        /** setsockopt(2). */
        int setsockopt(int fd, int level, int option, long value, int length);

        /** shutdown(2). */
        int shutdown(int fd, int how);

        /** send(2). */
        long send(int fd, long bytes, long length, int flags);

        /** sendmsg(2). */
        long sendmsg(int fd, long message, int flags);

        /** recvmsg(2). */
        long recvmsg(int fd, long message, int flags);

        /** getpwuid_r(3); returns an error's number. */
        int getpwuid_r(int user, long result, long texts, long length, long found);

        /** getgrgid_r(3); returns an error's number. */
        int getgrgid_r(int group, long result, long texts, long length, long found);

        /** syscall(2), for what the C library has no name for. */
        long syscall(long number, long first, long second);

        /** kill(2). */
        int kill(int pid, int signal);

        /** waitpid(2). */
        int waitpid(int pid, long status, int options);

        /** waitid(2). */
        int waitid(int kind, int id, long info, int options);

        /**
         * posix_spawnp(3); it and what belongs to it return an error's number. A function of six words gets the sixth
         * wrong from jnr-ffi (jnr-ffi #181), so there is a seventh, which C does not look at.
         */
        int posix_spawnp(long pid, long file, long actions, long attributes, long arguments, long environment,
                int none);

        /** posix_spawn_file_actions_init(3). */
        int posix_spawn_file_actions_init(long actions);

        /** posix_spawn_file_actions_destroy(3). */
        int posix_spawn_file_actions_destroy(long actions);

        /** posix_spawn_file_actions_adddup2(3). */
        int posix_spawn_file_actions_adddup2(long actions, int fd, int as);

        /** posix_spawn_file_actions_addclose(3). */
        int posix_spawn_file_actions_addclose(long actions, int fd);

        /** posix_spawn_file_actions_addclosefrom_np(3): glibc 2.34. */
        int posix_spawn_file_actions_addclosefrom_np(long actions, int lowest);

        /** posix_spawn_file_actions_addchdir_np(3): glibc 2.29. */
        int posix_spawn_file_actions_addchdir_np(long actions, long path);

        /** posix_spawnattr_init(3). */
        int posix_spawnattr_init(long attributes);

        /** posix_spawnattr_destroy(3). */
        int posix_spawnattr_destroy(long attributes);

        /** posix_spawnattr_setflags(3). */
        int posix_spawnattr_setflags(long attributes, short flags);

        /** posix_spawnattr_setpgroup(3). */
        int posix_spawnattr_setpgroup(long attributes, int group);

        /** posix_spawnattr_setsigdefault(3). */
        int posix_spawnattr_setsigdefault(long attributes, long signals);

        /** posix_spawnattr_setsigmask(3). */
        int posix_spawnattr_setsigmask(long attributes, long signals);

        /** strerror(3). */
        @IgnoreError
        String strerror(int errno);
    }

    // What jnr-constants does not have.
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;
    static final int EPOLLIN = 0x001;
    static final int EPOLLPRI = 0x002;
    static final int EPOLLOUT = 0x004;
    static final int EPOLLERR = 0x008;
    static final int EPOLLHUP = 0x010;
    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLET = 1 << 31;
    private static final long FIONREAD = 0x541B;

    private static final int EACCES = Errno.EACCES.intValue();
    static final int EADDRINUSE = Errno.EADDRINUSE.intValue();
    static final int EADDRNOTAVAIL = Errno.EADDRNOTAVAIL.intValue();
    private static final int EHOSTUNREACH = Errno.EHOSTUNREACH.intValue();
    private static final int EPROTO = Errno.EPROTO.intValue();
    private static final int ETIMEDOUT = Errno.ETIMEDOUT.intValue();
    static final int EAGAIN = Errno.EAGAIN.intValue();
    static final int EBADF = Errno.EBADF.intValue();
    static final int EPERM = Errno.EPERM.intValue();
    static final int EALREADY = Errno.EALREADY.intValue();
    static final int EINPROGRESS = Errno.EINPROGRESS.intValue();
    static final int EINTR = Errno.EINTR.intValue();
    static final int ECONNABORTED = Errno.ECONNABORTED.intValue();
    static final int ECONNREFUSED = Errno.ECONNREFUSED.intValue();
    static final int ECONNRESET = Errno.ECONNRESET.intValue();
    static final int ENOENT = Errno.ENOENT.intValue();
    static final int ENOTDIR = Errno.ENOTDIR.intValue();
    static final int ENOTCONN = Errno.ENOTCONN.intValue();

    static final int RDONLY = OpenFlags.O_RDONLY.intValue();
    static final int WRONLY = OpenFlags.O_WRONLY.intValue();
    static final int RDWR = OpenFlags.O_RDWR.intValue();
    static final int NONBLOCK = OpenFlags.O_NONBLOCK.intValue();
    /** No child of this process is to inherit a descriptor; the numbers are the same for all that makes them. */
    static final int CLOEXEC = OpenFlags.O_CLOEXEC.intValue();
    static final int CLOEXEC_NONBLOCK = CLOEXEC | NONBLOCK;
    static final int NOCTTY = OpenFlags.O_NOCTTY.intValue();
    static final int CREATE = WRONLY | OpenFlags.O_CREAT.intValue();
    static final int TRUNCATE = OpenFlags.O_TRUNC.intValue();
    static final int APPEND = OpenFlags.O_APPEND.intValue();
    /** For {@code openat}: a relative path begins where the process is. */
    static final int AT_FDCWD = -100;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_GETFL = Fcntl.F_GETFL.intValue();
    static final int F_SETFL = Fcntl.F_SETFL.intValue();

    /** The functions; null if {@link #missing} says why. */
    static final Functions C;
    private static final jnr.ffi.Runtime RUNTIME;
    private static final String MISSING;

    static {
        Functions functions = null;
        jnr.ffi.Runtime runtime = null;
        String missing;
        try {
            missing = whyNotHere();
            if (missing == null) {
                functions = LibraryLoader.create(Functions.class).failImmediately().load("c");
                runtime = jnr.ffi.Runtime.getRuntime(functions);
            }
        } catch (Throwable t) {
            missing = "the C library cannot be called: " + t;
        }
        C = functions;
        RUNTIME = runtime;
        MISSING = missing;
    }

    private Libc() {
    }

    private static String whyNotHere() {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            return system + " is not Linux";
        }
        if (!"64".equals(System.getProperty("sun.arch.data.model"))) {
            return "this JVM is not one of 64 bits";
        }
        // Asked before it loads a library, which would make the JVM print a warning of four lines, or throw.
        Module caller = com.kenai.jffi.Library.class.getModule();
        return caller.isNativeAccessEnabled() ? null : "native access is off: start java with --enable-native-access="
                + (caller.isNamed() ? caller.getName() : "ALL-UNNAMED");
    }

    /** Why the C library cannot be called; null if it can. */
    static String missing() {
        return MISSING;
    }

    /** Why the last function that this thread called failed. */
    static int errno() {
        return RUNTIME.getLastError();
    }

    /** Where a direct buffer begins. */
    static long addressOf(ByteBuffer direct) {
        return Pointer.wrap(RUNTIME, direct).address();
    }

    /** How many bytes can be read from {@code fd} now. */
    static int available(int fd) throws IOException {
        NativeBuffer buffer = NativeBuffer.take(null);
        try {
            if (C.ioctl(fd, FIONREAD, buffer.corner) < 0) {
                throw failure(errno());
            }
            return buffer.cornerInt(0);
        } finally {
            NativeBuffer.giveBack(null, buffer);
        }
    }

    // ---- errors

    /** What a call that returned {@code result} says: the result, or the error's number negated. */
    static int resultOrErrno(long result) {
        return result >= 0 ? (int) result : -errno();
    }

    /** The text of an error. */
    static String message(int errno) {
        return C.strerror(errno);
    }

    /** What a file's stream throws. */
    static IOException failure(int errno) {
        return new IOException(message(errno));
    }

    /** What the JDK's sockets throw. */
    static IOException socketFailure(int errno) {
        String message = message(errno);
        // No switch: that is a class of its own, and when descriptors have run out none can be loaded.
        if (errno == ECONNREFUSED || errno == ETIMEDOUT || errno == ENOTCONN) {
            return new ConnectException(message);
        }
        if (errno == EADDRINUSE || errno == EADDRNOTAVAIL || errno == EACCES) {
            return new BindException(message);
        }
        return errno == EHOSTUNREACH ? new NoRouteToHostException(message)
                : errno == EPROTO ? new ProtocolException(message) : new SocketException(message);
    }
}
