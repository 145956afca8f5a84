package gevent.fileobject;

import static gevent.subprocess.Redirect.PIPE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.ChildJvm;
import gevent.hub.FreshHub;
import gevent.subprocess.Command;
import gevent.subprocess.Popen;
import gevent.subprocess.Redirect;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Standard input, in JVMs of their own. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(FreshHub.class)
class StdinTest {
    @TempDir
    private Path temp;

    /** Prints its lines, while another greenlet runs that says when it has. */
    static final class Echo {
        public static void main(String[] arguments) {
            Gevent.run(() -> {
                BufferedReader lines = new BufferedReader(new InputStreamReader(FileObject.stdin()));
                Greenlet<Void> reader = Gevent.spawn(() -> {
                    for (String line; (line = lines.readLine()) != null; ) {
                        System.out.println("got " + line);
                    }
                });
                Gevent.sleep(0.001);
                System.out.println("others run");
                reader.get();
                System.out.println("end");
            });
        }
    }

    private static Command echo() throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.command(Echo.class));
        String loop = Objects.requireNonNullElse(System.getProperty("gevent.loop"), "epoll");
        command.addAll(1, List.of("--enable-native-access=ALL-UNNAMED", "-Dgevent.loop=" + loop));
        int path = command.indexOf("-cp") + 1;
        command.set(path, String.join(File.pathSeparator, command.get(path), System.getProperty("java.class.path"),
                Objects.requireNonNullElse(System.getProperty("jdk.module.path"), "")));
        return Popen.of(command).stdout(PIPE);
    }

    @Test
    void whoReadsItFromAPipeLetsOthersRun() throws Exception {
        try (Popen jvm = echo().stdin(PIPE).start()) {
            Iterator<String> lines = jvm.lines().iterator();
            assertEquals("others run", lines.next());
            jvm.stdin().write("one\n".getBytes());
            assertEquals("got one", lines.next());
            jvm.stdin().close();
            assertEquals("end", lines.next());
            assertEquals(0, jvm.await());
        }
    }

    @Test
    void ofAFileItIsReadFromWhereOthersLeftIt() throws Exception {
        Path file = java.nio.file.Files.writeString(temp.resolve("in"), "first\nsecond\n");
        Command inner = echo();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "read line; exec \"$@\"", "sh"));
        command.addAll(inner.args());
        String output = Popen.of(command).stdin(Redirect.from(file)).checkOutput();

        assertEquals(List.of("end", "got second", "others run"), output.lines().sorted().toList());
    }
}
