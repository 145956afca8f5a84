package gevent.monkey;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.Timeout;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads that a program starts itself wait as greenlets do; main ends their waits. In a JVM of its own. */
@Tag("jvm")
@EnabledOnOs(OS.LINUX)
class GuestPatchTest {
    @TempDir
    private Path temp;

    /** How a program starts a virtual thread. */
    enum Starter {
        EXECUTOR {
            @Override
            <V> Future<V> start(Callable<V> body) {
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                Future<V> future = executor.submit(body);
                executor.shutdown();
                return future;
            }
        },
        THREAD {
            @Override
            <V> Future<V> start(Callable<V> body) {
                FutureTask<V> future = new FutureTask<>(body);
                Thread.ofVirtual().start(future);
                return future;
            }
        };

        abstract <V> Future<V> start(Callable<V> body);
    }

    /** What it waits for; what main writes or closes ends the wait. */
    enum Wait {
        FIFO {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                return written(fifo, starter.start(() -> {
                    try (InputStream in = new FileInputStream(fifo.toFile())) {
                        return in.read();
                    }
                }));
            }
        },
        CHANNEL {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                return written(fifo, starter.start(() -> {
                    try (FileChannel channel = FileChannel.open(fifo)) {
                        return channel.read(ByteBuffer.allocateDirect(10));
                    }
                }));
            }
        },
        RANDOM_ACCESS {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                return written(fifo, starter.start(() -> {
                    try (RandomAccessFile file = new RandomAccessFile(fifo.toFile(), "r")) {
                        return file.read();
                    }
                }));
            }
        },
        WRITER {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                Future<Integer> writer = starter.start(() -> {
                    try (OutputStream out = new FileOutputStream(fifo.toFile())) {
                        out.write(new byte[MUCH]);
                    }
                    return MUCH;
                });
                return Files.readAllBytes(fifo).length - writer.get();
            }
        },
        PROCESS_STREAM {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                Process cat = new ProcessBuilder("cat").start();
                Future<Integer> reader = starter.start(() -> cat.getInputStream().read());
                sleep();
                cat.getOutputStream().write('x');
                cat.getOutputStream().close();
                return reader.get();
            }
        },
        PROCESS_END {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                Process cat = new ProcessBuilder("cat").start();
                Future<Integer> waiter = starter.start(cat::waitFor);
                sleep();
                cat.getOutputStream().close();
                return waiter.get();
            }
        },
        INTERRUPTED_SLEEP {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                Thread[] sleeper = {null};
                Future<String> sleeping = starter.start(() -> {
                    sleeper[0] = Thread.currentThread();
                    try {
                        Thread.sleep(1_000_000);
                        return "not interrupted";
                    } catch (InterruptedException e) {
                        return "interrupted, then " + Thread.currentThread().isInterrupted();
                    }
                });
                sleep();
                sleeper[0].interrupt();
                return sleeping.get();
            }
        },
        INTERRUPTED_READ {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                Thread[] reader = {null};
                Future<String> reading = starter.start(() -> {
                    reader[0] = Thread.currentThread();
                    try (InputStream in = new FileInputStream(fifo.toFile())) {
                        return in.read() + ", then " + Thread.currentThread().isInterrupted();
                    }
                });
                sleep();
                reader[0].interrupt();
                return written(fifo, reading);
            }
        },
        TIMEOUT {
            @Override
            Object of(Starter starter, Path fifo) throws Exception {
                return starter.start(() -> {
                    try (RandomAccessFile _ = new RandomAccessFile(fifo.toFile(), "rw");
                            InputStream in = new FileInputStream(fifo.toFile());
                            Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                        return in.read();
                    } catch (Timeout expired) {
                        return "timed out";
                    }
                }).get();
            }
        };

        private static final int MUCH = 1 << 20;

        /** @param fifo exists for this wait only; its other end is still closed */
        abstract Object of(Starter starter, Path fifo) throws Exception;

        private static <V> V written(Path fifo, Future<V> reader) throws Exception {
            try (OutputStream out = new FileOutputStream(fifo.toFile())) {
                out.write('x');
            }
            return reader.get();
        }
    }

    static final class Program {
        static void main(String[] directory) {
            Monkey.patchAll();
            Gevent.run(() -> {
                for (Wait wait : Wait.values()) {
                    for (Starter starter : Starter.values()) {
                        Path fifo = Path.of(directory[0], wait + "-" + starter);
                        new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
                        System.out.println(wait + " " + wait.of(starter, fifo));
                    }
                }
            });
        }
    }

    @Test
    void guestsWaitAsGreenletsDo() throws Exception {
        List<String> expected = List.of("FIFO 120", "CHANNEL 1", "RANDOM_ACCESS 120", "WRITER 0", "PROCESS_STREAM 120",
                "PROCESS_END 0", "INTERRUPTED_SLEEP interrupted, then false", "INTERRUPTED_READ 120, then true",
                "TIMEOUT timed out");

        assertEquals(expected.stream().flatMap(line -> List.of(line, line).stream()).toList(),
                ChildJvm.linesOf(Program.class, temp));
    }
}
