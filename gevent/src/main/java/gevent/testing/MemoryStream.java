package gevent.testing;

import gevent.hub.IoWatcher;
import gevent.io.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory. Hub thread only.
 *
 * <pre>
 *   NEW --- connect ---&gt; CONNECTING --- the other end has taken it ---&gt; CONNECTED
 *                             | refused, timed out                          | reset by either end or by the test
 *                             v                                             v
 *                          FAILED &lt;------------------------------------- FAILED
 * </pre>
 */
final class MemoryStream extends Endpoint implements MemorySource {
    /** How long an unanswered connection request is repeated: Linux's tcp_syn_retries, all together. */
    private static final long CONNECT_LIMIT = Duration.ofSeconds(127).toNanos();
    private static final long CONNECT_AGAIN = Duration.ofSeconds(1).toNanos();

    private enum State { NEW, CONNECTING, CONNECTED, FAILED }

    private final MemorySocket socket;
    private State state = State.NEW;
    private @Nullable SocketException failure;  // null unless FAILED, and not thrown yet
    private @Nullable MemoryStream peer;        // from CONNECTED on
    @SuppressWarnings("NullAway.Init")          // join sets both, and nothing is sent before that
    private Pipe in;
    @SuppressWarnings("NullAway.Init")
    private Pipe out;
    private boolean inputShut;
    private boolean outputShut;

    MemoryStream(Network network, Host host) {
        MemoryStream[] self = {null};
        this(new MemorySocket(network, host, () -> self[0].closed()));
        self[0] = this;
    }

    private MemoryStream(MemorySocket socket) {
        super(socket);
        this.socket = socket;
    }

    String peerName() {
        return socket.peerName();
    }

    private Network network() {
        return socket.network();
    }

    @Override
    public void listen(int backlog) throws IOException {
        throw new SocketException("Not a socket that can listen");
    }

    @Override
    public Endpoint accept() throws IOException {
        throw new SocketException("Not a socket that listens");
    }

