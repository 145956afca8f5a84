package gevent.internal.nio;

import gevent.internal.jdk.Pin;
import gevent.io.BacklogFullException;
import gevent.io.Endpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.SocketChannel;

/** A connection on a channel. */
final class NioStream extends Endpoint {
    /** Bytes per call; the JDK copies through a direct buffer of this size that it keeps per thread. */
    private static final int MOST_AT_ONCE = 128 * 1024;

    private static final String NO_ROOM = "Resource temporarily unavailable";

    private final NioSocket socket;
    private final SocketChannel channel;

    NioStream(SocketChannel channel) throws IOException {
        this(channel, new NioSocket(channel));
    }

    private NioStream(SocketChannel channel, NioSocket socket) {
        super(socket);
        this.channel = channel;
        this.socket = socket;
    }

    @Override
    public void listen(int backlog) throws IOException {
        throw new SocketException("Not a socket that can listen");
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        try (Pin _ = Pin.hold()) {
            return channel.connect(remote);
        } catch (ConnectionPendingException e) {
            throw new SocketException("Connection in progress");
        } catch (IOException e) {
            // The error number would be more reliable, but the JDK does not expose it. The address may follow.
            throw isUnix() && String.valueOf(e.getMessage()).startsWith(NO_ROOM) ? new BacklogFullException()
                    : socket.asSocketException(e);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        try (Pin _ = Pin.hold()) {
            return channel.finishConnect();
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public Endpoint accept() throws IOException {
        throw new SocketException("Not a socket that listens");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try (Pin _ = Pin.hold()) {
            int n = channel.read(ByteBuffer.wrap(bytes, offset, Math.min(length, MOST_AT_ONCE)));
            return n == 0 ? WOULD_BLOCK : n;
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
        try (Pin _ = Pin.hold()) {
            int n = channel.write(ByteBuffer.wrap(bytes, offset, Math.min(length, MOST_AT_ONCE)));
            return n == 0 ? WOULD_BLOCK : n;
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public void sendUrgent(int data) throws IOException {
        if (isUnix()) {
            throw new SocketException("Operation not supported");
        }
        try (Pin _ = Pin.hold()) {
            channel.socket().sendUrgentData(data);
        } catch (IOException e) {
            throw socket.asSocketException(e);
        }
    }

    @Override
    public int available() throws IOException {
        try (Pin _ = Pin.hold()) {
            // The JDK does not report this for a Unix domain channel.
            return isUnix() ? 0 : channel.socket().getInputStream().available();
        }
    }

    private boolean isUnix() {
        return !channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEADDR);
    }

    @Override
    public void shutdownInput() throws IOException {
        try (Pin _ = Pin.hold()) {
            channel.shutdownInput();
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        try (Pin _ = Pin.hold()) {
            channel.shutdownOutput();
        }
    }
}
