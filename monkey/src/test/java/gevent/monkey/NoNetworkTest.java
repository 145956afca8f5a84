package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that asks for no network has none to do with it, whatever is patched. */
@Tag("jvm")
@EnabledOnOs(OS.LINUX)
class NoNetworkTest {
    private static final Path STRACE = Path.of("/usr/bin/strace");

    @TempDir
    private Path temp;

    private List<String> callsOf(String loop, String source) throws Exception {
        boolean required = "required".equals(System.getenv("GEVENT_TEST_SERVERS"));
        Assumptions.assumeTrue(required || Files.isExecutable(STRACE), "no strace: install Debian's strace");
        Path trace = temp.resolve("trace");
        Path script = Files.writeString(temp.resolve("Script.java"), source);
        List<String> command = new ArrayList<>(List.of(STRACE.toString(), "-f", "-o", trace.toString(), "-e",
                "trace=connect,bind,listen,sendto,sendmsg,sendmmsg"));
        command.addAll(ChildJvm.java(List.of("-javaagent:" + AgentJar.in(temp, AgentJar.manifest()), "-cp",
                ChildJvm.classPath(), Main.class.getName(), "--loop", loop, script.toString())).command());
        Process traced = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertEquals("hello\n", new String(traced.getInputStream().readAllBytes()));
        assertEquals(0, traced.waitFor());
        return Files.readAllLines(trace).stream().filter(line -> line.contains("AF_INET")).toList();
    }

    private static final String HELLO = """
            import static gevent.Gevent.*;
            void main() throws Exception {
                joinall(spawn(() -> Thread.sleep(1)), spawn(() -> IO.println("hello")));
                java.nio.file.Files.readString(java.nio.file.Path.of("/etc/hostname"));
                new ProcessBuilder("true").start().waitFor();
            }
            """;

    @Test
    void nothingIsBoundOrConnectedUnasked() throws Exception {
        assertEquals(List.of(), callsOf("epoll", HELLO));
        assertEquals(List.of(), callsOf("nio", HELLO));
    }

    @Test
    void whatIsAskedForIsSeen() throws Exception {
        List<String> calls = callsOf("epoll", """
                void main() throws Exception {
                    new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress()).close();
                    IO.println("hello");
                }
                """);
        assertTrue(calls.stream().anyMatch(line -> line.contains("bind(")), () -> calls + "");
    }
}
