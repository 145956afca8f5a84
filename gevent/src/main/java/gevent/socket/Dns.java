package gevent.socket;

import gevent.hub.Clock;
import gevent.hub.Strand;
import gevent.io.Transport;
import gevent.threadpool.Pools;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Looks up names and addresses through the system, including {@code /etc/hosts}, while other greenlets run.
 *
 * <pre>{@code
 * for (InetAddress address : Dns.lookup("example.com")) { … }
 * }</pre>
 *
 * <p>Lookups run on their own threads, {@link Pools#dns}. Concurrent lookups of the same name share one request. A kill
 * or a {@link gevent.Timeout} ends the wait for a lookup at once. Answers are cached as long as the JDK caches them:
 * see the security properties {@code networkaddress.cache.ttl}, {@code .negative.ttl} and {@code .stale.ttl}. On a
 * thread without a hub, a lookup blocks.
 *
 * <p>After {@code Monkey.patchDns()}, {@link InetAddress} also lets other greenlets run. Unlike this class, it holds a
 * lock per name, which makes two differences. If two greenlets look up the same name through {@code InetAddress} at the
 * same time, a kill or {@code Timeout} of the second takes effect only when the first has its answer. And as with any
 * lock, a hub's main must not look up through {@code InetAddress} a name that one of its greenlets is looking up: start
 * such a program with {@code Gevent.run}. gevent: {@code gevent.resolver}, and the functions of {@code gevent.socket}.
 */
public final class Dns {
    private static final @Nullable CooperativeResolver OURS = CooperativeResolver.installed();

    /** If the JVM has another resolver, lookups must go through InetAddress, which has its own cache. */
    private static final Lookups LOOKUPS = OURS != null
            ? new Lookups(Pools.dns(), OURS::lookup, CacheRules.ofJdk(), Clock.SYSTEM)
            : new Lookups(Pools.dns(), InetAddress::getAllByName, new CacheRules(0, 0, 0), Clock.SYSTEM);

    private Dns() {
    }

    /**
     * Returns the addresses of a host. Waits, unless they are cached or {@code host} is itself an address.
     *
     * @param host a name or an address, an IPv6 address also in brackets; empty for this machine's loopback
     * @return one or more addresses, the best first
     * @throws UnknownHostException if the host has no address
     */
    public static InetAddress[] lookup(String host) throws UnknownHostException {
        if (CooperativeResolver.isLocal(Objects.requireNonNull(host, "host")) || isLiteral(host)) {
            return InetAddress.getAllByName(host);
        }
        InetAddress[] known = CooperativeResolver.onOwnNetwork(host);
        return known != null ? known : LOOKUPS.lookup(host);
    }

    static InetAddress[] lookupAnew(String host) throws UnknownHostException {
        return LOOKUPS.lookupAnew(host);
    }

    /** Whether {@link InetAddress} needs no lookup for {@code host}. */
    private static boolean isLiteral(String host) {
        if (host.isEmpty() || host.indexOf(':') >= 0) {
            return true;
        }
        if (Character.digit(host.charAt(0), 10) < 0) {
            return false;
        }
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /** Returns the first address of a host; see {@link #lookup}. */
    public static InetAddress gethostbyname(String host) throws UnknownHostException {
        return lookup(host)[0];
    }

    /**
     * Returns the addresses of a host, with a port; see {@link #lookup}.
     *
     * @param port from 0 to 65535
     */
    public static List<InetSocketAddress> getaddrinfo(String host, int port) throws UnknownHostException {
        return Arrays.stream(lookup(host)).map(address -> new InetSocketAddress(address, port)).toList();
    }

    /**
     * Returns the name of a host, as the system knows it. Waits.
     *
     * @return the address as text if it has no name, or if the name is not its own
     */
    public static String gethostbyaddr(InetAddress address) {
        try {
            return inThread(() -> InetAddress.getByAddress(address.getAddress()).getHostName());
        } catch (UnknownHostException e) {
            throw new AssertionError("An address is as long as it is", e);
        }
    }

    /** Returns an address of this machine, see {@link InetAddress#getLocalHost}. Waits. */
    public static InetAddress localHost() throws UnknownHostException {
        return Transport.ofHub() != null ? InetAddress.getLoopbackAddress() : inThread(InetAddress::getLocalHost);
    }

    private static <V extends @Nullable Object> V inThread(Callable<V> lookup) throws UnknownHostException {
        try {
            return Strand.currentWithoutNewHub().hub() != null ? Pools.dns().apply(lookup) : lookup.call();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw e;
        } catch (UnknownHostException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
