package gevent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.event.Event;
import gevent.hub.ChildJvm;
import gevent.hub.ChildJvm.Ended;
import gevent.socket.Sockets;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that have no descriptor left before the first log record, or before a class is loaded. */
@Tag("io")
@EnabledOnOs(OS.LINUX)
class NoDescriptorsTest {
    private static final int LIMIT = 200;

    @TempDir
    private Path temp;

    /** Takes all descriptors. */
    private static List<FileInputStream> all() {
        List<FileInputStream> files = new ArrayList<>();
        try {
            while (true) {
                files.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            return files;
        }
    }

    private static void close(List<FileInputStream> files) throws IOException {
        for (FileInputStream file : files) {
            file.close();
        }
    }

    private Ended run(Class<?> main, List<String> classPath) throws Exception {
        List<String> path = new ArrayList<>(classPath);
        path.addAll(ChildJvm.libraries());
        List<String> arguments = new ArrayList<>(List.of("-XX:-MaxFDLimit", ChildJvm.ACCESS, ChildJvm.NATIVE_ACCESS));
        String loop = System.getProperty("gevent.loop");
        if (loop != null) {
            arguments.add("-Dgevent.loop=" + loop);
        }
        arguments.addAll(List.of("-cp", String.join(File.pathSeparator, path), main.getName()));
        return ChildJvm.javaWithLimit(temp, LIMIT, arguments);
    }

    private String jar(Path classes) throws Exception {
        Path jar = Files.createTempFile(temp, null, ".jar");
        ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, "--create", "--file", jar.toString(),
                "-C", classes.toString(), ".");
        return jar.toString();
    }

    /** A server that has never logged, and a client that takes the last descriptor. */
    static final class Serving {
        static void main() {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            System.setErr(new PrintStream(err, true));
            Gevent.run(() -> {
                try (StreamServer server = new StreamServer(0, c -> c.getOutputStream().write(7)).start()) {
                    try (Socket served = Sockets.createConnection("127.0.0.1", server.port())) {
                        served.getInputStream().read();
                    }
                    List<FileInputStream> files = all();
                    files.removeLast().close();
                    try (Socket last = Sockets.createConnection("127.0.0.1", server.port())) {
                        while (!err.toString().contains("cannot accept now")) {
                            Gevent.sleep(0.001);
                        }
                        close(files);
                        System.out.print(last.getInputStream().read());
                    }
                }
            });
        }
    }

    /** As programs are run: the classes are in jars, which stay open. */
    @Test
    void aServersFirstLogRecordSaysSoAndTheServerGoesOn() throws Exception {
        List<String> jars = List.of(jar(ChildJvm.greenletClasses()), jar(ChildJvm.geventClasses()),
                jar(ChildJvm.testClasses()));

        assertEquals(new Ended(0, "7", ""), run(Serving.class, jars));
    }

    /** A greenlet that two others join fails. */
    static final class Failing {
        static void main() {
            Gevent.run(() -> {
                Event go = new Event();
                Greenlet<?> failing = Gevent.spawn(() -> {
                    go.await();
                    throw new IllegalStateException("as it should");
                });
                List<Greenlet<?>> joining = List.of(Gevent.spawn(() -> failing.join()),
                        Gevent.spawn(() -> failing.join()));
                Gevent.sleep();
                List<FileInputStream> files = all();
                go.set();
                joining.forEach(Greenlet::join);
                close(files);
                System.out.print("all ended");
            });
        }
    }

    @Test
    void aGreenletEndsThoughNoMoreClassesCanBeLoadedFromDirectories() throws Exception {
        Ended ended = run(Failing.class, List.of(ChildJvm.greenletClasses().toString(),
                ChildJvm.geventClasses().toString(), ChildJvm.testClasses().toString()));

        assertEquals("all ended", ended.out(), ended.err());
        assertTrue(ended.err().contains("as it should") && !ended.err().contains("NoClassDefFound"), ended.err());
    }
}
