package gevent.internal.epoll;

import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import jdk.net.UnixDomainPrincipal;
import jnr.constants.platform.SocketLevel;
import jnr.constants.platform.SocketOption;

/**
 * The user and group at the other end of a Unix domain socket, as the system noted them when the connection was made.
 */
final class EpollPeer {
    private static final int SOCKET = SocketLevel.SOL_SOCKET.intValue();
    private static final int SO_PEERCRED = SocketOption.SO_PEERCRED.intValue();
    /** {@code struct ucred}: process, user, group. */
    private static final int LENGTH = 3 * Integer.BYTES;
    private static final int NOBODY = -1;

    // Offsets for getpwuid_r and getgrgid_r: the address of the result; the result, which begins with the address of
    // the name; and the texts, the name among them.
    private static final int FOUND = 0;
    private static final int RESULT = 8;
    private static final int TEXTS = 128;

    private EpollPeer() {
    }

    private record Numbers(int user, int group) {
    }

    /** The peer of {@code socket}; throws a {@link SocketException} if the socket is not connected. */
    static UnixDomainPrincipal of(EpollSocket socket) throws IOException {
        Numbers numbers = socket.call((number, buffer) -> {
            buffer.setCornerInt(0, LENGTH);
            EpollSocket.check(Libc.C.getsockopt(number, SOCKET, SO_PEERCRED, buffer.corner + Integer.BYTES,
                    buffer.corner));
            return new Numbers(buffer.cornerInt(2 * Integer.BYTES), buffer.cornerInt(3 * Integer.BYTES));
        });
        if (numbers.user == NOBODY) {
            throw new SocketException("get SO_PEERCRED failed");
        }
        UserPrincipalLookupService principals = FileSystems.getDefault().getUserPrincipalLookupService();
        return new UnixDomainPrincipal(
                principals.lookupPrincipalByName(nameOf(Libc.C::getpwuid_r, numbers.user)),
                principals.lookupPrincipalByGroupName(nameOf(Libc.C::getgrgid_r, numbers.group)));
    }

    private interface LookUp {
        int named(int number, long result, long texts, long length, long found);
    }

    /** The name that the system has for a number; the number itself if there is no name. */
    private static String nameOf(LookUp lookUp, int number) {
        try (NativeBuffer buffer = NativeBuffer.take()) {
            long texts = buffer.address + TEXTS;
            int error = lookUp.named(number, buffer.address + RESULT, texts, NativeBuffer.SIZE - TEXTS,
                    buffer.address + FOUND);
            return error == 0 && buffer.memory.getLong(FOUND) != 0
                    ? text(buffer, TEXTS + (int) (buffer.memory.getLong(RESULT) - texts)) : Integer.toString(number);
        }
    }

    private static String text(NativeBuffer buffer, int from) {
        int end = from;
        while (buffer.memory.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - from];
        buffer.memory.get(from, bytes);
        return new String(bytes, Libc.TEXTS);
    }
}
