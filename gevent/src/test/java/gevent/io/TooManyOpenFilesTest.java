package gevent.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.hub.ChildJvm.Ended;
import gevent.hub.ChildJvm;
import gevent.hub.IoWatcher;
import gevent.internal.epoll.EpollTransport;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server that has no descriptor left says so, and goes on when it has some again. */
@Tag("io")
@EnabledOnOs(OS.LINUX)
class TooManyOpenFilesTest {
    private static final int LIMIT = 200;
    private static final int CLIENTS = 3;

    @TempDir
    private Path temp;

    /** Run in a JVM of its own, which soon has no descriptor left. */
    static final class Program {
        static void main() {
            Gevent.run(Program::serve);
        }

        private static void serve() throws IOException {
            Endpoint listener = Transport.get().newListener();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(CLIENTS);
            for (int i = 0; i < CLIENTS; i++) {
                accept(listener, connect(listener));
            }
            for (int i = 0; i < CLIENTS; i++) {
                connect(listener);
            }
            List<FileInputStream> files = openAll();
            tryInVain(listener);
            tryInVain(listener);
            for (FileInputStream file : files) {
                file.close();
            }
            for (int i = 0; i < CLIENTS; i++) {
                accept(listener, null);
            }
            System.out.print("accepted all");
        }

        private static Endpoint connect(Endpoint to) throws IOException {
            Endpoint made = Transport.get().newStream();
            if (!made.connect(to.localAddress())) {
                made.await(IoWatcher.WRITE, null);
                made.finishConnect();
            }
            return made;
        }

        private static void accept(Endpoint listener, Endpoint client) throws IOException {
            Endpoint accepted;
            while ((accepted = listener.accept()) == null) {
                listener.await(IoWatcher.READ, null);
            }
            accepted.close();
            if (client != null) {
                client.close();
            }
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

        private static void tryInVain(Endpoint listener) {
            try {
                listener.accept();
                System.out.println("accepted");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void anAcceptSaysSoAndWorksAgainLater() throws Exception {
        List<String> path = new ArrayList<>(ChildJvm.libraries());
        path.addAll(List.of(ChildJvm.greenletClasses().toString(), ChildJvm.geventClasses().toString(),
                ChildJvm.testClasses().toString()));
        String loop = "-Dgevent.loop=" + (Transport.get() instanceof EpollTransport ? "epoll" : "nio");

        assertEquals(new Ended(0, "Too many open files\nToo many open files\naccepted all", ""),
                ChildJvm.javaWithLimit(temp, LIMIT, List.of("-XX:-MaxFDLimit", ChildJvm.ACCESS, ChildJvm.NATIVE_ACCESS,
                        loop, "-cp", String.join(File.pathSeparator, path), Program.class.getName())));
    }
}
