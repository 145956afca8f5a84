package gevent.io;

import gevent.hub.Poller;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The descriptor or channel under a {@link SocketEndpoint}: the operations that all kinds of sockets share. */
public interface RawSocket extends Poller.Source {
    void bind(SocketAddress local) throws IOException;

    @Nullable SocketAddress localAddress() throws IOException;

    @Nullable SocketAddress remoteAddress() throws IOException;

    void setOption(SocketOption<?> option, Object value) throws IOException;

    @Nullable Object getOption(SocketOption<?> option) throws IOException;

    Set<SocketOption<?>> supportedOptions();

    void close() throws IOException;
}
