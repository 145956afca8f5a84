package gevent.socket;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.ServiceLoader;

/**
 * What the JVM looks names up through, for {@link java.net.InetAddress} to let other greenlets run meanwhile. The JVM
 * finds it by itself, with its first look-up; until {@link #patch} is called it does what would be done without it.
 */
public final class DnsProvider extends InetAddressResolverProvider {
    /** For the JVM. */
    public DnsProvider() {
    }

    /** Called by the JVM once, under a lock of its: this must not wait. */
    @Override
    public InetAddressResolver get(Configuration configuration) {
        // The JVM takes one only: if there is another, we must not be why it has no effect.
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
     * From now on a greenlet that looks up a name in whichever way lets others run; so does the main of a hub.
     *
     * @return false if this JVM looks names up in another way: through another provider, or {@code jdk.net.hosts.file}
     */
    public static boolean patch() {
        return CooperativeResolver.switchOn();
    }
}
