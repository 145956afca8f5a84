package gevent.socket;

import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * How long the JDK caches name lookups, in seconds; -1 means forever, 0 not at all.
 *
 * @param found for an address: {@code networkaddress.cache.ttl}
 * @param notFound for a missing address: {@code networkaddress.cache.negative.ttl}
 * @param stale how much longer to keep an address while new lookups fail: {@code networkaddress.cache.stale.ttl}
 */
record CacheRules(int found, int notFound, int stale) {
    static final int FOREVER = -1;
    private static final int SECONDS_FOUND = 30;

    /** The rules of this JVM: its security properties, else the JDK's system property for each. */
    static CacheRules ofJdk() {
        int found = property("networkaddress.cache.ttl", "sun.net.inetaddr.ttl", SECONDS_FOUND);
        int notFound = property("networkaddress.cache.negative.ttl", "sun.net.inetaddr.negative.ttl", 0);
        int stale = property("networkaddress.cache.stale.ttl", "sun.net.inetaddr.stale.ttl", 0);
        return new CacheRules(Math.max(found, FOREVER), Math.max(notFound, FOREVER),
                found > 0 ? Math.max(stale, 0) : 0);
    }

    private static int property(String security, String system, int otherwise) {
        Integer value = number(Security.getProperty(security));
        if (value == null) {
            value = number(System.getProperty(system));
        }
        return value != null ? value : otherwise;
    }

    private static @Nullable Integer number(@Nullable String text) {
        try {
            return text == null ? null : Integer.decode(text);
        } catch (NumberFormatException asIfNotThere) {
            return null;
        }
    }
}
