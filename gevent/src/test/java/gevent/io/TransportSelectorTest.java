package gevent.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.ChildJvm.Ended;
import gevent.hub.ChildJvm;
import gevent.hub.IoWatcher;
import gevent.hub.Seccomp;
import gevent.internal.epoll.EpollTransport;
import gevent.internal.libc.Libc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which loop a JVM uses, and what it says if that is not the one to be expected. In a JVM of its own each. */
@EnabledOnOs(OS.LINUX)
class TransportSelectorTest {
    private static final String NOTICE = "The loop is nio, not epoll: ";

    @TempDir
    private Path temp;

    /** Sends itself a byte, and tells the transport. */
    static final class Program {
        static void main() {
            System.out.print(Gevent.run(() -> {
                Greenlet<Integer> exchange = Gevent.spawn(Program::exchange);
                return Transport.get().getClass().getSimpleName() + " " + exchange.get();
            }));
        }

        private static int exchange() throws IOException {
            Endpoint listener = Transport.get().newListener();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(1);
            Endpoint near = Transport.get().newStream();
            if (!near.connect(listener.localAddress())) {
                near.await(IoWatcher.WRITE, null);
                near.finishConnect();
            }
            listener.await(IoWatcher.READ, null);
            listener.accept().writeFully(new byte[] {42}, 0, 1);
            near.await(IoWatcher.READ, null);
            byte[] one = new byte[1];
            near.read(one, 0, 1);
            return one[0];
        }
    }

    /** Needs a hub, but no socket. */
    static final class WithoutIo {
        static void main() {
            Gevent.sleep(0.001);
            System.out.print("has slept");
        }
    }

