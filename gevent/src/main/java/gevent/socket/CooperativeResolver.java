package gevent.socket;

import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.io.Transport;
import gevent.threadpool.Pools;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * What {@link InetAddress} asks when it has nothing in its cache. It asks under a lock for that name, so whoever else
 * wants the same name from {@code InetAddress} stands still in a wait of the JDK that nothing ends but the answer, and
 * the main of a hub would wait there for a greenlet that only it can run: see {@link Dns}.
 */
final class CooperativeResolver implements InetAddressResolver {
    private static volatile CooperativeResolver installed;      // null unless the JVM has taken ours

    private final InetAddressResolver system;
    private volatile LookupPolicy policy;                       // the JDK's; the same each time
    private volatile boolean on;

    private CooperativeResolver(InetAddressResolver system) {
        this.system = system;
    }

    static CooperativeResolver install(InetAddressResolver system) {
        installed = new CooperativeResolver(system);
        return installed;
    }

    /** @return null if the JVM has another, or is just asking it for the first time */
    static CooperativeResolver installed() {
        if (installed == null || installed.policy == null) {
            try {
                // The first look-up of a JVM decides which it has; this one waits for nobody.
                InetAddress.getAllByName("localhost");
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
        return installed == null || installed.policy == null ? null : installed;
    }

    static boolean switchOn() {
        CooperativeResolver ours = installed();
        if (ours == null) {
            return false;
        }
        ours.on = true;
        return true;
    }

    /** Asks the system; blocks the thread. */
    InetAddress[] lookup(String host) throws UnknownHostException {
        try (Stream<InetAddress> found = system.lookupByName(host, policy)) {
            return found.toArray(InetAddress[]::new);
        }
    }

    /** The system knows that one without asking anybody. */
    static boolean isLocal(String host) {
        return host.equalsIgnoreCase("localhost");
    }

    /** Null unless the hub has a network of its own. */
    static InetAddress[] onOwnNetwork(String host) throws UnknownHostException {
        Transport own = Transport.ofHub();
        return own == null ? null : own.lookup(host);
    }

    private boolean isToWait() {
        return on && Hub.getIfExists() != null;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy how) throws UnknownHostException {
        policy = how;
        // Dns, and its threads, only for who wants it: every JVM that has us on its class path comes here.
        InetAddress[] known = isLocal(host) ? null : onOwnNetwork(host);
        if (known != null) {
            return Stream.of(known);
        }
        if (!isToWait() || isLocal(host)) {
            return system.lookupByName(host, how);
        }
        try {
            // InetAddress has its own cache, and comes when there is nothing in it.
            return Stream.of(Dns.lookupAnew(host));
        } catch (Interrupted interrupt) {
            throw told(interrupt, host);
        }
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        if (!isToWait()) {
            return system.lookupByAddress(address);
        }
        try {
            return Pools.dns().apply(() -> system.lookupByAddress(address));
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw e;
        } catch (Interrupted interrupt) {
            throw told(interrupt, InetAddress.getByAddress(address).getHostAddress());
        }
    }

    private static UnknownHostException told(Interrupted interrupt, String host) {
        Thread.currentThread().interrupt();
        UnknownHostException told = new UnknownHostException(host + ": interrupted");
        told.initCause(interrupt);
        return told;
    }
}
