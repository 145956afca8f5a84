package gevent.testing;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a simulated {@link Network}. Greenlets that are spawned here run here, and their sockets have its
 * address. What they spawn runs here, too.
 *
 * <pre>{@code
 * Host server = Simulation.current().network().host("server");
 * server.spawn(() -> serve(new ServerSocket(80)));
 * try (Socket socket = new Socket(server.address(), 80)) { … }
 * }</pre>
 */
public final class Host {
    private static final InheritableThreadLocal<Host> CURRENT = new InheritableThreadLocal<>();

    private final String name;
    private final InetAddress address;

    Host(String name, byte[] address) {
        this.name = name;
        try {
            this.address = InetAddress.getByAddress(name, address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The host of the current greenlet; null if the greenlet was put on none. */
    static @Nullable Host current() {
        return CURRENT.get();
    }

    /** The name of the host. */
    public String name() {
        return name;
    }

    /** The address of the host, in 10.0.0.0/8. */
    public InetAddress address() {
        return address;
    }

    /** Starts a greenlet that runs on this host. */
    public <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body) {
        return run(() -> Gevent.spawn(body));
    }

    /** Starts a greenlet without a result that runs on this host. */
    public Greenlet<@Nullable Void> spawn(Action body) {
        return spawn(body.asCallable());
    }

    /** Runs {@code code} in the current greenlet, as if it were on this host. */
    public <V extends @Nullable Object> V run(java.util.function.Supplier<V> code) {
        Host before = CURRENT.get();
        CURRENT.set(this);
        try {
            return code.get();
        } finally {
            CURRENT.set(before);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
