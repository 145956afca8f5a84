package gevent.internal.libc;

import com.kenai.jffi.LastError;
import com.kenai.jffi.MemoryIO;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jnr.constants.platform.Errno;
import jnr.constants.platform.Fcntl;
import jnr.constants.platform.OpenFlags;

/**
 * The C library: its functions, the values of its constants, and its errors as exceptions. Linux only; check
 * {@link #missing} before any other use.
 *
 * <p>A function that fails returns -1, and {@link #errno} says why until the thread calls the next function. Addresses
 * are of memory that the caller keeps, as a {@link NativeBuffer} does.
 */
public final class Libc {
    // What jnr-constants does not have.
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;
    public static final int EPOLLIN = 0x001;
    public static final int EPOLLPRI = 0x002;
    public static final int EPOLLOUT = 0x004;
    public static final int EPOLLERR = 0x008;
    public static final int EPOLLHUP = 0x010;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLET = 1 << 31;
    private static final long FIONREAD = 0x541B;
    private static final long TCGETS = 0x5401;
    // struct termios: four sets of flags, one byte, then the control characters.
    private static final int TERMIOS_LOCAL_FLAGS = 12;
    private static final int TERMIOS_VTIME = 17 + 5;
    private static final int TERMIOS_VMIN = 17 + 6;
    private static final int ICANON = 2;

    private static final int EACCES = Errno.EACCES.intValue();
    public static final int EADDRINUSE = Errno.EADDRINUSE.intValue();
    public static final int EADDRNOTAVAIL = Errno.EADDRNOTAVAIL.intValue();
    private static final int EHOSTUNREACH = Errno.EHOSTUNREACH.intValue();
    private static final int EPROTO = Errno.EPROTO.intValue();
    private static final int ETIMEDOUT = Errno.ETIMEDOUT.intValue();
    private static final Set<Integer> OF_RESOURCES = numbers(Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM);
    private static final Set<Integer> OF_CONNECTION = numbers(Errno.ECONNABORTED, Errno.EPROTO, Errno.ENOPROTOOPT,
            Errno.ENETDOWN, Errno.ENETUNREACH, Errno.EHOSTDOWN, Errno.EHOSTUNREACH, Errno.ETIMEDOUT, Errno.EPERM);
    public static final int EAGAIN = Errno.EAGAIN.intValue();
    public static final int EBADF = Errno.EBADF.intValue();
    public static final int EPERM = Errno.EPERM.intValue();
    public static final int EALREADY = Errno.EALREADY.intValue();
    public static final int EINPROGRESS = Errno.EINPROGRESS.intValue();
    public static final int EEXIST = Errno.EEXIST.intValue();
    public static final int EINTR = Errno.EINTR.intValue();
    public static final int ECONNREFUSED = Errno.ECONNREFUSED.intValue();
    public static final int ECONNRESET = Errno.ECONNRESET.intValue();
    public static final int ENOENT = Errno.ENOENT.intValue();
    public static final int ENOTDIR = Errno.ENOTDIR.intValue();
    public static final int ENOTCONN = Errno.ENOTCONN.intValue();

    public static final int RDONLY = OpenFlags.O_RDONLY.intValue();
    public static final int WRONLY = OpenFlags.O_WRONLY.intValue();
    public static final int RDWR = OpenFlags.O_RDWR.intValue();
    public static final int NONBLOCK = OpenFlags.O_NONBLOCK.intValue();
    /** No child of this process inherits such a descriptor; all calls that make descriptors use the same value. */
    public static final int CLOEXEC = OpenFlags.O_CLOEXEC.intValue();
    public static final int CLOEXEC_NONBLOCK = CLOEXEC | NONBLOCK;
    public static final int NOCTTY = OpenFlags.O_NOCTTY.intValue();
    public static final int CREATE = WRONLY | OpenFlags.O_CREAT.intValue();
    public static final int TRUNCATE = OpenFlags.O_TRUNC.intValue();
    public static final int APPEND = OpenFlags.O_APPEND.intValue();
    /** For {@code openat}: a relative path starts at the working directory. */
    private static final int AT_FDCWD = -100;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_GETFL = Fcntl.F_GETFL.intValue();
    public static final int F_SETFL = Fcntl.F_SETFL.intValue();

