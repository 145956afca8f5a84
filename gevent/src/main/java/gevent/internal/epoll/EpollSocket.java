package gevent.internal.epoll;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import gevent.io.BacklogFullException;
import gevent.io.RawSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import jnr.constants.platform.Sock;
import jnr.constants.platform.SocketLevel;

/** A socket on a file descriptor: the calls that all kinds of sockets share. Any thread. */
final class EpollSocket implements RawSocket {
    private static final int SOCK_STREAM = Sock.SOCK_STREAM.intValue();
    private static final int SOCK_DGRAM = Sock.SOCK_DGRAM.intValue();
    private static final int SOL_SOCKET = SocketLevel.SOL_SOCKET.intValue();
    private static final int SO_REUSEADDR = jnr.constants.platform.SocketOption.SO_REUSEADDR.intValue();
    private static final int SO_ERROR = jnr.constants.platform.SocketOption.SO_ERROR.intValue();
    private static final int IPV6 = SocketLevel.SOL_IPV6.intValue();
    private static final int IPV6_V6ONLY = 26;
    /** How many connections that are gone an accept passes over before it reports the error. */
    private static final int MOST_GONE = 100;

    /** The address family of a socket for which no family was asked. */
    private static final int INET = hasIpv6() ? NativeAddress.AF_INET6 : NativeAddress.AF_INET;

    private final Fd fd;
    private final int family;
    private final Set<SocketOption<?>> options;
    private volatile SocketAddress peer;    // of a connection, since the system forgets it on a reset

    private EpollSocket(int number, int family, int type, Set<SocketOption<?>> options) {
        this.family = family;
        this.options = options;
        fd = new Fd(number, true, type == SOCK_STREAM && family != NativeAddress.AF_UNIX);
    }

    /** Decides as the JDK does. */
    static boolean hasIpv6() {
        return !Boolean.getBoolean("java.net.preferIPv4Stack") && Files.exists(Path.of("/proc/net/if_inet6"))
                && opens(NativeAddress.AF_INET6);
    }

    private static boolean opens(int family) {
        int number = Libc.C.socket(family, SOCK_STREAM | Libc.CLOEXEC_NONBLOCK, 0);
        if (number < 0) {
            return Libc.isOfResources(Libc.errno());
        }
        Libc.C.close(number);
        return true;
    }

    // ---- making

    /** A TCP socket to connect with. */
    static EpollSocket stream() throws IOException {
        return open(INET, SOCK_STREAM, EpollOptions.OF_STREAM, made -> { });
    }

    /** A TCP socket to listen with, which may take an address that old connections still have. */
    static EpollSocket listener() throws IOException {
        return open(INET, SOCK_STREAM, EpollOptions.OF_LISTENER, made -> made.setInt(SOL_SOCKET, SO_REUSEADDR, 1));
    }

    /** A Unix domain stream socket to connect with. */
    static EpollSocket unixStream() throws IOException {
        return open(NativeAddress.AF_UNIX, SOCK_STREAM, EpollOptions.OF_UNIX_STREAM, made -> { });
    }

    /** A Unix domain stream socket to listen with. */
    static EpollSocket unixListener() throws IOException {
        return open(NativeAddress.AF_UNIX, SOCK_STREAM, EpollOptions.OF_UNIX_LISTENER, made -> { });
    }

    /** A UDP socket. */
    static EpollSocket datagrams() throws IOException {
        return open(INET, SOCK_DGRAM, EpollOptions.OF_DATAGRAMS, EpollMulticast::setDefaults);
    }

    private interface Setup {
        void on(EpollSocket made) throws IOException;
    }

    private static EpollSocket open(int family, int type, Set<SocketOption<?>> options, Setup setup)
            throws IOException {
        int number = Libc.C.socket(family, type | Libc.CLOEXEC_NONBLOCK, 0);
        if (number < 0) {
            throw Libc.socketFailure(Libc.errno());
        }
        EpollSocket made = new EpollSocket(number, family, type, options);
        try {
            if (made.isIpv6()) {
                made.setInt(IPV6, IPV6_V6ONLY, 0);
            }
            setup.on(made);
            return made;
        } catch (Throwable t) {
            made.close();
            throw t;
        }
    }

    Fd fd() {
        return fd;
    }

    @Override
    public Poller.Source raw() {
        return fd;
    }

    int family() {
        return family;
    }

    boolean isIpv6() {
        return family == NativeAddress.AF_INET6;
    }

    // ---- calling

    /** An operation on a socket that cannot be closed meanwhile. */
    interface Call<T> {
        T on(int number, NativeBuffer buffer) throws IOException;
    }

    /** Runs {@code call} on the socket; throws a {@link SocketException} if the socket is closed. */
    <T> T call(Call<T> call) throws IOException {
        if (!fd.begin()) {
            throw new SocketException("Socket closed");
        }
        Hub hub = Hub.getIfExists();
        try (NativeBuffer buffer = Fd.bufferOf(hub)) {
            return call.on(fd.number(), buffer);
        } finally {
            fd.end();
        }
    }

    static int check(int result) throws IOException {
        if (result < 0) {
            throw Libc.socketFailure(Libc.errno());
        }
        return result;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        call((number, buffer) -> check(Libc.C.bind(number, NativeAddress.address(buffer),
                NativeAddress.put(buffer, local, family))));
    }

    void listen(int backlog) throws IOException {
        call((number, _) -> check(Libc.C.listen(number, backlog)));
    }

