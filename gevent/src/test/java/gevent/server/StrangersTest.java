package gevent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.ChildJvm;
import gevent.hub.ChildJvm.Ended;
import gevent.internal.epoll.EpollTransport;
import gevent.io.Transport;
import gevent.socket.Sockets;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a server that meets trouble from outside writes to the log, and that it goes on; in JVMs of their own. */
@Tag("io")
class StrangersTest {
    private static final int LIMIT = 200;

    @TempDir
    private Path temp;

    private Ended run(Class<?> program, int descriptors) throws Exception {
        List<String> path = new ArrayList<>(ChildJvm.libraries());
        path.add(jar("greenlet.jar", ChildJvm.greenletClasses()));
        path.add(jar("gevent.jar", ChildJvm.geventClasses()));
        path.add(jar("tests.jar", ChildJvm.testClasses()));
        String loop = "-Dgevent.loop=" + (Transport.get() instanceof EpollTransport ? "epoll" : "nio");
        return ChildJvm.javaWithLimit(temp, descriptors, List.of("-XX:-MaxFDLimit", ChildJvm.ACCESS,
                ChildJvm.NATIVE_ACCESS, loop, "-cp", String.join(File.pathSeparator, path), program.getName()));
    }

    /** Packs classes, because a jar stays open, and a class in a folder could not be loaded without a descriptor. */
    private String jar(String name, Path classes) throws IOException {
        Path jar = temp.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar.toString();
    }

    private static StreamServer echo() {
        return new StreamServer(0, client -> client.getInputStream().transferTo(client.getOutputStream()));
    }

    /** Asks a server that speaks TLS in plain text. */
    static final class NoTls {
        static void main() {
            Gevent.run(() -> {
                try (StreamServer server = echo().tls(SSLContext.getDefault()).start();
                        Socket stranger = Sockets.createConnection("127.0.0.1", server.port())) {
                    stranger.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    stranger.getInputStream().readAllBytes();
                    Gevent.sleep();
                    System.out.println(server.isStarted());
                }
            });
        }
    }

    @Test
    void aHandshakeThatFailsIsOneLine() throws Exception {
        Ended ended = run(NoTls.class, LIMIT);

        assertEquals("true\n", ended.out());
        List<String> lines = ended.err().lines().filter(line -> line.contains("refuses")).toList();
        assertEquals(1, lines.size(), ended.err());
        assertTrue(lines.getFirst().contains("127.0.0.1") && lines.getFirst().contains("SSLException"), ended.err());
        assertTrue(ended.err().lines().noneMatch(line -> line.startsWith("\tat ")), ended.err());
    }

    /** Uses up all descriptors before anything was logged, and lets a client wait for one. */
    static final class NoDescriptors {
        static void main() {
            Gevent.run(() -> {
                try (StreamServer server = echo().start()) {
                    ask(Sockets.createConnection("127.0.0.1", server.port()));
                    List<FileInputStream> files = openAll();
                    files.removeLast().close();
                    Socket client = Sockets.createConnection("127.0.0.1", server.port());
                    client.setSoTimeout(100);
                    try {
                        ask(client);
                    } catch (IOException noAnswerYet) {
                        System.out.println("waits");
                    }
                    for (FileInputStream file : files) {
                        file.close();
                    }
                    client.setSoTimeout(0);
                    System.out.println((char) client.getInputStream().read());
                    System.out.println(server.isStarted());
                }
            });
        }

        private static void ask(Socket client) throws IOException {
            client.getOutputStream().write('x');
            client.getInputStream().read();
        }

        private static List<FileInputStream> openAll() {
            List<FileInputStream> files = new ArrayList<>();
            try {
                while (true) {
                    files.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException full) {
                return files;
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServerWithoutDescriptorsSaysSoAndServesLater() throws Exception {
        Ended ended = run(NoDescriptors.class, LIMIT);

        assertEquals("waits\nx\ntrue\n", ended.out(), ended.err());
        assertTrue(ended.err().contains("cannot accept now"), ended.err());
    }
}
