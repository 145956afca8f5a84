package gevent.internal.libc;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Function;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * The C library functions that gevent4j uses, by their C names. To jffi, all parameters and results are 64-bit words,
 * as they are to a 64-bit machine: 32-bit numbers go through its registers, too.
 *
 * <p>This uses the lower half of jnr-ffi. The upper half would make this class from an interface, but takes a fifth of
 * a second to start, and gets the sixth of six words wrong (jnr-ffi #181).
 */
public final class LibcFunctions {
    private static final Invoker INVOKER = Invoker.getInstance();
    private static final Library C = Library.getDefault();

    private static final Function EPOLL_CREATE1 = function("epoll_create1", 1);
    private static final Function EPOLL_CTL = function("epoll_ctl", 4);
    private static final Function EPOLL_WAIT = function("epoll_wait", 4);
    private static final Function EPOLL_PWAIT2 = functionIfThere("epoll_pwait2", 5);
    private static final Function EVENTFD = function("eventfd", 2);
    private static final Function EVENTFD_WRITE = function("eventfd_write", 2);
    private static final Function READ = function("read", 3);
    private static final Function WRITE = function("write", 3);
    private static final Function CLOSE = function("close", 1);
    private static final Function OPENAT = function("openat", 4);
    private static final Function FCNTL = function("fcntl", 3);
    private static final Function IOCTL = function("ioctl", 3);
    private static final Function POLL = function("poll", 3);
    private static final Function PIPE2 = function("pipe2", 2);
    private static final Function SOCKET = function("socket", 3);
    private static final Function BIND = function("bind", 3);
    private static final Function LISTEN = function("listen", 2);
    private static final Function CONNECT = function("connect", 3);
    private static final Function ACCEPT4 = function("accept4", 4);
    private static final Function GETSOCKNAME = function("getsockname", 3);
    private static final Function GETPEERNAME = function("getpeername", 3);
    private static final Function GETSOCKOPT = function("getsockopt", 5);
    private static final Function SETSOCKOPT = function("setsockopt", 5);
    private static final Function SHUTDOWN = function("shutdown", 2);
    private static final Function SEND = function("send", 4);
    private static final Function SENDMSG = function("sendmsg", 3);
    private static final Function RECVMSG = function("recvmsg", 3);
    private static final Function GETPWUID_R = function("getpwuid_r", 5);
    private static final Function GETGRGID_R = function("getgrgid_r", 5);
    private static final Function SYSCALL = function("syscall", 3);
    private static final Function KILL = function("kill", 2);
    private static final Function WAITPID = function("waitpid", 3);
    private static final Function WAITID = function("waitid", 4);
    private static final Function POSIX_SPAWNP = function("posix_spawnp", 6);
    private static final Function POSIX_SPAWN_FILE_ACTIONS_INIT = function("posix_spawn_file_actions_init", 1);
    private static final Function POSIX_SPAWN_FILE_ACTIONS_DESTROY = function("posix_spawn_file_actions_destroy", 1);
    private static final Function POSIX_SPAWN_FILE_ACTIONS_ADDDUP2 = function("posix_spawn_file_actions_adddup2", 3);
    private static final Function POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE = function("posix_spawn_file_actions_addclose", 2);
    private static final Function POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP =
            functionIfThere("posix_spawn_file_actions_addclosefrom_np", 2);
    private static final Function POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP =
            functionIfThere("posix_spawn_file_actions_addchdir_np", 2);
    private static final Function POSIX_SPAWNATTR_INIT = function("posix_spawnattr_init", 1);
    private static final Function POSIX_SPAWNATTR_DESTROY = function("posix_spawnattr_destroy", 1);
    private static final Function POSIX_SPAWNATTR_SETFLAGS = function("posix_spawnattr_setflags", 2);
    private static final Function POSIX_SPAWNATTR_SETPGROUP = function("posix_spawnattr_setpgroup", 2);
    private static final Function POSIX_SPAWNATTR_SETSIGDEFAULT = function("posix_spawnattr_setsigdefault", 2);
    private static final Function POSIX_SPAWNATTR_SETSIGMASK = function("posix_spawnattr_setsigmask", 2);
    private static final Function STRERROR = new Function(addressOf("strerror"), context(1, false));

    /**
     * Makes the functions ready to call.
     *
     * @throws UnsatisfiedLinkError if the C library lacks one of them
     */
    public LibcFunctions() {
    }

    /** A function that takes {@code words} words. */
    private static Function function(String name, int words) {
        return new Function(addressOf(name), context(words, true));
    }

    private static Function functionIfThere(String name, int words) {
        return C.getSymbolAddress(name) == 0 ? null : function(name, words);
    }

    /**
     * The address of a function.
     *
     * @throws UnsatisfiedLinkError if there is no such function
     */
    public static long addressOf(String name) {
        long address = C.getSymbolAddress(name);
        if (address == 0) {
            throw new UnsatisfiedLinkError("it has no " + name);
        }
        return address;
    }

    private static CallContext context(int words, boolean keepsErrno) {
        Type[] types = new Type[words];
        Arrays.fill(types, Type.SINT64);
        return CallContext.getCallContext(Type.SINT64, types, CallingConvention.DEFAULT, keepsErrno);
    }

    private static Function there(Function function) {
        if (function == null) {
            throw new UnsatisfiedLinkError("This C library is older than that function");
        }
        return function;
    }

    /** epoll_create1(2). */
    public int epoll_create1(int flags) {
        return (int) INVOKER.invokeLrL(EPOLL_CREATE1, flags);
    }

    /** epoll_ctl(2). */
    public int epoll_ctl(int epoll, int operation, int fd, long event) {
        return (int) INVOKER.invokeLLLLrL(EPOLL_CTL, epoll, operation, fd, event);
    }

    /** epoll_wait(2). */
    public int epoll_wait(int epoll, long events, int most, int millis) {
        return (int) INVOKER.invokeLLLLrL(EPOLL_WAIT, epoll, events, most, millis);
    }

    /** epoll_pwait2(2): glibc 2.35, Linux 5.11. */
    public int epoll_pwait2(int epoll, long events, int most, long timespec, long signals) {
        return (int) INVOKER.invokeLLLLLrL(there(EPOLL_PWAIT2), epoll, events, most, timespec, signals);
    }

    /** eventfd(2). */
    public int eventfd(int initial, int flags) {
        return (int) INVOKER.invokeLLrL(EVENTFD, initial, flags);
    }

    /** eventfd_write(3). */
    public int eventfd_write(int fd, long value) {
        return (int) INVOKER.invokeLLrL(EVENTFD_WRITE, fd, value);
    }

    /** read(2). */
    public long read(int fd, long bytes, long length) {
        return INVOKER.invokeLLLrL(READ, fd, bytes, length);
    }

    /** write(2). */
    public long write(int fd, long bytes, long length) {
        return INVOKER.invokeLLLrL(WRITE, fd, bytes, length);
    }

    /** close(2). */
    public int close(int fd) {
        return (int) INVOKER.invokeLrL(CLOSE, fd);
    }

    /** openat(2) with a mode, for a file that may have to be made. */
    public int openat(int folder, long path, int flags, int mode) {
        return (int) INVOKER.invokeLLLLrL(OPENAT, folder, path, flags, mode);
    }

    /** fcntl(2) with a number. */
    public int fcntl(int fd, int command, int argument) {
        return (int) INVOKER.invokeLLLrL(FCNTL, fd, command, argument);
    }

    /** ioctl(2) with an address. */
    public int ioctl(int fd, long request, long argument) {
        return (int) INVOKER.invokeLLLrL(IOCTL, fd, request, argument);
    }

    /** poll(2). */
    public int poll(long fds, int count, int millis) {
        return (int) INVOKER.invokeLLLrL(POLL, fds, count, millis);
    }

    /** pipe2(2). */
    public int pipe2(long twoFds, int flags) {
        return (int) INVOKER.invokeLLrL(PIPE2, twoFds, flags);
    }

    /** socket(2). */
    public int socket(int family, int type, int protocol) {
        return (int) INVOKER.invokeLLLrL(SOCKET, family, type, protocol);
    }

    /** bind(2). */
    public int bind(int fd, long address, int length) {
        return (int) INVOKER.invokeLLLrL(BIND, fd, address, length);
    }

    /** listen(2). */
    public int listen(int fd, int backlog) {
        return (int) INVOKER.invokeLLrL(LISTEN, fd, backlog);
    }

    /** connect(2). */
    public int connect(int fd, long address, int length) {
        return (int) INVOKER.invokeLLLrL(CONNECT, fd, address, length);
    }

    /** accept4(2). */
    public int accept4(int fd, long address, long length, int flags) {
        return (int) INVOKER.invokeLLLLrL(ACCEPT4, fd, address, length, flags);
    }

    /** getsockname(2). */
    public int getsockname(int fd, long address, long length) {
        return (int) INVOKER.invokeLLLrL(GETSOCKNAME, fd, address, length);
    }

    /** getpeername(2). */
    public int getpeername(int fd, long address, long length) {
        return (int) INVOKER.invokeLLLrL(GETPEERNAME, fd, address, length);
    }

    /** getsockopt(2). */
    public int getsockopt(int fd, int level, int option, long value, long length) {
        return (int) INVOKER.invokeLLLLLrL(GETSOCKOPT, fd, level, option, value, length);
    }

    /** setsockopt(2). */
    public int setsockopt(int fd, int level, int option, long value, int length) {
        return (int) INVOKER.invokeLLLLLrL(SETSOCKOPT, fd, level, option, value, length);
    }

    /** shutdown(2). */
    public int shutdown(int fd, int how) {
        return (int) INVOKER.invokeLLrL(SHUTDOWN, fd, how);
    }

    /** send(2). */
    public long send(int fd, long bytes, long length, int flags) {
        return INVOKER.invokeLLLLrL(SEND, fd, bytes, length, flags);
    }

    /** sendmsg(2). */
    public long sendmsg(int fd, long message, int flags) {
        return INVOKER.invokeLLLrL(SENDMSG, fd, message, flags);
    }

    /** recvmsg(2). */
    public long recvmsg(int fd, long message, int flags) {
        return INVOKER.invokeLLLrL(RECVMSG, fd, message, flags);
    }

    /** getpwuid_r(3); returns an error number. */
    public int getpwuid_r(int user, long result, long texts, long length, long found) {
        return (int) INVOKER.invokeLLLLLrL(GETPWUID_R, user, result, texts, length, found);
    }

    /** getgrgid_r(3); returns an error number. */
    public int getgrgid_r(int group, long result, long texts, long length, long found) {
        return (int) INVOKER.invokeLLLLLrL(GETGRGID_R, group, result, texts, length, found);
    }

    /** syscall(2), for system calls without a C library function. */
    public long syscall(long number, long first, long second) {
        return INVOKER.invokeLLLrL(SYSCALL, number, first, second);
    }

    /** kill(2). */
    public int kill(int pid, int signal) {
        return (int) INVOKER.invokeLLrL(KILL, pid, signal);
    }

    /** waitpid(2). */
    public int waitpid(int pid, long status, int options) {
        return (int) INVOKER.invokeLLLrL(WAITPID, pid, status, options);
    }

    /** waitid(2). */
    public int waitid(int kind, int id, long info, int options) {
        return (int) INVOKER.invokeLLLLrL(WAITID, kind, id, info, options);
    }

    /** posix_spawnp(3); this and its helper functions return an error number. */
    public int posix_spawnp(long pid, long file, long actions, long attributes, long arguments, long environment) {
        return (int) INVOKER.invokeLLLLLLrL(POSIX_SPAWNP, pid, file, actions, attributes, arguments, environment);
    }

    /** posix_spawn_file_actions_init(3). */
    public int posix_spawn_file_actions_init(long actions) {
        return (int) INVOKER.invokeLrL(POSIX_SPAWN_FILE_ACTIONS_INIT, actions);
    }

    /** posix_spawn_file_actions_destroy(3). */
    public int posix_spawn_file_actions_destroy(long actions) {
        return (int) INVOKER.invokeLrL(POSIX_SPAWN_FILE_ACTIONS_DESTROY, actions);
    }

    /** posix_spawn_file_actions_adddup2(3). */
    public int posix_spawn_file_actions_adddup2(long actions, int fd, int as) {
        return (int) INVOKER.invokeLLLrL(POSIX_SPAWN_FILE_ACTIONS_ADDDUP2, actions, fd, as);
    }

    /** posix_spawn_file_actions_addclose(3). */
    public int posix_spawn_file_actions_addclose(long actions, int fd) {
        return (int) INVOKER.invokeLLrL(POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE, actions, fd);
    }

    /** posix_spawn_file_actions_addclosefrom_np(3): glibc 2.34. */
    public int posix_spawn_file_actions_addclosefrom_np(long actions, int lowest) {
        return (int) INVOKER.invokeLLrL(there(POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP), actions, lowest);
    }

    /** posix_spawn_file_actions_addchdir_np(3): glibc 2.29. */
    public int posix_spawn_file_actions_addchdir_np(long actions, long path) {
        return (int) INVOKER.invokeLLrL(there(POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP), actions, path);
    }

    /** posix_spawnattr_init(3). */
    public int posix_spawnattr_init(long attributes) {
        return (int) INVOKER.invokeLrL(POSIX_SPAWNATTR_INIT, attributes);
    }

    /** posix_spawnattr_destroy(3). */
    public int posix_spawnattr_destroy(long attributes) {
        return (int) INVOKER.invokeLrL(POSIX_SPAWNATTR_DESTROY, attributes);
    }

    /** posix_spawnattr_setflags(3). */
    public int posix_spawnattr_setflags(long attributes, short flags) {
        return (int) INVOKER.invokeLLrL(POSIX_SPAWNATTR_SETFLAGS, attributes, flags);
    }

    /** posix_spawnattr_setpgroup(3). */
    public int posix_spawnattr_setpgroup(long attributes, int group) {
        return (int) INVOKER.invokeLLrL(POSIX_SPAWNATTR_SETPGROUP, attributes, group);
    }

    /** posix_spawnattr_setsigdefault(3). */
    public int posix_spawnattr_setsigdefault(long attributes, long signals) {
        return (int) INVOKER.invokeLLrL(POSIX_SPAWNATTR_SETSIGDEFAULT, attributes, signals);
    }

    /** posix_spawnattr_setsigmask(3). */
    public int posix_spawnattr_setsigmask(long attributes, long signals) {
        return (int) INVOKER.invokeLLrL(POSIX_SPAWNATTR_SETSIGMASK, attributes, signals);
    }

    /** strerror(3), as the raw bytes; leaves the last error as it is. */
    public byte[] strerror(int errno) {
        return MemoryIO.getInstance().getZeroTerminatedByteArray(INVOKER.invokeLrL(STRERROR, errno));
    }
}
