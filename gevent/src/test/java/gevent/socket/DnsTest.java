package gevent.socket;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and addresses, looked up by the system. */
@ExtendWith(FreshHub.class)
class DnsTest {
    /** Of this machine; every system knows it. */
    private static final String OWN_NAME = ownName();

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A thread may be about to tell the hub that it is done. */
    @AfterEach
    void endThreads() {
        Pools.dns().join();
    }

    @Test
    void theJvmHasTakenOurProvider() {
        assertNotNull(CooperativeResolver.installed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "LocalHost", "127.0.0.1", "::1", "[::1]", "10.1.2.3", "1234", "fe80::1"})
    void whatNeedsNobodyIsAsInTheJdkAndWithoutWaiting(String host) throws UnknownHostException {
        Hub hub = Hub.get();
        boolean[] turned = {false};
        hub.runCallback(() -> turned[0] = true);

        assertArrayEquals(InetAddress.getAllByName(host), Dns.lookup(host));
        assertFalse(turned[0]);
        hub.loop().runOnce();
    }

    @Test
    void aNameIsAsInTheJdk() {
        assertArrayEquals(spawn(() -> InetAddress.getAllByName(OWN_NAME)).get(),
                spawn(() -> Dns.lookup(OWN_NAME)).get());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatTheFileOfHostsSaysIsFound() throws IOException {
        String[] line = Files.readAllLines(Path.of("/etc/hosts")).stream().map(each -> each.strip().split("\\s+"))
                .filter(each -> each.length > 1 && each[0].matches("[0-9.]+") && !each[1].equals("localhost"))
                .findFirst().orElse(null);
        assumeTrue(line != null, "/etc/hosts names nobody but localhost here");

        assertTrue(List.of(spawn(() -> Dns.lookup(line[1])).get()).contains(InetAddress.ofLiteral(line[0])));
    }

    @Test
    void whatIsKnownNeedsNoThread() throws UnknownHostException {
        Hub.get();
        Dns.lookup(OWN_NAME);
        Pools.dns().join();
        boolean[] turned = {false};
        Hub.get().runCallback(() -> turned[0] = true);
        Dns.lookup(OWN_NAME);

        assertFalse(turned[0]);
        Hub.get().loop().runOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody.invalid", "1.2.3.4.5.invalid", "[1.2.3.4", "1::2::3", "not a name"})
    void whatIsNobodysIsUnknown(String host) {
        Hub.get();

        assertThrows(UnknownHostException.class, () -> Dns.lookup(host));
    }

    @Test
    void pythonsNamesAreTheSame() throws UnknownHostException {
        assertEquals(Dns.lookup("localhost")[0], Dns.gethostbyname("localhost"));
        assertEquals(new InetSocketAddress(Dns.gethostbyname("127.0.0.1"), 80),
                Dns.getaddrinfo("127.0.0.1", 80).getFirst());
    }

    @Test
    void anAddressHasAName() throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Hub.get();

        assertEquals(InetAddress.getByAddress(address.getAddress()).getHostName(), Dns.gethostbyaddr(address));
    }

    @Test
    void aWrongPortIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Dns.getaddrinfo("localhost", -1));
    }

    @Test
    void theRulesAreThoseOfTheJdk() {
        CacheRules rules = CacheRules.ofJdk();

        assertTrue(List.of(30, -1).contains(rules.found()), rules::toString);
        assertEquals(10, rules.notFound());
        assertEquals(0, rules.stale());
    }
}
