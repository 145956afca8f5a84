package gevent.signal;

import static gevent.subprocess.Redirect.PIPE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.event.Event;
import gevent.hub.ChildJvm;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.KeyboardInterrupt;
import gevent.os.Child;
import gevent.subprocess.Popen;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ctrl-C, in JVMs of their own. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(FreshHub.class)
class KeyboardInterruptTest {
    private static final double LONG = 1000;
    private static final int ENDED_BY_CTRL_C = 130;

    /** A program, what it prints after it was told, and its exit status. */
    enum Program {
        HUB_MAIN(ENDED_BY_CTRL_C, "cleanup", "hook") {
            @Override
            void run() {
                try {
                    Hub.get();
                    ready();
                    Gevent.sleep(LONG);
                } finally {
                    System.out.println("cleanup");
                }
            }
        },
        RUN(ENDED_BY_CTRL_C, "main's cleanup", "other's cleanup", "hook") {
            @Override
            void run() {
                Gevent.run(() -> {
                    Gevent.spawn(() -> cleaningUp("other's cleanup", () -> Gevent.sleep(LONG)));
                    cleaningUp("main's cleanup", () -> {
                        Gevent.sleep();
                        ready();
                        Gevent.sleep(LONG);
                    });
                });
            }
        },
        RUN_IN_A_WAIT_OF_THE_JDK(ENDED_BY_CTRL_C, "cleanup", "hook") {
            @Override
            void run() {
                Gevent.run(() -> cleaningUp("cleanup", () -> {
                    ready();
                    Thread.sleep((long) LONG * 1000);
                }));
            }
        },
        HUB_MAIN_IN_A_WAIT_OF_THE_JDK(ENDED_BY_CTRL_C, "cleanup", "hook") {
            @Override
            void run() throws Exception {
                Hub.get();
                cleaningUp("cleanup", () -> {
                    ready();
                    Thread.sleep((long) LONG * 1000);
                });
            }
        },
        CAUGHT(0, "caught", "went on", "hook") {
            @Override
            void run() {
                try {
                    Hub.get();
                    ready();
                    Gevent.sleep(LONG);
                } catch (KeyboardInterrupt e) {
                    System.out.println("caught");
                }
                Gevent.sleep(0.001);
                System.out.println("went on");
            }
        },
        EXITS_IN_ITS_CLEANUP(3, "hook") {
            @Override
            void run() {
                Gevent.run(() -> {
                    try {
                        ready();
                        Gevent.sleep(LONG);
                    } finally {
                        System.exit(3);
                    }
                });
            }
        },
        NEVER_WAITS_AND_IS_TOLD_TWICE(ENDED_BY_CTRL_C, "hook") {
            @Override
            void run() {
                Gevent.sleep(0);
                ready();
                boolean told = false;
                while (true) {
                    if (!told && Thread.currentThread().isInterrupted()) {
                        told = true;
                        ready();
                    }
                }
            }
        },
        WITHOUT_A_HUB_ANY_MORE(ENDED_BY_CTRL_C, "hook") {
            @Override
            void run() throws Exception {
                Gevent.run(() -> { });
                ready();
                Thread.sleep((long) LONG * 1000);
            }
        },
        WITH_A_HANDLER(0, "handled", "hook") {
            @Override
            void run() {
                Event stop = new Event();
                Signal.handle("INT", () -> {
                    System.out.println("handled");
                    stop.set();
                }).ref();
                ready();
                stop.await();
            }
        };

        private final int status;
        private final List<String> output;

        Program(int status, String... output) {
            this.status = status;
            this.output = List.of(output);
        }

        abstract void run() throws Exception;

        static void ready() {
            System.out.println("ready");
        }

        static void cleaningUp(String what, gevent.Action body) throws Exception {
            try {
                body.run();
            } finally {
                System.out.println(what);
            }
        }

        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            valueOf(arguments[0]).run();
        }
    }

    @ParameterizedTest
    @EnumSource(Program.class)
    void stopsTheMainOfAHubWithItsCleanup(Program program) throws Exception {
        List<String> command = new ArrayList<>(ChildJvm.BOUND);
        command.addAll(ChildJvm.command(Program.class, program.name()));
        try (Popen jvm = Popen.of(command).stdout(PIPE).start()) {
            Iterator<String> lines = jvm.lines().iterator();
            List<String> told = new ArrayList<>();
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.equals("ready")) {
                    jvm.sendSignal("INT");
                } else {
                    told.add(line);
                }
            }

            assertEquals(program.output, told);
            // Of the JDK's own children one cannot tell an end by the signal that was sent from an exit that says so.
            assertEquals(Child.areSupported() || program.status < 128 ? program.status : 128 - program.status,
                    jvm.await());
        }
    }
}
