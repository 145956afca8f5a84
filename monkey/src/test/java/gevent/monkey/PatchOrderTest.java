package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patches in any order, again, and with the agent loaded once, twice or late: each time in a JVM of its own. */
@Tag("jvm")
class PatchOrderTest {
    private static final Map<String, Runnable> PATCHES = new LinkedHashMap<>();

    static {
        PATCHES.put("socket", Monkey::patchSocket);
        PATCHES.put("dns", Monkey::patchDns);
        PATCHES.put("time", Monkey::patchTime);
        PATCHES.put("file", Monkey::patchFile);
        PATCHES.put("subprocess", Monkey::patchSubprocess);
    }

    @TempDir
    private Path temp;

    private String agent() throws Exception {
        return "-javaagent:" + AgentJar.in(temp, AgentJar.manifest());
    }

    private static List<String> lines(List<String> options, Class<?> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-cp", ChildJvm.classPath(), program.getName()));
        command.addAll(List.of(arguments));
        return ChildJvm.succeeded(ChildJvm.run(command));
    }

    // ---- order

    static final class Patches {
        static void main(String[] names) throws Exception {
            for (String name : names) {
                System.out.print(Monkey.isPatched(name));
                PATCHES.get(name).run();
                System.out.print(Monkey.isPatched(name));
                PATCHES.get(name).run();
            }
            System.out.println();
            String report = Monkey.report();
            System.out.print(report);
            Monkey.patchAll();
            System.out.println(Monkey.report().equals(report));
            Gevent.run(() -> {
                Path file = Files.createTempFile("patched", null);
                Files.writeString(file, "works");
                Thread.sleep(1);
                System.out.println(Files.readString(file) + new ProcessBuilder("true").start().waitFor());
                Files.delete(file);
            });
        }
    }

    /** With those and their opposites every patch has come before every other one. */
    @Test
    void anyOrderPatchesTheSame() throws Exception {
        TreeSet<String> results = new TreeSet<>();
        for (List<String> order : List.of(List.of("socket", "dns", "time", "file", "subprocess"),
                List.of("file", "socket", "subprocess", "time", "dns"))) {
            List<String> names = new ArrayList<>(order);
            for (int i = 0; i < 2; i++) {
                results.add(String.join("\n", lines(List.of(agent()), Patches.class, names.toArray(String[]::new))));
                Collections.reverse(names);
            }
        }

        assertEquals(1, results.size(), () -> String.join("\n\n", results));
        assertTrue(results.first().startsWith("falsetrue".repeat(5)), results.first());
        assertTrue(results.first().endsWith("true\nworks0"), results.first());
    }

    // ---- the agent

    static final class Reports {
        static void main() {
            Monkey.patchAll();
            System.out.print(Monkey.report());
        }
    }

    @Test
    void anAgentThatIsLoadedTwiceIsOne() throws Exception {
        Path copy = Files.copy(Path.of(AgentJar.in(temp, AgentJar.manifest())), temp.resolve("copy.jar"));
        List<String> once = lines(List.of(agent()), Reports.class);

        assertEquals(once, lines(List.of(agent(), agent()), Reports.class));
        assertEquals(once, lines(List.of(agent(), "-javaagent:" + copy), Reports.class));
    }

    /** Has jcmd load the agent into itself, as often as it is told. */
    static final class Attaches {
        static void main(String[] arguments) throws Exception {
            Monkey.patchTime();
            System.out.println(Monkey.isPatched("time"));
            for (int i = 0; i < 2; i++) {
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(ProcessHandle.current().pid()), "JVMTI.agent_load", arguments[0])
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
            }
            Monkey.patchTime();
            System.out.println(Monkey.isPatched("time"));
            Patches.main(new String[] {"socket", "dns", "file", "subprocess"});
        }
    }

    @Test
    void anAgentMayComeLateAndAgain() throws Exception {
        String jar = AgentJar.in(temp, AgentJar.manifest());
        List<String> late = new ArrayList<>(ChildJvm.ACCESS);
        late.add("-XX:+EnableDynamicAgentLoading");
        List<String> lines = lines(late, Attaches.class, jar);

        assertEquals(List.of("false", "true"), lines.subList(0, 2));
        assertEquals("works0", lines.getLast());
        assertEquals("true", lines(List.of(agent(), "-XX:+EnableDynamicAgentLoading"), Attaches.class, jar).getFirst());
    }

    // ---- what was there before

    static final class HasSockets {
        static void main(String[] first) throws IOException {
            if (first.length > 0) {
                PATCHES.get(first[0]).run();
            }
            ServerSocket[] opened = {open(), open()};
            Monkey.patchAll();
            System.out.print(Monkey.report());
            for (ServerSocket each : opened) {
                each.close();
            }
        }

        private static ServerSocket open() throws IOException {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        }
    }

    @Test
    void theFirstEarlySocketIsReportedWithItsStack() throws Exception {
        for (String[] first : List.of(new String[0], new String[] {"time"})) {
            List<String> lines = lines(List.of(agent()), HasSockets.class, first);
            String stack = lines.stream().skip(1).takeWhile(line -> line.startsWith(" "))
                    .collect(Collectors.joining("\n"));

            assertTrue(lines.getFirst().matches(".*sockets were open and stay as they were;"
                    + " the first was made by thread \"main\""), lines.getFirst());
            assertTrue(stack.startsWith("        at java.base/sun.nio.ch.NioSocketImpl.create("), stack);
            assertTrue(stack.endsWith(")"), stack);
            assertTrue(stack.contains("PatchOrderTest$HasSockets.open(PatchOrderTest.java:"), stack);
            assertTrue(stack.contains("PatchOrderTest$HasSockets.main(PatchOrderTest.java:"), stack);
        }
    }

    static final class HasNone {
        static void main() throws IOException {
            Monkey.patchAll();
            try (ServerSocket _ = new ServerSocket(0)) {
                System.out.print(Monkey.report());
            }
        }
    }

    @Test
    void whoComesLaterIsNotEarly() throws Exception {
        assertTrue(lines(List.of(agent()), HasNone.class).getFirst().endsWith("before it: no socket was open"));
    }
}
