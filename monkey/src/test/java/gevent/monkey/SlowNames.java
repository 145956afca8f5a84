package gevent.monkey;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * A system that knows {@code *.test} as this machine: {@code never.test} too late, {@code one.pair.test} and
 * {@code two.pair.test} when both are asked for, and all others at once. It tells which thread asks.
 */
public final class SlowNames extends InetAddressResolverProvider {
    private static final CountDownLatch PAIR = new CountDownLatch(2);
    static final CountDownLatch ASKED_FOR_NEVER = new CountDownLatch(1);

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver system = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                if (!host.endsWith(".test")) {
                    return system.lookupByName(host, policy);
                }
                System.out.println(host + " asked by " + nameOfThread());
                answerInTime(host);
                return Stream.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
            }

            @Override
            public String lookupByAddress(byte[] address) {
                System.out.println("a name asked by " + nameOfThread());
                return "web.test";
            }
        };
    }

    private static String nameOfThread() {
        return Thread.currentThread().getName().replaceAll("\\d+$", "");
    }

    private static void answerInTime(String host) {
        try {
            if (host.equals("never.test")) {
                ASKED_FOR_NEVER.countDown();
                Thread.sleep(Long.MAX_VALUE);
            } else if (host.endsWith(".pair.test")) {
                PAIR.countDown();
                PAIR.await();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "slow";
    }
}
