package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import gevent.ssl.Ssl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which versions of TLS are spoken by default, in a JVM whose security properties allow all that it knows. */
@Tag("jvm")
class TlsVersionsTest {
    private static final class Seen extends RuntimeException {
        Seen(SSLParameters parameters) {
            super(String.join(" ", parameters.getProtocols()));
        }
    }

    /** Prints the versions of the JDK's default, of a client and of a server of ours. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            SSLContext context = SSLContext.getDefault();
            System.out.println(List.of(context.getDefaultSSLParameters().getProtocols()).contains("TLSv1.1"));
            tell(socket -> Ssl.client(context, socket, "localhost", seen -> {
                throw new Seen(seen);
            }));
            tell(socket -> Ssl.server(context, socket, seen -> {
                throw new Seen(seen);
            }));
        }

        private interface Begin {
            void on(Socket socket) throws IOException;
        }

        private static void tell(Begin begin) throws IOException {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
                begin.on(socket);
            } catch (Seen seen) {
                System.out.println(seen.getMessage());
            }
        }
    }

    @Test
    void nothingBelowTls12IsSpokenEvenIfTheJdkMay(@TempDir Path temp) throws Exception {
        Path lax = Files.writeString(temp.resolve("lax"), "jdk.tls.disabledAlgorithms=\n");
        List<String> command = new ArrayList<>(ChildJvm.ACCESS);
        command.addAll(List.of("-Djava.security.properties=" + lax, "-cp", ChildJvm.classPath(),
                Program.class.getName()));

        assertEquals(List.of("true", "TLSv1.3 TLSv1.2", "TLSv1.3 TLSv1.2"), ChildJvm.succeeded(ChildJvm.run(command)));
    }
}
