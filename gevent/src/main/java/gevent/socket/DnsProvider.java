package gevent.socket;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.ServiceLoader;

/**
 * The JVM's resolver provider, which makes {@link java.net.InetAddress} let other greenlets run during a lookup. The
 * JVM finds this class by itself at its first lookup. Until {@link #patch} is called, lookups work as they would
 * without this class.
 */
public final class DnsProvider extends InetAddressResolverProvider {
    /** Called by the JVM. */
    public DnsProvider() {
    }

    /** Called once by the JVM, which holds a lock: this method must not wait. */
    @Override
    public InetAddressResolver get(Configuration configuration) {
        // The JVM accepts only one provider. If there is another, delegate to it so that it stays in effect.
        InetAddressResolver system = ServiceLoader.load(InetAddressResolverProvider.class).stream()
                .filter(other -> other.type() != DnsProvider.class).findFirst()
                .map(other -> other.get().get(configuration)).orElseGet(configuration::builtinResolver);
        return CooperativeResolver.install(system);
    }

    @Override
    public String name() {
        return "gevent";
    }

    /**
     * From now on, every name lookup by a greenlet or by a hub's main lets other greenlets run.
     *
     * @return false if this JVM looks names up another way: through another provider, or {@code jdk.net.hosts.file}
     */
    public static boolean patch() {
        return CooperativeResolver.switchOn();
    }
}
