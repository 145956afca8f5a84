package gevent.internal.epoll;

import gevent.hub.IoWatcher;
import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import gevent.io.DatagramEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;

/** A UDP socket on a descriptor. */
final class EpollDatagrams extends DatagramEndpoint {
    private static final byte[] NOTHING = new byte[0];

    private final EpollSocket socket;
    private volatile SocketAddress unconnected;     // the local address before connecting; null if not connected

    EpollDatagrams(EpollSocket socket) {
        super(socket);
        this.socket = socket;
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        if (unconnected == null) {
            if (socket.localAddress() instanceof InetSocketAddress local && local.getPort() == 0) {
                socket.bind(new InetSocketAddress(0));
            }
            unconnected = socket.localAddress();
        }
        socket.connect(remote);
        // Drop packets that are in the queue already: they may be from other senders.
        while (receive(NOTHING, 0, 0) != null) {
        }
    }

    @Override
    public void disconnect() throws IOException {
        SocketAddress local = unconnected;
        if (local == null) {
            return;
        }
        unconnected = null;
        socket.disconnect();
        // The system drops a local address that it chose itself.
        if (!local.equals(socket.localAddress())) {
            socket.bind(local);
        }
    }

    @Override
    public int send(byte[] bytes, int offset, int length, SocketAddress to) throws IOException {
        int result = socket.call((number, buffer) -> {
            int most = Math.min(length, NativeBuffer.SIZE);
            buffer.memory.put(0, bytes, offset, most);
            int addressLength = to == null ? 0 : NativeAddress.put(buffer, to, socket.family());
            return Libc.resultOrErrno(
                    Libc.C.sendmsg(number, NativeAddress.message(buffer, most, addressLength), 0));
        });
        if (result == -Libc.EAGAIN) {
            socket.fd().wouldBlock(IoWatcher.WRITE);
        }
        return result < 0 ? failed(-result) : result;
    }

    @Override
    public Received receive(byte[] bytes, int offset, int length) throws IOException {
        return socket.call((number, buffer) -> {
            int n = Libc.resultOrErrno(Libc.C.recvmsg(number,
                    NativeAddress.messageToFill(buffer, Math.min(length, NativeBuffer.SIZE)), 0));
            if (n >= 0) {
                buffer.memory.get(0, bytes, offset, n);
                return new Received(n, NativeAddress.get(buffer));
            }
            if (n == -Libc.EAGAIN) {
                socket.fd().wouldBlock(IoWatcher.READ);
            }
            failed(-n);
            return null;
        });
    }

    private int failed(int errno) throws IOException {
        if (errno == Libc.EAGAIN || errno == Libc.EINTR) {
            return WOULD_BLOCK;
        }
        checkOpen();
        if (errno == Libc.ECONNREFUSED) {
            throw new PortUnreachableException();
        }
        throw Libc.socketFailure(errno);
    }

    @Override
    public void join(Membership membership) throws IOException {
        EpollMulticast.setMembership(socket, membership, true);
    }

    @Override
    public void leave(Membership membership) throws IOException {
        EpollMulticast.setMembership(socket, membership, false);
    }
}