    // ---- connecting

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        socket.check();
        if (state != State.NEW) {
            throw new SocketException(state == State.CONNECTING ? "Connection in progress" : "Already connected");
        }
        Host to = remote instanceof InetSocketAddress inet ? network().find(inet.getAddress(), socket.host())
                : socket.host();
        if (to == null) {
            throw new NoRouteToHostException("No route to host: the network of a simulation has no host at " + remote
                    + ", and real hosts cannot be reached");
        }
        if (remote instanceof InetSocketAddress inet) {
            socket.bindIfNeeded(network().addressTowards(inet.getAddress(), socket.host()));
        }
        socket.connected(remote);
        state = State.CONNECTING;
        socket.tell(" connects to " + peerName());
        ask(to, network().now() + CONNECT_LIMIT);
        return false;
    }

    private void ask(Host to, long deadline) {
        network().later(network().delay(socket.host(), to), () -> {
            if (state != State.CONNECTING) {
                return;
            }
            MemorySource there = network().at(Network.on(to, socket.remote()));
            if (network().isCut(socket.host(), to) || there instanceof MemoryListener full && !offerTo(full, to)) {
                askAgain(to, deadline);
            } else if (!(there instanceof MemoryListener)) {
                answer(to, () -> fail(new ConnectException("Connection refused")));
            }
        });
    }

    private void askAgain(Host to, long deadline) {
        if (network().now() + CONNECT_AGAIN > deadline) {
            fail(new ConnectException("Connection timed out"));
        } else {
            network().later(CONNECT_AGAIN, () -> ask(to, deadline));
        }
    }

    private boolean offerTo(MemoryListener listener, Host to) {
        MemoryStream accepted = new MemoryStream(network(), to);
        join(this, accepted);
        if (!listener.offer(accepted)) {
            peer = null;
            return false;
        }
        accepted.state = State.CONNECTED;
        network().opened(accepted);
        // Sent ahead of anything that the other end writes, because a connection is made before its first byte arrives.
        accepted.out.send(() -> {
            if (state == State.CONNECTING) {
                state = State.CONNECTED;
                network().opened(this);
                socket.tell(" is connected to " + peerName());
            } else {
                // Nothing waits for the connection any more.
                out.send(() -> accepted.fail(new SocketException("Connection reset")));
            }
        });
        return true;
    }

    private static void join(MemoryStream one, MemoryStream other) {
        Host here = one.socket.host();
        Host there = other.socket.host();
        one.peer = other;
        other.peer = one;
        one.out = new Pipe(one.network(), here, there, () -> other.tellReset());
        one.in = new Pipe(one.network(), there, here, () -> one.tellReset());
        other.in = one.out;
        other.out = one.in;
        other.socket.setLocal(one.socket.remote());
        other.socket.connected(one.socket.localAddress());
    }

    private void answer(Host to, Runnable code) {
        network().later(network().delay(to, socket.host()), () -> {
            if (state == State.CONNECTING) {
                code.run();
            }
        });
    }

    @Override
    public boolean finishConnect() throws IOException {
        throwFailure();
        return state == State.CONNECTED;
    }

    private void fail(SocketException how) {
        if (state != State.FAILED) {
            state = State.FAILED;
            failure = how;
            socket.tell(" to " + peerName() + ": " + how.getMessage());
        }
    }

    private void throwFailure() throws SocketException {
        if (failure != null) {
            SocketException told = failure;
            failure = null;
            throw told;
        }
    }

    // ---- reading and writing

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        socket.check();
        throwFailure();
        checkConnected();
        if (inputShut || state == State.FAILED) {
            return END;
        }
        int arrived = in.available();
        if (arrived == 0 && !in.hasEnded()) {
            return WOULD_BLOCK;
        }
        int n = arrived == 0 ? END : in.read(bytes, offset, length);
        socket.tell(" reads " + (n == END ? "the end" : n + " of " + arrived + " bytes") + " from " + peerName());
        return n;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) throws IOException {
        socket.check();
        throwFailure();
        checkConnected();
        if (outputShut || state == State.FAILED) {
            throw new SocketException("Broken pipe");
        }
        if (network().breaksConnection()) {
            reset();
            throwFailure();
        }
        if (out.room() == 0) {
            return WOULD_BLOCK;
        }
        int n = out.write(bytes, offset, length);
        socket.tell(" sends " + n + " of " + length + " bytes to " + peerName());
        return n;
    }

    private void checkConnected() throws SocketException {
        checkOpen();
        if (in == null || state == State.CONNECTING) {
            throw new SocketException("Not connected");
        }
    }

    @Override
    public void sendUrgent(int data) throws IOException {
        throw new SocketException("A simulated socket sends nothing out of band");
    }

    @Override
    public int available() throws IOException {
        checkConnected();
        return in.available();
    }

    @Override
    public void shutdownInput() throws IOException {
        checkConnected();
        inputShut = true;
    }

    @Override
    public void shutdownOutput() throws IOException {
        checkConnected();
        if (!outputShut) {
            outputShut = true;
            out.end();
            socket.tell(" sends the end to " + peerName());
        }
    }

    @Override
    public boolean isReady(int events) {
        boolean reads = (events & IoWatcher.READ) != 0;
        boolean writes = (events & IoWatcher.WRITE) != 0;
        return state == State.FAILED || state == State.CONNECTED
                && (reads && (inputShut || in.isReadable()) || writes && (outputShut || out.room() > 0));
    }

    // ---- ending

    boolean connects(Host one, Host other) {
        Host here = socket.host();
        Host there = peer == null ? here : peer.socket.host();
        return here == one && there == other || here == other && there == one;
    }

    /** Breaks both ends at once. */
    void reset() {
        fail(new SocketException("Connection reset"));
        if (peer != null) {
            peer.fail(new SocketException("Connection reset"));
        }
    }

    /** Notifies the sender at the other end that this end is gone. */
    private void tellReset() {
        MemoryStream sender = peer;
        if (sender != null) {
            out.send(() -> sender.fail(new SocketException("Connection reset")));
        }
    }

    private void closed() {
        network().closed(this);
        if (in != null && state == State.CONNECTED) {
            socket.tell(" closes, connected to " + peerName());
            if (in.refuse()) {
                tellReset();
            } else if (!outputShut) {
                out.end();
            }
        }
        outputShut = true;
        state = State.FAILED;
    }

    @Override
    public String toString() {
        return "<connection from " + socket.localAddress() + " of " + socket.host() + " to " + socket.remoteAddress()
                + ">";
    }
}
