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

/**
 * Names and addresses, looked up by the system ({@code /etc/hosts} and all) while other greenlets run.
 *
 * <pre>{@code
 * for (InetAddress address : Dns.lookup("example.com")) { … }
 * }</pre>
 *
 * <p>Look-ups have threads of their own, {@link Pools#dns}; equal ones at the same time are one. A kill or a
 * {@link gevent.Timeout} leaves a look-up at once. Answers are kept for as long as the JDK keeps them: the security
 * properties {@code networkaddress.cache.ttl}, {@code .negative.ttl} and {@code .stale.ttl}. On a thread without a hub
 * a look-up blocks.
 *
 * <p>After {@code Monkey.patchDns()} {@link InetAddress} waits in the same way, with two differences that come of its
 * lock for each name. Of two greenlets that look up the same name in it at the same time, the second leaves on a kill
 * or a {@code Timeout} only when the first is answered. And the main of a hub must not look up in it what one of its
 * greenlets is looking up, as with any lock: such programs start with {@code Gevent.run}. Here there is no such lock.
 * gevent: {@code gevent.resolver}, and the functions of {@code gevent.socket}.
 */
public final class Dns {
    private static final CooperativeResolver OURS = CooperativeResolver.installed();

    /** If the JVM has another resolver, we must go through InetAddress, which has a cache of its own. */
    private static final Lookups LOOKUPS = OURS != null
            ? new Lookups(Pools.dns(), OURS::lookup, CacheRules.ofJdk(), Clock.SYSTEM)
            : new Lookups(Pools.dns(), InetAddress::getAllByName, new CacheRules(0, 0, 0), Clock.SYSTEM);

    private Dns() {
    }

    /**
     * The addresses of a host. Waits, unless they are known or {@code host} is an address itself.
     *
     * @param host a name or an address, an IPv6 one also in brackets; empty for this machine's loopback
     * @return one or more, the best first
     * @throws UnknownHostException if there is none
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

    /** Whether {@link InetAddress} asks nobody. */
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

    /** The first address of a host; see {@link #lookup}. */
    public static InetAddress gethostbyname(String host) throws UnknownHostException {
        return lookup(host)[0];
    }

    /** The addresses of a host, with a port; see {@link #lookup}. @param port from 0 to 65535 */
    public static List<InetSocketAddress> getaddrinfo(String host, int port) throws UnknownHostException {
        return Arrays.stream(lookup(host)).map(address -> new InetSocketAddress(address, port)).toList();
    }

    /**
     * The name of a host, as the system knows it. Waits.
     *
     * @return the address as text if it has no name, or one that is not its own
     */
    public static String gethostbyaddr(InetAddress address) {
        try {
            return inThread(() -> InetAddress.getByAddress(address.getAddress()).getHostName());
        } catch (UnknownHostException e) {
            throw new AssertionError("An address is as long as it is", e);
        }
    }

    /** An address of this machine, see {@link InetAddress#getLocalHost}. Waits. */
    public static InetAddress localHost() throws UnknownHostException {
        return Transport.ofHub() != null ? InetAddress.getLoopbackAddress() : inThread(InetAddress::getLocalHost);
    }

    private static <V> V inThread(Callable<V> lookup) throws UnknownHostException {
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
