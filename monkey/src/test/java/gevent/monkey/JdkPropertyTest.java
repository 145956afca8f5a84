package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocketImplFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JDK's properties and factories say about all sockets of a JVM is so for ours, on each loop. */
@Tag("jvm")
class JdkPropertyTest {
    private static final InetSocketAddress IPV6_GROUP = new InetSocketAddress(InetAddress.ofLiteral("ff02::1:5"), 0);

    @TempDir
    private Path temp;

    private static List<String> lines(Class<?> program, String... options) throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.ACCESS);
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", ChildJvm.classPath(), program.getName()));
        return ChildJvm.succeeded(ChildJvm.run(command));
    }

    /** The JDK's answer comes first, then ours. */
    private static String agreed(Class<?> program, String... options) throws Exception {
        List<String> lines = lines(program, options);
        assertEquals(2, lines.size(), lines::toString);
        assertEquals(lines.getFirst(), lines.getLast());
        return lines.getLast();
    }

    private interface Code {
        void run() throws Exception;
    }

    private static void printFailure(Code code) {
        try {
            code.run();
            System.out.println("no failure");
        } catch (Exception e) {
            System.out.println(e.getClass().getName() + ": " + e.getMessage());
        }
    }

    // ---- jdk.includeInExceptions

    static final class ConnectsToNobody {
        static void main() throws IOException {
            InetSocketAddress nobody;
            try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                nobody = (InetSocketAddress) gone.getLocalSocketAddress();
            }
            printFailure(() -> new Socket().connect(nobody));
            printFailure(() -> new gevent.socket.Socket().connect(nobody));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aRefusedConnectionNamesItsAddressIfExceptionsMay(String loop) throws Exception {
        String told = agreed(ConnectsToNobody.class, "-Djdk.includeInExceptions=hostInfo", "-Dgevent.loop=" + loop);

        assertTrue(told.matches("java.net.ConnectException: .*: localhost/127\\.0\\.0\\.1:\\d+"), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aRefusedConnectionNamesNoAddressByDefault(String loop) throws Exception {
        String told = agreed(ConnectsToNobody.class, "-Dgevent.loop=" + loop);

        assertTrue(told.matches("java.net.ConnectException: [^:]*"), told);
    }

    static final class LooksUpNobody {
        static void main() {
            InetSocketAddress unknown = InetSocketAddress.createUnresolved("nobody.invalid", 1);
            printFailure(() -> new Socket().connect(unknown));
            printFailure(() -> new gevent.socket.Socket().connect(unknown));
        }
    }

    @Test
    void anUnknownHostIsNamedByDefault() throws Exception {
        assertEquals("java.net.UnknownHostException: nobody.invalid", agreed(LooksUpNobody.class));
    }

    @Test
    void anUnknownHostIsNotNamedIfExceptionsMayNot() throws Exception {
        String told = agreed(LooksUpNobody.class, "-Djdk.includeInExceptions=");

        assertTrue(!told.contains("nobody"), told);
    }

    /** A backlog of 1 takes two; the third has to wait for room, which the message of a failure says to a channel. */
    static final class FillsABacklog {
        static void main() throws Exception {
            Path path = Files.createTempDirectory("backlog").resolve("socket");
            UnixDomainSocketAddress at = UnixDomainSocketAddress.of(path);
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(at, 1);
                try (Socket _ = gevent.socket.Sockets.createConnection(at);
                        Socket _ = gevent.socket.Sockets.createConnection(at)) {
                    var third = gevent.Gevent.spawn(() -> gevent.socket.Sockets.createConnection(at).close());
                    gevent.Gevent.sleep(0);
                    server.accept().close();
                    third.get();
                    System.out.println("had room");
                }
            } finally {
                Files.delete(path);
                Files.delete(path.getParent());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aFullBacklogIsWaitedForThoughExceptionsNameIt(String loop) throws Exception {
        assertEquals(List.of("had room"), lines(FillsABacklog.class, "-Djdk.includeInExceptions=hostInfo",
                "-Dgevent.loop=" + loop));
    }

    // ---- families of addresses

    static final class JoinsAGroupOfIpv6 {
        static void main() throws IOException {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
            for (MulticastSocket each : new MulticastSocket[] {
                    new MulticastSocket(0), new gevent.socket.MulticastSocket(0)}) {
                printFailure(() -> each.joinGroup(IPV6_GROUP, loopback));
                printFailure(() -> each.leaveGroup(IPV6_GROUP, loopback));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aSocketOfIpv4JoinsNoGroupOfIpv6(String loop) throws Exception {
        List<String> lines = lines(JoinsAGroupOfIpv6.class, "-Djava.net.preferIPv4Stack=true",
                "-Dgevent.loop=" + loop);

        assertEquals("java.lang.IllegalArgumentException: Only IPv6 sockets can join IPv6 multicast group",
                lines.getFirst());
        assertEquals(lines.subList(0, 2), lines.subList(2, 4));
    }

    static final class NamesNoInterface {
        static void main() throws IOException {
            System.out.println(new MulticastSocket(0).getNetworkInterface());
            System.out.println(new gevent.socket.MulticastSocket(0).getNetworkInterface());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void noInterfaceIsNamedAsTheJdkNamesIt(String prefersIpv6) throws Exception {
        assertTrue(agreed(NamesNoInterface.class, "-Djava.net.preferIPv6Addresses=" + prefersIpv6)
                .contains(prefersIpv6.equals("true") ? "::" : "0.0.0.0"));
    }

    // ---- factories

    static final class SetsAFactoryOfDatagramSockets {
        @SuppressWarnings("deprecation")
        static void main(String[] directory) throws IOException {
            Monkey.patchAll();
            System.out.println(new java.net.DatagramSocket(null).isClosed());
            DatagramSocketImplFactory refuses = () -> {
                throw new IllegalStateException("asked");
            };
            java.net.DatagramSocket.setDatagramSocketImplFactory(refuses);
            printFailure(() -> new java.net.DatagramSocket(null));
            printFailure(() -> new MulticastSocket(null));
        }
    }

    @Test
    void aProgramsOwnFactoryOfDatagramSocketsIsAsked() throws Exception {
        assertEquals(List.of("false", "java.lang.IllegalStateException: asked",
                "java.lang.IllegalStateException: asked"),
                ChildJvm.linesOf(SetsAFactoryOfDatagramSockets.class, temp));
    }
}
