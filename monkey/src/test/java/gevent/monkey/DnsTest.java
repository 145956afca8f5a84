package gevent.monkey;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Hub;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that unmodified code looks up, each time in a JVM of its own, whose system is {@link SlowNames}. */
class DnsTest {
    @TempDir
    Path services;

    private ChildJvm.Ended run(Class<?> program, boolean first) throws Exception {
        Path service = services.resolve("META-INF/services/java.net.spi.InetAddressResolverProvider");
        Files.createDirectories(service.getParent());
        Files.writeString(service, SlowNames.class.getName());
        String path = first ? services + File.pathSeparator + ChildJvm.classPath()
                : ChildJvm.classPath() + File.pathSeparator + services;
        List<String> arguments = new ArrayList<>(ChildJvm.ACCESS);
        arguments.addAll(List.of("-cp", path, program.getName()));
        return ChildJvm.run(arguments);
    }

    private List<String> linesOf(Class<?> program) throws Exception {
        return ChildJvm.succeeded(run(program, false));
    }

    // ---- which thread asks

    /** Looks up before and after. */
    static final class Asks {
        static void main() throws Exception {
            Thread.currentThread().setName("main");
            InetAddress.getByName("a.test");
            Hub.get();
            InetAddress.getByName("b.test");
            Monkey.patchDns();
            System.out.println(InetAddress.getByName("c.test"));
            System.out.println(spawn(() -> InetAddress.getByName("d.test")).get());
            Thread other = Thread.ofPlatform().name("without hub").start(() -> {
                try {
                    InetAddress.getByName("e.test");
                } catch (UnknownHostException e) {
                    throw new AssertionError(e);
                }
            });
            other.join();
            System.out.println(InetAddress.getByName("c.test"));
            System.out.println(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName());
            System.out.println(Monkey.isPatched("dns"));
        }
    }

    @Test
    void theSystemIsAskedByAThreadOfThePoolOncePatchedAndOnAHub() throws Exception {
        assertEquals(List.of("a.test asked by main", "b.test asked by main",
                "c.test asked by gevent-dns-", "c.test/127.0.0.1",
                "d.test asked by gevent-dns-", "d.test/127.0.0.1",
                "e.test asked by without hub",
                "c.test/127.0.0.1",
                "a name asked by gevent-dns-", "web.test asked by gevent-dns-", "web.test",
                "true"), linesOf(Asks.class));
    }

    @Test
    void saysSoIfAnotherProviderIsFirst() throws Exception {
        ChildJvm.Ended ended = run(Asks.class, true);

        assertEquals(true, ended.err().contains("IllegalStateException: This JVM does not look names up through"
                + " gevent.socket.DnsProvider: another InetAddressResolverProvider comes before it"), ended::err);
    }

    // ---- waiting

    /** Two names, each of which is answered when the other is asked for. */
    static final class Pair {
        static void main() {
            Monkey.patchAll();
            Greenlet<InetAddress> one = spawn(() -> InetAddress.getByName("one.pair.test"));
            Greenlet<InetAddress> two = spawn(() -> InetAddress.getByName("two.pair.test"));
            joinall(one, two);
            System.out.println(one.get() + " " + two.get());
        }
    }

    @Test
    void severalAreUnderWayAtOnce() throws Exception {
        assertEquals("one.pair.test/127.0.0.1 two.pair.test/127.0.0.1", linesOf(Pair.class).getLast());
    }

    /** Greenlets, and main, with the same name; then main with another than a greenlet. */
    static final class Same {
        static void main() throws Exception {
            Monkey.patchAll();
            Greenlet<InetAddress> one = spawn(() -> InetAddress.getByName("one.pair.test"));
            Greenlet<InetAddress> same = spawn(() -> InetAddress.getByName("one.pair.test"));
            System.out.println(InetAddress.getByName("two.pair.test"));
            System.out.println(one.get() + " " + same.get());
        }
    }

    @Test
    void greenletsThatWantTheSameShareTheAnswer() throws Exception {
        List<String> lines = linesOf(Same.class);

        assertEquals(1, lines.stream().filter(line -> line.startsWith("one.pair.test asked")).count());
        assertEquals("one.pair.test/127.0.0.1 one.pair.test/127.0.0.1", lines.getLast());
    }

    /** Names that do not come. */
    static final class Never {
        static void main() throws Exception {
            Monkey.patchAll();
            try {
                withTimeout(Duration.ofMillis(100), () -> InetAddress.getByName("never.test"));
            } catch (Timeout expired) {
                System.out.println(expired.getMessage());
            }
            Greenlet<?> stuck = spawn(() -> InetAddress.getByName("never.test"));
            sleep();
            SlowNames.ASKED_FOR_NEVER.await();
            stuck.kill();
            System.out.println(stuck.isDead());
            System.out.println(spawn(() -> InetAddress.getByName("a.test")).get());
            Hub.get().close();
            // Threads of the pool are daemons.
        }
    }

    @Test
    void aTimeoutAndAKillLeaveAtOnce() throws Exception {
        List<String> lines = linesOf(Never.class);

        assertEquals(List.of("never.test asked by gevent-dns-", "0.1 seconds", "true",
                "a.test asked by gevent-dns-", "a.test/127.0.0.1"), lines);
    }

    /** Is interrupted while it waits. */
    static final class IsInterrupted {
        static void main() throws Exception {
            Monkey.patchAll();
            Greenlet<?> stuck = spawn(() -> {
                try {
                    InetAddress.getByName("never.test");
                } catch (UnknownHostException e) {
                    System.out.println(e.getMessage() + " " + Thread.interrupted());
                }
            });
            sleep();
            stuck.thread().interrupt();
            stuck.get();
        }
    }

    @Test
    void anInterruptEndsItAndIsKept() throws Exception {
        // The thread that asks may say so later.
        assertTrue(linesOf(IsInterrupted.class).contains("never.test: interrupted true"));
    }

    // ---- what unmodified code then does

    /** A request to a host by its name. */
    static final class Request {
        static void main() throws Exception {
            Monkey.patchAll();
            try (SmallHttpServer server = new SmallHttpServer()) {
                String url = server.url(0, 5).toString().replace("localhost", "web.test");
                joinall(spawn(Request::get, url), spawn(Request::get, url));
            }
        }

        private static void get(String url) throws IOException {
            try (InputStream in = URI.create(url).toURL().openStream()) {
                System.out.println(in.readAllBytes().length);
            }
        }
    }

    @Test
    void urlConnectionsFindTheirHosts() throws Exception {
        assertEquals(List.of("web.test asked by gevent-dns-", "5", "5"), linesOf(Request.class));
    }
}