    /** Begins to connect, and returns whether the socket is connected already. */
    boolean connect(SocketAddress remote) throws IOException {
        return call((number, buffer) -> {
            int result = Libc.resultOrErrno(Libc.C.connect(number, NativeAddress.address(buffer),
                    NativeAddress.put(buffer, remote, family)));
            // The system goes on connecting after an interrupt, too.
            if (result == -Libc.EINPROGRESS || result == -Libc.EINTR) {
                fd.wouldBlock(IoWatcher.WRITE);
            } else if (result == -Libc.EAGAIN && family == NativeAddress.AF_UNIX) {
                throw new BacklogFullException();
            } else if (result == -Libc.EALREADY) {
                throw new SocketException("Connection in progress");
            } else if (result < 0) {
                throw Libc.socketFailure(-result);
            }
            return result >= 0;
        });
    }

    /** Disconnects a UDP socket, which then sends to and receives from any address. */
    void disconnect() throws IOException {
        call((number, buffer) -> {
            NativeAddress.putNone(buffer);
            int result = Libc.resultOrErrno(Libc.C.connect(number, NativeAddress.address(buffer), 16));
            if (result < 0) {
                throw Libc.socketFailure(-result);
            }
            return result;
        });
    }

    /** Whether the connection is established. */
    boolean finishConnect() throws IOException {
        int error = getInt(SOL_SOCKET, SO_ERROR);
        if (error != 0) {
            throw Libc.socketFailure(error);
        }
        peer = remoteAddress();
        return peer != null;
    }

    /** The next connection; null if there is none now. */
    EpollSocket accept() throws IOException {
        return call((number, buffer) -> {
            int result;
            int gone = 0;
            do {
                result = Libc.resultOrErrno(Libc.C.accept4(number, NativeAddress.address(buffer),
                        NativeAddress.length(buffer), Libc.CLOEXEC_NONBLOCK));
            } while (result == -Libc.EINTR || Libc.isOfConnection(-result) && ++gone < MOST_GONE);
            if (result == -Libc.EAGAIN) {
                fd.wouldBlock(IoWatcher.READ);
                return null;
            }
            if (result < 0) {
                throw new SocketException(Libc.message(-result));
            }
            EpollSocket accepted = new EpollSocket(result, family, SOCK_STREAM,
                    family == NativeAddress.AF_UNIX ? EpollOptions.OF_UNIX_STREAM : EpollOptions.OF_STREAM);
            try {
                accepted.peer = NativeAddress.get(buffer);
                return accepted;
            } catch (Throwable t) {
                accepted.close();
                throw t;
            }
        });
    }

    @Override
    public SocketAddress localAddress() throws IOException {
        return call((number, buffer) -> {
            check(Libc.C.getsockname(number, NativeAddress.address(buffer), NativeAddress.length(buffer)));
            return NativeAddress.get(buffer);
        });
    }

    @Override
    public SocketAddress remoteAddress() throws IOException {
        SocketAddress known = peer;
        return known != null ? known : call((number, buffer) ->
                Libc.C.getpeername(number, NativeAddress.address(buffer), NativeAddress.length(buffer)) < 0
                        ? null : NativeAddress.get(buffer));
    }

    void shutdown(int how) throws IOException {
        call((number, _) -> {
            int result = Libc.resultOrErrno(Libc.C.shutdown(number, how));
            if (result < 0 && result != -Libc.ENOTCONN) {
                throw new SocketException(Libc.message(-result));
            }
            return result;
        });
    }

    @Override
    public void close() {
        fd.close();
    }

    // ---- options

    @Override
    public void setOption(SocketOption<?> option, Object value) throws IOException {
        checkSupported(option);
        EpollOptions.set(this, option, value);
    }

    @Override
    public Object getOption(SocketOption<?> option) throws IOException {
        checkSupported(option);
        return EpollOptions.get(this, option);
    }

    private void checkSupported(SocketOption<?> option) {
        if (!options.contains(option)) {
            throw new UnsupportedOperationException("'" + option + "' not supported");
        }
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return options;
    }

    void setInt(int level, int option, int value) throws IOException {
        call((number, buffer) -> {
            buffer.setCornerInt(0, value);
            return check(Libc.C.setsockopt(number, level, option, buffer.corner, Integer.BYTES));
        });
    }

    int getInt(int level, int option) throws IOException {
        return call((number, buffer) -> {
            buffer.setCornerInt(0, Integer.BYTES);
            check(Libc.C.getsockopt(number, level, option, buffer.corner + Integer.BYTES, buffer.corner));
            return buffer.cornerInt(Integer.BYTES);
        });
    }

    /** Sets an option of two numbers. */
    void setInts(int level, int option, int first, int second) throws IOException {
        call((number, buffer) -> {
            buffer.setCornerInt(0, first);
            buffer.setCornerInt(Integer.BYTES, second);
            return check(Libc.C.setsockopt(number, level, option, buffer.corner, 2 * Integer.BYTES));
        });
    }

    /** The value of an option of two numbers: the first is the lower half. */
    long getLong(int level, int option) throws IOException {
        return call((number, buffer) -> {
            buffer.setCornerInt(0, Long.BYTES);
            check(Libc.C.getsockopt(number, level, option, buffer.corner + Long.BYTES, buffer.corner));
            return buffer.cornerInt(Long.BYTES) & 0xffff_ffffL
                    | (long) buffer.cornerInt(Long.BYTES + Integer.BYTES) << Integer.SIZE;
        });
    }
}