    private Ended run(Class<?> program, String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(ChildJvm.ACCESS));
        all.addAll(List.of(flags));
        return ChildJvm.run(temp, ChildJvm.libraries(), program, all.toArray(String[]::new));
    }

    private static void assertNotice(String reason, Ended ended) {
        assertEquals("NioTransport 42", ended.out());
        assertEquals(0, ended.code());
        assertEquals(2, ended.err().split(NOTICE, -1).length, ended::err);
        assertTrue(ended.err().contains(NOTICE + reason), ended::err);
        assertFalse(ended.err().contains("WARNING"), ended::err);
    }

    @Test
    void itIsEpoll() throws Exception {
        assertEquals(new Ended(0, "EpollTransport 42", ""), run(Program.class, ChildJvm.NATIVE_ACCESS));
    }

    /** Makes its first socket while its thread is interrupted. */
    static final class Interrupted {
        static void main() {
            Thread.currentThread().interrupt();
            String transport = Transport.get().getClass().getSimpleName();
            System.out.print(transport + " " + Thread.interrupted());
        }
    }

    @Test
    void itIsEpollThoughTheThreadOfTheFirstSocketIsInterrupted() throws Exception {
        assertEquals(new Ended(0, "EpollTransport true", ""), run(Interrupted.class, ChildJvm.NATIVE_ACCESS));
    }

    /** The choice waits for another greenlet. */
    static final class Meanwhile {
        static void main() {
            CountDownLatch ran = new CountDownLatch(1);
            Properties properties = new Properties() {
                @Override
                public String getProperty(String name) {
                    if (name.equals("gevent.loop") && Thread.currentThread().getName().equals("gevent-transport")) {
                        await(ran);
                    }
                    return super.getProperty(name);
                }
            };
            properties.putAll(System.getProperties());
            System.setProperties(properties);
            Gevent.run(() -> {
                Greenlet<Transport> first = Gevent.spawn(Transport::get);
                Gevent.spawn(ran::countDown);
                System.out.print(first.get().getClass().getSimpleName());
            });
        }

        private static void await(CountDownLatch ran) {
            try {
                if (!ran.await(30, TimeUnit.SECONDS)) {
                    System.out.print("others waited, ");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void otherGreenletsRunWhileItIsChosen() throws Exception {
        assertEquals(new Ended(0, "EpollTransport", ""), run(Meanwhile.class, ChildJvm.NATIVE_ACCESS));
    }

    @Test
    void itDoesWithoutIpv6() throws Exception {
        assertEquals(new Ended(0, "EpollTransport 42", ""),
                run(Program.class, ChildJvm.NATIVE_ACCESS, "-Djava.net.preferIPv4Stack=true"));
    }

    @Test
    void itIsNioIfThatIsWanted() throws Exception {
        assertEquals(new Ended(0, "NioTransport 42", ""),
                run(Program.class, ChildJvm.NATIVE_ACCESS, "-Dgevent.loop=nio"));
    }

    @Test
    void nioNeedsNoLibraries() throws Exception {
        assertEquals(new Ended(0, "NioTransport 42", ""),
                ChildJvm.run(temp, Program.class, ChildJvm.ACCESS, "-Dgevent.loop=nio"));
    }

    @Test
    void aProgramWithoutIoIsToldNothing() throws Exception {
        assertEquals(new Ended(0, "has slept", ""), run(WithoutIo.class));
    }

    @Test
    void withoutNativeAccessItIsNioAndSaysSo() throws Exception {
        assertNotice("native access is off: start java with --enable-native-access=ALL-UNNAMED", run(Program.class));
    }

    @Test
    void withoutLibrariesItIsNioAndSaysSo() throws Exception {
        assertNotice("the C library cannot be called: ",
                ChildJvm.run(temp, Program.class, ChildJvm.ACCESS, ChildJvm.NATIVE_ACCESS));
    }

    @Test
    void withALibraryThatDoesNotLoadItIsNioAndSaysSo() throws Exception {
        assertNotice("the C library cannot be called: ", run(Program.class, ChildJvm.NATIVE_ACCESS,
                "-Djffi.extract.dir=" + temp.resolve("nowhere")));
    }

    private static final int NOT_ALLOWED = 77;

    /** The program, in a sandbox that refuses to its thread a call that only our loop makes. */
    static final class Sandboxed {
        private static final Map<String, Integer> EVENTFD2 = Map.of("amd64", 290, "x86_64", 290, "aarch64", 19);

        static void main() {
            Integer eventfd2 = EVENTFD2.get(System.getProperty("os.arch"));
            if (eventfd2 == null || !Seccomp.refuse(eventfd2, Libc.CLOEXEC_NONBLOCK)) {
                System.exit(NOT_ALLOWED);
            }
            Program.main();
        }
    }

    @Test
    void inASandboxThatRefusesItItIsNioAndSaysSo() throws Exception {
        Ended ended = run(Sandboxed.class, ChildJvm.NATIVE_ACCESS);
        assumeTrue(ended.code() != NOT_ALLOWED, "no sandbox can be made here");

        assertNotice("the system refuses it: Operation not permitted", ended);
    }

    /** The program, where there is no wait of nanoseconds. */
    static final class WithoutNanos {
        private static final int EPOLL_PWAIT2 = 441;

        static void main() {
            if (!Seccomp.refuse(EPOLL_PWAIT2)) {
                System.exit(NOT_ALLOWED);
            }
            Program.main();
            Gevent.sleep(0.0001);
            System.out.print(" " + EpollTransport.hasNanos());
        }
    }

    @Test
    void inASandboxThatRefusesWaitsOfNanosecondsItIsEpollWithMilliseconds() throws Exception {
        Ended ended = run(WithoutNanos.class, ChildJvm.NATIVE_ACCESS);
        assumeTrue(ended.code() != NOT_ALLOWED, "no sandbox can be made here");

        assertEquals(new Ended(0, "EpollTransport 42 false", ""), ended);
    }

    @Test
    void epollThatIsWantedAndCannotBeIsAnError() throws Exception {
        Ended ended = run(Program.class, "-Dgevent.loop=epoll");

        assertEquals("", ended.out());
        assertTrue(ended.err().contains("UnsupportedOperationException: -Dgevent.loop=epoll is not possible:"
                + " native access is off: start java with --enable-native-access=ALL-UNNAMED"), ended::err);
    }

    @Test
    void whatIsNoLoopIsAnError() throws Exception {
        Ended ended = run(WithoutIo.class, "-Dgevent.loop=kqueue");

        assertEquals("", ended.out());
        assertTrue(ended.err().contains(
                "IllegalArgumentException: -Dgevent.loop=kqueue: there are epoll and nio"), ended::err);
    }

    @Test
    void itIsEpollOnTheModulePath() throws Exception {
        assertEquals(new Ended(0, "EpollTransport 42", ""), ChildJvm.java(temp, List.of(
                "--add-opens=java.base/java.lang=gevent", "--enable-native-access=org.jnrproject.jffi",
                "-p", ChildJvm.modulePath(), "--patch-module", "gevent=" + ChildJvm.testClasses(),
                "-m", "gevent/" + Program.class.getName())));
    }
}
