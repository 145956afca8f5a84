package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.monkey.FreshHub;
import gevent.monkey.OtherThread;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that must pass with the JDK's sockets and with ours alike, wherever they run. */
@Tag("io")
@ParameterizedClass
@EnumSource(Sockets.class)
@ExtendWith({FreshHub.class, Contract.Where.class})
abstract class Contract {
    @Parameter
    Sockets sockets;

    private final List<Closeable> opened = new ArrayList<>();
    private final List<OtherThread> others = new ArrayList<>();

    /** Runs each test where its parameter says. */
    static final class Where implements InvocationInterceptor {
        @Override
        public void interceptTestMethod(Invocation<Void> test, ReflectiveInvocationContext<Method> method,
                ExtensionContext context) throws Throwable {
            Contract contract = (Contract) method.getTarget().orElseThrow();
            contract.sockets.run(() -> proceed(test));
        }

        private static void proceed(Invocation<Void> test) throws Exception {
            try {
                test.proceed();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new AssertionError(t);
            }
        }
    }

    @AfterEach
    final void closeAll() throws Exception {
        for (OtherThread other : others) {
            // One that still looks out for us looks in vain; one that uses a socket does not mind.
            other.thread().interrupt();
            other.result();
        }
        for (Closeable each : opened) {
            each.close();
        }
    }

    final <T extends Closeable> T closeLater(T socket) {
        opened.add(socket);
        return socket;
    }

    final java.net.Socket socket() throws IOException {
        return closeLater(sockets.socket());
    }

    final java.net.ServerSocket server() throws IOException {
        return closeLater(sockets.server());
    }

    final java.net.ServerSocket listening() throws IOException {
        return closeLater(sockets.listening());
    }

    /** A socket of UDP on the loopback. */
    final java.net.DatagramSocket datagrams() throws IOException {
        return closeLater(sockets.datagrams(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    final java.net.MulticastSocket multicast() throws IOException {
        return closeLater(sockets.multicast(new InetSocketAddress(0)));
    }

    final Pair pair() throws IOException {
        Pair pair = sockets.pair();
        opened.add(pair.near());
        opened.add(pair.far());
        return pair;
    }

    /** Has another thread do something as soon as this one stands in a method of a socket's implementation. */
    final void whenWaitingIn(String method, Action what) {
        Thread self = Thread.currentThread();
        others.add(OtherThread.start(() -> {
            OtherThread.awaitWaitingIn(self, method);
            what.run();
            return null;
        }));
    }

    /** From JDK 28 on it says that connecting has failed. */
    static void assertRefused(Executable connect) {
        String message = assertThrowsExactly(ConnectException.class, connect).getMessage();
        assertTrue(message.matches("Connection refused( \\(connect failed\\))?"), message);
    }

    static void assertFails(Class<? extends Throwable> type, String message, Executable code) {
        assertEquals(message, assertThrowsExactly(type, code).getMessage());
    }
}
