package gevent.internal.nio;

import gevent.internal.jdk.Pin;
import gevent.io.Endpoint;
import gevent.io.ListeningEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;

/** A listening socket on a channel. */
final class NioListener extends ListeningEndpoint {
    private final Listening socket;

    /** Unlike a server socket, a channel binds and listens in one step, and has no traffic class. */
    private static final class Listening extends NioSocket {
        private final ServerSocketChannel channel;
        private SocketAddress local;
        private volatile int trafficClass;

        Listening(ServerSocketChannel channel) throws IOException {
            super(channel);
            this.channel = channel;
        }

        @Override
        public void bind(SocketAddress address) {
            local = address;
        }

        void listen(int backlog) throws IOException {
            if (local == null) {
                throw new SocketException("Not bound");
            }
            try (Pin _ = Pin.hold()) {
                channel.bind(local, backlog);
            } catch (IOException e) {
                throw asSocketException(e);
            }
        }

        Endpoint accept() throws IOException {
            try (Pin _ = Pin.hold()) {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    return null;
                }
                NioStream stream = new NioStream(accepted);
                if (trafficClass != 0) {
                    stream.setOption(StandardSocketOptions.IP_TOS, trafficClass);
                }
                return stream;
            } catch (IOException e) {
                throw asSocketException(e);
            }
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            Set<SocketOption<?>> options = new HashSet<>(super.supportedOptions());
            if (options.contains(StandardSocketOptions.SO_REUSEADDR)) {
                // Not a Unix domain socket.
                options.add(StandardSocketOptions.IP_TOS);
            }
            return options;
        }

        @Override
        public void setOption(SocketOption<?> option, Object value) throws IOException {
            if (option == StandardSocketOptions.IP_TOS && supportedOptions().contains(option)) {
                if (!(value instanceof Integer wanted)) {
                    throw new IllegalArgumentException("Invalid value '" + value + "'");
                }
                trafficClass = wanted;
            } else {
                super.setOption(option, value);
            }
        }

        @Override
        public Object getOption(SocketOption<?> option) throws IOException {
            return option == StandardSocketOptions.IP_TOS ? (Integer) trafficClass : super.getOption(option);
        }
    }

    NioListener(ServerSocketChannel channel) throws IOException {
        this(new Listening(channel));
    }

    private NioListener(Listening socket) {
        super(socket);
        this.socket = socket;
    }

    @Override
    public void listen(int backlog) throws IOException {
        socket.listen(backlog);
    }

    @Override
    public Endpoint accept() throws IOException {
        return socket.accept();
    }
}
