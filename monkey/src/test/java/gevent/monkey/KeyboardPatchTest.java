package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Action;
import gevent.Gevent;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ctrl-C while the main of {@code Gevent.run} waits in the JDK: it cleans up, and the status is 130. */
@Tag("jvm")
@EnabledOnOs(OS.LINUX)
class KeyboardPatchTest {
    @TempDir
    private Path temp;

    enum Way {
        SLEEP(() -> Thread.sleep(3_600_000)),
        STDIN(() -> System.in.read()),
        PROCESS(() -> {
            Process process = new ProcessBuilder("cat").start();
            try {
                process.waitFor();
            } finally {
                process.destroyForcibly();
            }
        }),
        QUEUE(() -> new LinkedBlockingQueue<String>().poll(1, TimeUnit.HOURS)),
        LOCK(() -> {
            Object monitor = new Object();
            synchronized (monitor) {
                monitor.wait();
            }
        });

        final Action await;

        Way(Action await) {
            this.await = await;
        }
    }

    static final class Waits {
        static void main(String[] way) {
            Monkey.patchAll();
            Gevent.run(() -> {
                try {
                    System.out.println("waits");
                    Way.valueOf(way[0]).await.run();
                } finally {
                    System.out.println("cleans up");
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMainThatWaitsCleansUp(Way way) throws Exception {
        ProcessBuilder program = ChildJvm.java(List.of("-javaagent:" + AgentJar.in(temp, AgentJar.manifest()), "-cp",
                ChildJvm.classPath(), Waits.class.getName(), way.name())).redirectErrorStream(true);
        Process process = program.start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("waits", out.readLine());
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

            assertEquals(List.of("cleans up"), out.readAllLines());
            assertEquals(130, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }
}
