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
import org.jspecify.annotations.Nullable;

/**
 * The resolver that {@link InetAddress} calls when its cache has no answer. {@code InetAddress} holds a lock for the
 * name during the call. A second caller that asks {@code InetAddress} for the same name blocks in a JDK wait that only
 * the answer ends. A hub's main could wait there for a greenlet that only the main can run: see {@link Dns}.
 */
final class CooperativeResolver implements InetAddressResolver {
    private static volatile @Nullable CooperativeResolver installed;      // null unless the JVM uses it

    private final InetAddressResolver system;
    private volatile @Nullable LookupPolicy policy;                       // the JDK's; the same each time
    private volatile boolean on;

    private CooperativeResolver(InetAddressResolver system) {
        this.system = system;
    }

    static CooperativeResolver install(InetAddressResolver system) {
        installed = new CooperativeResolver(system);
        return installed;
    }

    /** Returns null if the JVM uses another resolver, or is just asking this one for the first time. */
    static @Nullable CooperativeResolver installed() {
        if (installed == null || installed.policy == null) {
            try {
                // The first lookup of a JVM chooses its resolver; this lookup does not wait.
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

    /** Whether the system knows {@code host} without asking a server. */
    static boolean isLocal(String host) {
        return host.equalsIgnoreCase("localhost");
    }

    /** Looks up {@code host} on the hub's own network; null if the hub has none. */
    static InetAddress @Nullable [] onOwnNetwork(String host) throws UnknownHostException {
        Transport own = Transport.ofHub();
        return own == null ? null : own.lookup(host);
    }

    private boolean isToWait() {
        return on && Hub.getIfExists() != null;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy how) throws UnknownHostException {
        policy = how;
        // Load Dns and its threads only on demand: every JVM with gevent4j on its class path comes here.
        InetAddress[] known = isLocal(host) ? null : onOwnNetwork(host);
        if (known != null) {
            return Stream.of(known);
        }
        if (!isToWait() || isLocal(host)) {
            return system.lookupByName(host, how);
        }
        try {
            // InetAddress has its own cache, and calls when that has no answer.
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
        UnknownHostException told = HostInfo.unknown(host, "interrupted");
        told.initCause(interrupt);
        return told;
    }
}
