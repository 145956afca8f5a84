package gevent.io;

import gevent.hub.Poller;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/** The descriptor or channel under a {@link SocketEndpoint}: the operations that all kinds of sockets share. */
public interface RawSocket extends Poller.Source {
    void bind(SocketAddress local) throws IOException;

    SocketAddress localAddress() throws IOException;

    SocketAddress remoteAddress() throws IOException;

    void setOption(SocketOption<?> option, Object value) throws IOException;

    Object getOption(SocketOption<?> option) throws IOException;

    Set<SocketOption<?>> supportedOptions();

    void close() throws IOException;
}
