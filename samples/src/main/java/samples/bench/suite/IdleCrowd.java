package samples.bench.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Idle connections. */
final class IdleCrowd implements AutoCloseable {
    private final List<SocketChannel> connections = new ArrayList<>();

    private IdleCrowd() {
    }

    /** Connects {@code count} times to a port of this machine. */
    static IdleCrowd at(int port, int count) throws IOException {
        IdleCrowd crowd = new IdleCrowd();
        try {
            for (int i = 0; i < count; i++) {
                crowd.connections.add(SocketChannel.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            }
            return crowd;
        } catch (IOException e) {
            crowd.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
