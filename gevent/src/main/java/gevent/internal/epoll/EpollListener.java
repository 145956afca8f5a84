package gevent.internal.epoll;

import gevent.io.Endpoint;
import gevent.io.ListeningEndpoint;
import java.io.IOException;

/** A listening socket on a descriptor. */
final class EpollListener extends ListeningEndpoint {
    private final EpollSocket socket;

    EpollListener(EpollSocket socket) {
        super(socket);
        this.socket = socket;
    }

    @Override
    public void listen(int backlog) throws IOException {
        socket.listen(backlog);
    }

    @Override
    public Endpoint accept() throws IOException {
        EpollSocket accepted = socket.accept();
        return accepted == null ? null : new EpollStream(accepted);
    }
}
