package gevent.internal.epoll;

import gevent.internal.libc.Libc;
import gevent.io.Endpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import jnr.constants.platform.Shutdown;
import jnr.constants.platform.SocketMessage;

/** A connection on a descriptor. */
final class EpollStream extends Endpoint {
    private static final int SHUT_RD = Shutdown.SHUT_RD.intValue();
    private static final int SHUT_WR = Shutdown.SHUT_WR.intValue();
    private static final int MSG_OOB = SocketMessage.MSG_OOB.intValue();

    private final EpollSocket socket;
    private final Fd fd;
    private volatile boolean reset;     // the system reports a reset only once

    EpollStream(EpollSocket socket) {
        super(socket);
        this.socket = socket;
        this.fd = socket.fd();
    }

    @Override
    public void listen(int backlog) throws IOException {
        throw new SocketException("Not a socket that can listen");
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        return socket.connect(remote);
    }

    @Override
    public boolean finishConnect() throws IOException {
        return socket.finishConnect();
    }

    @Override
    public Endpoint accept() throws IOException {
        throw new SocketException("Not a socket that listens");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (reset) {
            throw new SocketException("Connection reset");
        }
        int n = fd.read(bytes, offset, length);
        if (n > 0 || length == 0) {
            return n;
        }
        if (n == -Libc.ECONNRESET) {
            reset = true;
            throw new SocketException("Connection reset");
        }
        return n == 0 ? END : failed(-n);
    }

    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
        int n = fd.write(bytes, offset, length);
        return n >= 0 ? n : failed(-n);
    }

    private int failed(int errno) throws IOException {
        if (errno == Libc.EAGAIN || errno == Libc.EINTR) {
            return WOULD_BLOCK;
        }
        checkOpen();
        throw new SocketException(Libc.message(errno));
    }

    @Override
    public void sendUrgent(int data) throws IOException {
        int result = socket.call((number, buffer) -> {
            buffer.memory.put(0, (byte) data);
            return Libc.resultOrErrno(Libc.C.send(number, buffer.address, 1, MSG_OOB));
        });
        if (result == -Libc.EAGAIN) {
            throw new SocketException("No buffer space available");
        }
        if (result < 0) {
            throw new SocketException(Libc.message(-result));
        }
    }

    @Override
    public int available() throws IOException {
        return socket.call((number, _) -> Libc.available(number));
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdown(SHUT_RD);
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdown(SHUT_WR);
    }
}
