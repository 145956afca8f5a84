package gevent.testing;

import gevent.hub.IoWatcher;
import gevent.io.Endpoint;
import gevent.io.ListeningEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayDeque;

/** A listening socket in memory. Hub thread only. */
final class MemoryListener extends ListeningEndpoint implements MemorySource {
    private final MemorySocket socket;
    private final ArrayDeque<MemoryStream> waiting = new ArrayDeque<>();
    private int backlog;

    MemoryListener(Network network, Host host) {
        MemoryListener[] self = {null};
        this(new MemorySocket(network, host, () -> self[0].closed()));
        self[0] = this;
    }

    private MemoryListener(MemorySocket socket) {
        super(socket);
        this.socket = socket;
    }

    @Override
    public void listen(int most) throws IOException {
        socket.check();
        socket.bindIfNeeded(socket.host().address());
        if (!socket.network().bind(socket.place(), this)) {
            throw new BindException("Address already in use");
        }
        backlog = most;
        socket.tell(" listens");
    }

    /** Offers a connection. Returns false if there is no room for it. */
    boolean offer(MemoryStream stream) {
        return waiting.size() < backlog && waiting.add(stream);
    }

    @Override
    public Endpoint accept() throws IOException {
        socket.check();
        MemoryStream next = waiting.poll();
        if (next != null) {
            socket.tell(" accepts " + next.peerName());
        }
        return next;
    }

    @Override
    public boolean isReady(int events) {
        return (events & IoWatcher.READ) != 0 && !waiting.isEmpty();
    }

    private void closed() {
        if (socket.localAddress() != null) {
            socket.network().unbind(socket.place(), this);
        }
        waiting.forEach(MemoryStream::reset);
        waiting.clear();
    }

    @Override
    public String toString() {
        return "<listener at " + socket.localAddress() + " of " + socket.host() + ">";
    }
}