    /** The encoding of the system's texts and names. */
    public static final Charset TEXTS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"),
            Charset.defaultCharset());

    /** For tests: the name of a subclass of {@link LibcFunctions} for {@link #C}, with a constructor of no parameters. */
    private static final String TESTING = "gevent.testing.libc";

    /** The functions; null if {@link #missing} says why. */
    public static final LibcFunctions C;
    private static final LastError LAST_ERROR;
    private static final String MISSING;

    static {
        LibcFunctions functions = null;
        LastError lastError = null;
        String missing;
        try {
            missing = whyNotHere();
            if (missing == null) {
                functions = functions();
                lastError = LastError.getInstance();
            }
        } catch (Throwable t) {
            missing = "the C library cannot be called: " + t;
        }
        C = functions;
        LAST_ERROR = lastError;
        MISSING = missing;
    }

    private Libc() {
    }

    private static Set<Integer> numbers(Errno... errors) {
        return Stream.of(errors).map(Errno::intValue).collect(Collectors.toSet());
    }

    private static LibcFunctions functions() throws ReflectiveOperationException {
        String name = System.getProperty(TESTING);
        return name == null ? new LibcFunctions()
                : Class.forName(name).asSubclass(LibcFunctions.class).getDeclaredConstructor().newInstance();
    }

    private static String whyNotHere() {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            return system + " is not Linux";
        }
        if (!"64".equals(System.getProperty("sun.arch.data.model"))) {
            return "this JVM is not one of 64 bits";
        }
        // Check before jffi loads a library, which would make the JVM print a four-line warning, or throw.
        Module caller = com.kenai.jffi.Library.class.getModule();
        return caller.isNativeAccessEnabled() ? null : "native access is off: start java with --enable-native-access="
                + (caller.isNamed() ? caller.getName() : "ALL-UNNAMED");
    }

    /** Why the C library cannot be called; null if it can. */
    public static String missing() {
        return MISSING;
    }

    /** Why the last function that this thread called failed. */
    public static int errno() {
        return LAST_ERROR.get();
    }

    /** The address of a direct buffer. */
    public static long addressOf(ByteBuffer direct) {
        return MemoryIO.getInstance().getDirectBufferAddress(direct);
    }

    /**
     * openat(2), from the working directory.
     *
     * @return a descriptor, or -1
     */
    public static int open(String path, int flags, int mode) {
        try (NativeBuffer buffer = NativeBuffer.take()) {
            byte[] bytes = path.getBytes(TEXTS);
            buffer.memory.put(0, bytes).put(bytes.length, (byte) 0);
            int fd;
            do {
                fd = C.openat(AT_FDCWD, buffer.address, flags, mode);
            } while (fd < 0 && errno() == EINTR);
            return fd;
        }
    }

    /** How many bytes can be read from {@code fd} now. */
    public static int available(int fd) throws IOException {
        try (NativeBuffer buffer = NativeBuffer.take()) {
            if (C.ioctl(fd, FIONREAD, buffer.corner) < 0) {
                throw failure(errno());
            }
            return buffer.cornerInt(0);
        }
    }

    /**
     * After how many tenths of a second a read of the terminal {@code fd} returns nothing, see termios(3).
     *
     * @return -1 if it never does, and for what is no terminal
     */
    public static int terminalTenths(int fd) {
        try (NativeBuffer buffer = NativeBuffer.take()) {
            boolean isTerminal = C.ioctl(fd, TCGETS, buffer.corner) == 0;
            return isTerminal && (buffer.cornerInt(TERMIOS_LOCAL_FLAGS) & ICANON) == 0
                    && buffer.memory.get(NativeBuffer.SIZE + TERMIOS_VMIN) == 0
                    ? Byte.toUnsignedInt(buffer.memory.get(NativeBuffer.SIZE + TERMIOS_VTIME)) : -1;
        }
    }

    // ---- errors

    /**
     * Whether an error of accept(2) is of the connection that was to be accepted, for example because it is gone, so
     * that the next one may be accepted at once: accept(2), "Error handling".
     */
    public static boolean isOfConnection(int errno) {
        return OF_CONNECTION.contains(errno);
    }

    /** Whether the system lacks descriptors or memory now, so that the error says nothing else. */
    public static boolean isOfResources(int errno) {
        return OF_RESOURCES.contains(errno);
    }

    /** The result of a call that returned {@code result}, or its error number, negated. */
    public static int resultOrErrno(long result) {
        return result >= 0 ? (int) result : -errno();
    }

    /** The text of an error. */
    public static String message(int errno) {
        return new String(C.strerror(errno), TEXTS);
    }

    /** The exception that a file's stream throws. */
    public static IOException failure(int errno) {
        return new IOException(message(errno));
    }

    /** The exception that the JDK's sockets throw. */
    public static IOException socketFailure(int errno) {
        String message = message(errno);
        // No switch: it compiles to a separate class, which cannot be loaded when descriptors have run out.
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
