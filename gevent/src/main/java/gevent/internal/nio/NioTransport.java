package gevent.internal.nio;

import gevent.hub.Poller;
import gevent.io.DatagramEndpoint;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The transport on the JDK's own channels and selectors. */
final class NioTransport implements Transport {
    @Override
    public Poller newPoller() {
        return new NioPoller();
    }

    @Override
    public Endpoint newStream() throws IOException {
        return new NioStream(SocketChannel.open());
    }

    @Override
    public Endpoint newListener() throws IOException {
        return new NioListener(ServerSocketChannel.open());
    }

    @Override
    public Endpoint newUnixStream() throws IOException {
        return new NioStream(SocketChannel.open(StandardProtocolFamily.UNIX));
    }

    @Override
    public Endpoint newUnixListener() throws IOException {
        return new NioListener(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    }

    @Override
    public DatagramEndpoint newDatagrams() throws IOException {
        return new NioDatagrams(DatagramChannel.open());
    }
}
