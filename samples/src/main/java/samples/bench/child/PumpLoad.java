package samples.bench.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Sends a lot of data to an echo server on one connection, and reads it back at the same time. */
public final class PumpLoad {
    private static final int ROOM = 256 * 1024;

    private PumpLoad() {
    }

    /** @param args the port, and the number of bytes */
    public static void main(String[] args) throws IOException {
        long bytes = Long.parseLong(args[1]);
        try (SocketChannel connection = SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])))) {
            long start = System.nanoTime();
            Thread.ofPlatform().daemon().start(() -> send(connection, bytes));
            ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
            for (long left = bytes; left > 0; ) {
                int n = connection.read(buffer.clear());
                if (n < 0) {
                    throw new IOException("The server closed the connection, with " + left + " bytes left");
                }
                left -= n;
            }
            Sizes.print("wall", (System.nanoTime() - start) / 1e9, "s");
        }
    }

    private static void send(SocketChannel connection, long bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
        try {
            for (long left = bytes; left > 0; ) {
                left -= connection.write(buffer.clear().limit((int) Math.min(ROOM, left)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
