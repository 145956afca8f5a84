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
 *
 * <p>Every function goes through one of the {@code call} methods, by the number of its parameters. A subclass that
 * {@link Libc#C} is told to be can make calls fail there.
 */
public class LibcFunctions {
    private static final Invoker INVOKER = Invoker.getInstance();
    private static final Library C = Library.getDefault();

    private static final Entry EPOLL_CREATE1 = function("epoll_create1", 1);
    private static final Entry EPOLL_CTL = function("epoll_ctl", 4);
    private static final Entry EPOLL_WAIT = function("epoll_wait", 4);
    private static final Entry EPOLL_PWAIT2 = functionIfThere("epoll_pwait2", 5);
    private static final Entry EVENTFD = function("eventfd", 2);
    private static final Entry EVENTFD_WRITE = function("eventfd_write", 2);
    private static final Entry READ = function("read", 3);
    private static final Entry WRITE = function("write", 3);
    private static final Entry CLOSE = function("close", 1);
    private static final Entry OPENAT = function("openat", 4);
    private static final Entry FCNTL = function("fcntl", 3);
    private static final Entry IOCTL = function("ioctl", 3);
    private static final Entry POLL = function("poll", 3);
    private static final Entry PIPE2 = function("pipe2", 2);
    private static final Entry SOCKET = function("socket", 3);
    private static final Entry BIND = function("bind", 3);
    private static final Entry LISTEN = function("listen", 2);
    private static final Entry CONNECT = function("connect", 3);
    private static final Entry ACCEPT4 = function("accept4", 4);
    private static final Entry GETSOCKNAME = function("getsockname", 3);
    private static final Entry GETPEERNAME = function("getpeername", 3);
    private static final Entry GETSOCKOPT = function("getsockopt", 5);
    private static final Entry SETSOCKOPT = function("setsockopt", 5);
    private static final Entry SHUTDOWN = function("shutdown", 2);
    private static final Entry SEND = function("send", 4);
    private static final Entry SENDMSG = function("sendmsg", 3);
    private static final Entry RECVMSG = function("recvmsg", 3);
    private static final Entry GETPWUID_R = function("getpwuid_r", 5);
    private static final Entry GETGRGID_R = function("getgrgid_r", 5);
    private static final Entry SYSCALL = function("syscall", 3);
    private static final Entry KILL = function("kill", 2);
    private static final Entry WAITPID = function("waitpid", 3);
    private static final Entry WAITID = function("waitid", 4);
    private static final Entry POSIX_SPAWNP = function("posix_spawnp", 6);
    private static final Entry POSIX_SPAWN_FILE_ACTIONS_INIT = function("posix_spawn_file_actions_init", 1);
    private static final Entry POSIX_SPAWN_FILE_ACTIONS_DESTROY = function("posix_spawn_file_actions_destroy", 1);
    private static final Entry POSIX_SPAWN_FILE_ACTIONS_ADDDUP2 = function("posix_spawn_file_actions_adddup2", 3);
    private static final Entry POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE = function("posix_spawn_file_actions_addclose", 2);
    private static final Entry POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP =
            functionIfThere("posix_spawn_file_actions_addclosefrom_np", 2);
    private static final Entry POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP =
            functionIfThere("posix_spawn_file_actions_addchdir_np", 2);
    private static final Entry POSIX_SPAWNATTR_INIT = function("posix_spawnattr_init", 1);
    private static final Entry POSIX_SPAWNATTR_DESTROY = function("posix_spawnattr_destroy", 1);
    private static final Entry POSIX_SPAWNATTR_SETFLAGS = function("posix_spawnattr_setflags", 2);
    private static final Entry POSIX_SPAWNATTR_SETPGROUP = function("posix_spawnattr_setpgroup", 2);
    private static final Entry POSIX_SPAWNATTR_SETSIGDEFAULT = function("posix_spawnattr_setsigdefault", 2);
    private static final Entry POSIX_SPAWNATTR_SETSIGMASK = function("posix_spawnattr_setsigmask", 2);
    private static final Function STRERROR = new Function(addressOf("strerror"), context(1, false));

    /**
     * Makes the functions ready to call.
     *
     * @throws UnsatisfiedLinkError if the C library lacks one of them
     */
    public LibcFunctions() {
    }

    /** A function that takes {@code words} words. */
    private static Entry function(String name, int words) {
        return new Entry(name, new Function(addressOf(name), context(words, true)));
    }

    private static Entry functionIfThere(String name, int words) {
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

    private static Entry there(Entry function) {
        if (function == null) {
            throw new UnsatisfiedLinkError("This C library is older than that function");
        }
        return function;
    }

    // ---- calling

    /**
     * A function of the C library.
     *
     * @param name its C name
     */
    protected record Entry(String name, Function function) {
    }

    /** Calls a function of one parameter, as the following do functions of more. */
    protected long call(Entry to, long a) {
        return INVOKER.invokeLrL(to.function, a);
    }

    protected long call(Entry to, long a, long b) {
        return INVOKER.invokeLLrL(to.function, a, b);
    }

    protected long call(Entry to, long a, long b, long c) {
        return INVOKER.invokeLLLrL(to.function, a, b, c);
    }

    protected long call(Entry to, long a, long b, long c, long d) {
        return INVOKER.invokeLLLLrL(to.function, a, b, c, d);
    }

    protected long call(Entry to, long a, long b, long c, long d, long e) {
        return INVOKER.invokeLLLLLrL(to.function, a, b, c, d, e);
    }

    protected long call(Entry to, long a, long b, long c, long d, long e, long f) {
        return INVOKER.invokeLLLLLLrL(to.function, a, b, c, d, e, f);
    }

    // ---- the functions

    /** epoll_create1(2). */
    public int epoll_create1(int flags) {
        return (int) call(EPOLL_CREATE1, flags);
    }

    /** epoll_ctl(2). */
    public int epoll_ctl(int epoll, int operation, int fd, long event) {
        return (int) call(EPOLL_CTL, epoll, operation, fd, event);
    }

    /** epoll_wait(2). */
    public int epoll_wait(int epoll, long events, int most, int millis) {
        return (int) call(EPOLL_WAIT, epoll, events, most, millis);
    }

    /** epoll_pwait2(2): glibc 2.35, Linux 5.11. */
    public int epoll_pwait2(int epoll, long events, int most, long timespec, long signals) {
        return (int) call(there(EPOLL_PWAIT2), epoll, events, most, timespec, signals);
    }

    /** eventfd(2). */
    public int eventfd(int initial, int flags) {
        return (int) call(EVENTFD, initial, flags);
    }

    /** eventfd_write(3). */
    public int eventfd_write(int fd, long value) {
        return (int) call(EVENTFD_WRITE, fd, value);
    }

    /** read(2). */
    public long read(int fd, long bytes, long length) {
        return call(READ, fd, bytes, length);
    }

    /** write(2). */
    public long write(int fd, long bytes, long length) {
        return call(WRITE, fd, bytes, length);
    }

    /** close(2). */
    public int close(int fd) {
        return (int) call(CLOSE, fd);
    }

    /** openat(2) with a mode, for a file that may have to be made. */
    public int openat(int folder, long path, int flags, int mode) {
        return (int) call(OPENAT, folder, path, flags, mode);
    }

    /** fcntl(2) with a number. */
    public int fcntl(int fd, int command, int argument) {
        return (int) call(FCNTL, fd, command, argument);
    }

    /** ioctl(2) with an address. */
    public int ioctl(int fd, long request, long argument) {
        return (int) call(IOCTL, fd, request, argument);
    }

    /** poll(2). */
    public int poll(long fds, int count, int millis) {
        return (int) call(POLL, fds, count, millis);
    }

    /** pipe2(2). */
    public int pipe2(long twoFds, int flags) {
        return (int) call(PIPE2, twoFds, flags);
    }

    /** socket(2). */
    public int socket(int family, int type, int protocol) {
        return (int) call(SOCKET, family, type, protocol);
    }

    /** bind(2). */
    public int bind(int fd, long address, int length) {
        return (int) call(BIND, fd, address, length);
    }

    /** listen(2). */
    public int listen(int fd, int backlog) {
        return (int) call(LISTEN, fd, backlog);
    }

    /** connect(2). */
    public int connect(int fd, long address, int length) {
        return (int) call(CONNECT, fd, address, length);
    }

    /** accept4(2). */
    public int accept4(int fd, long address, long length, int flags) {
        return (int) call(ACCEPT4, fd, address, length, flags);
    }

    /** getsockname(2). */
    public int getsockname(int fd, long address, long length) {
        return (int) call(GETSOCKNAME, fd, address, length);
    }

    /** getpeername(2). */
    public int getpeername(int fd, long address, long length) {
        return (int) call(GETPEERNAME, fd, address, length);
    }

    /** getsockopt(2). */
    public int getsockopt(int fd, int level, int option, long value, long length) {
        return (int) call(GETSOCKOPT, fd, level, option, value, length);
    }

    /** setsockopt(2). */
    public int setsockopt(int fd, int level, int option, long value, int length) {
        return (int) call(SETSOCKOPT, fd, level, option, value, length);
    }

    /** shutdown(2). */
    public int shutdown(int fd, int how) {
        return (int) call(SHUTDOWN, fd, how);
    }

    /** send(2). */
    public long send(int fd, long bytes, long length, int flags) {
        return call(SEND, fd, bytes, length, flags);
    }

    /** sendmsg(2). */
    public long sendmsg(int fd, long message, int flags) {
        return call(SENDMSG, fd, message, flags);
    }

    /** recvmsg(2). */
    public long recvmsg(int fd, long message, int flags) {
        return call(RECVMSG, fd, message, flags);
    }

    /** getpwuid_r(3); returns an error number. */
    public int getpwuid_r(int user, long result, long texts, long length, long found) {
        return (int) call(GETPWUID_R, user, result, texts, length, found);
    }

    /** getgrgid_r(3); returns an error number. */
    public int getgrgid_r(int group, long result, long texts, long length, long found) {
        return (int) call(GETGRGID_R, group, result, texts, length, found);
    }

    /** syscall(2), for system calls without a C library function. */
    public long syscall(long number, long first, long second) {
        return call(SYSCALL, number, first, second);
    }

    /** kill(2). */
    public int kill(int pid, int signal) {
        return (int) call(KILL, pid, signal);
    }

    /** waitpid(2). */
    public int waitpid(int pid, long status, int options) {
        return (int) call(WAITPID, pid, status, options);
    }

    /** waitid(2). */
    public int waitid(int kind, int id, long info, int options) {
        return (int) call(WAITID, kind, id, info, options);
    }

    /** posix_spawnp(3); this and its helper functions return an error number. */
    public int posix_spawnp(long pid, long file, long actions, long attributes, long arguments, long environment) {
        return (int) call(POSIX_SPAWNP, pid, file, actions, attributes, arguments, environment);
    }

    /** posix_spawn_file_actions_init(3). */
    public int posix_spawn_file_actions_init(long actions) {
        return (int) call(POSIX_SPAWN_FILE_ACTIONS_INIT, actions);
    }

    /** posix_spawn_file_actions_destroy(3). */
    public int posix_spawn_file_actions_destroy(long actions) {
        return (int) call(POSIX_SPAWN_FILE_ACTIONS_DESTROY, actions);
    }

    /** posix_spawn_file_actions_adddup2(3). */
    public int posix_spawn_file_actions_adddup2(long actions, int fd, int as) {
        return (int) call(POSIX_SPAWN_FILE_ACTIONS_ADDDUP2, actions, fd, as);
    }

    /** posix_spawn_file_actions_addclose(3). */
    public int posix_spawn_file_actions_addclose(long actions, int fd) {
        return (int) call(POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE, actions, fd);
    }

    /** posix_spawn_file_actions_addclosefrom_np(3): glibc 2.34. */
    public int posix_spawn_file_actions_addclosefrom_np(long actions, int lowest) {
        return (int) call(there(POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP), actions, lowest);
    }

    /** posix_spawn_file_actions_addchdir_np(3): glibc 2.29. */
    public int posix_spawn_file_actions_addchdir_np(long actions, long path) {
        return (int) call(there(POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP), actions, path);
    }

    /** posix_spawnattr_init(3). */
    public int posix_spawnattr_init(long attributes) {
        return (int) call(POSIX_SPAWNATTR_INIT, attributes);
    }

    /** posix_spawnattr_destroy(3). */
    public int posix_spawnattr_destroy(long attributes) {
        return (int) call(POSIX_SPAWNATTR_DESTROY, attributes);
    }

    /** posix_spawnattr_setflags(3). */
    public int posix_spawnattr_setflags(long attributes, short flags) {
        return (int) call(POSIX_SPAWNATTR_SETFLAGS, attributes, flags);
    }

    /** posix_spawnattr_setpgroup(3). */
    public int posix_spawnattr_setpgroup(long attributes, int group) {
        return (int) call(POSIX_SPAWNATTR_SETPGROUP, attributes, group);
    }

    /** posix_spawnattr_setsigdefault(3). */
    public int posix_spawnattr_setsigdefault(long attributes, long signals) {
        return (int) call(POSIX_SPAWNATTR_SETSIGDEFAULT, attributes, signals);
    }

    /** posix_spawnattr_setsigmask(3). */
    public int posix_spawnattr_setsigmask(long attributes, long signals) {
        return (int) call(POSIX_SPAWNATTR_SETSIGMASK, attributes, signals);
    }

    /** strerror(3), as the raw bytes; leaves the last error as it is. */
    public byte[] strerror(int errno) {
        return MemoryIO.getInstance().getZeroTerminatedByteArray(INVOKER.invokeLrL(STRERROR, errno));
    }
}
