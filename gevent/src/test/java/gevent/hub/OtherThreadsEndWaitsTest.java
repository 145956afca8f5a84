package gevent.hub;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.ChildJvm.Ended;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.queue.Channel;
import gevent.queue.Queue;
import gevent.signal.Signal;
import gevent.threadpool.ThreadPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Main waits for other threads as long as one lives that could end its wait. Each program has a JVM of its own, where
 * no test runner's thread lives.
 */
class OtherThreadsEndWaitsTest {
    @TempDir
    private Path temp;

    /** What main waits for, and how another thread ends the wait. */
    enum Wait {
        EVENT {
            @Override
            Object wakenBy(Waker waker) throws Exception {
                Event event = new Event();
                waker.soon(event::set);
                return event.await();
            }
        },
        RESULT {
            @Override
            Object wakenBy(Waker waker) throws Exception {
                AsyncResult<Boolean> result = new AsyncResult<>();
                waker.soon(() -> result.set(true));
                return result.get();
            }
        },
        QUEUE {
            @Override
            Object wakenBy(Waker waker) throws Exception {
                Queue<Boolean> queue = new Queue<>();
                waker.soon(() -> queue.put(true));
                return queue.get();
            }
        },
        CHANNEL {
            @Override
            Object wakenBy(Waker waker) throws Exception {
                Channel<Boolean> channel = new Channel<>();
                waker.soon(() -> channel.put(true));
                return channel.get();
            }
        },
        SEMAPHORE {
            @Override
            Object wakenBy(Waker waker) throws Exception {
                Semaphore semaphore = new Semaphore(0);
                waker.soon(semaphore::release);
                semaphore.acquire();
                return true;
            }
        },
        GREENLET {
            @Override
            Object wakenBy(Waker waker) throws Exception {
                Event event = new Event();
                waker.soon(event::set);
                return spawn(() -> event.await()).get();
            }
        },
        ALL_OF_THEM {
            @Override
            Object wakenBy(Waker waker) throws Exception {
                Event event = new Event();
                waker.soon(event::set);
                return joinall(spawn(() -> event.await()), spawn(() -> event.await())).size() == 2;
            }
        };

        abstract Object wakenBy(Waker waker) throws Exception;
    }

    /** A thread that gevent4j knows nothing of. */
    enum Waker {
        THREAD {
            @Override
            void start(Runnable code) {
                new Thread(code).start();
            }
        },
        DAEMON {
            @Override
            void start(Runnable code) {
                Thread.ofPlatform().daemon().start(code);
            }
        },
        EXECUTOR {
            @Override
            void start(Runnable code) {
                ExecutorService executor = Executors.newFixedThreadPool(2);
                executor.execute(code);
                executor.shutdown();
            }
        },
        VIRTUAL_THREAD {
            @Override
            void start(Runnable code) {
                Thread.startVirtualThread(code);
            }
        },
        VIRTUAL_THREAD_OF_AN_EXECUTOR {
            @Override
            void start(Runnable code) {
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                executor.execute(code);
                executor.shutdown();
            }
        },
        COMMON_POOL {
            @Override
            void start(Runnable code) {
                CompletableFuture.runAsync(code);
            }
        },
        DELAYED_TASK {
            @Override
            void start(Runnable code) {
                ForkJoinPool.commonPool().schedule(code, 100, TimeUnit.MILLISECONDS);
            }
        },
        OTHER_HUB {
            @Override
            void start(Runnable code) {
                new Thread(() -> spawn(() -> {
                    sleep(0.05);
                    code.run();
                }).join()).start();
            }
        },
        THREAD_POOL {
            @Override
            void start(Runnable code) {
                new ThreadPool(1).spawn(code::run);
            }
        },
        NOBODY {
            @Override
            void start(Runnable code) {
                Thread.ofPlatform().daemon().start(() -> Uninterrupted.millis(Duration.ofHours(1).toMillis()));
            }
        };

        abstract void start(Runnable code) throws Exception;

        final void soon(Runnable wake) throws Exception {
            start(() -> {
                Uninterrupted.millis(100);
                wake.run();
            });
        }
    }

    private static final class Uninterrupted {
        static void millis(long millis) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            for (long left; (left = end - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** Tries all waits with all wakers, and then whether the next wait is a LoopExit although those have lived. */
    static final class Matrix {
        static final Set<Waker> WAKERS = EnumSet.complementOf(EnumSet.of(Waker.NOBODY));

        public static void main(String[] args) throws Exception {
            for (Waker waker : WAKERS) {
                for (Wait wait : Wait.values()) {
                    System.out.println(waker + " " + wait + " " + wait.wakenBy(waker));
                }
            }
            try {
                new Event().await();
            } catch (LoopExit nothingLives) {
                System.out.println("LoopExit");
            }
        }
    }

    @Test
    void everyWaitIsEndedByEveryKindOfThread() throws Exception {
        Ended ended = ChildJvm.run(temp, Matrix.class, ChildJvm.ACCESS);

        assertEquals(Matrix.WAKERS.size() * Wait.values().length,
                ended.out().lines().filter(line -> line.endsWith(" true")).count(), ended.out());
        assertTrue(ended.out().endsWith("LoopExit\n"), ended::toString);
    }

    /** Waits that nothing can end though another thread of the program lives. */
    enum Hopeless {
        GREENLETS_THAT_JOIN_EACH_OTHER {
            @Override
            void hang() {
                Greenlet<?>[] pair = new Greenlet<?>[2];
                pair[0] = spawn(() -> pair[1].join());
                pair[1] = spawn(() -> pair[0].join());
                pair[0].join();
            }
        },
        GREENLETS_THAT_LOCK_CROSSWISE {
            @Override
            void hang() {
                joinall(lockCrosswise());
            }
        },
        ONE_THAT_WAITS_FOR_SUCH_A_PAIR {
            @Override
            void hang() {
                Greenlet<?>[] pair = lockCrosswise();
                spawn(() -> {
                    pair[0].join();
                }).join();
            }
        },
        MAIN_IN_THE_CIRCLE {
            @Override
            void hang() {
                RLock lock = new RLock();
                lock.lock();
                spawn(lock::lock).join();
            }
        };

        abstract void hang();

        private static Greenlet<?>[] lockCrosswise() {
            RLock one = new RLock();
            RLock two = new RLock();
            return new Greenlet<?>[] {spawn(() -> {
                one.lock();
                sleep(0.001);
                two.lock();
            }), spawn(() -> {
                two.lock();
                sleep(0.001);
                one.lock();
            })};
        }
    }

    static final class Cycles {
        public static void main(String[] args) throws Exception {
            Waker.NOBODY.start(null);
            for (Hopeless wait : Hopeless.values()) {
                try {
                    wait.hang();
                } catch (LoopExit exit) {
                    System.out.println(wait + " " + exit.getMessage().contains("deadlock"));
                }
            }
        }
    }

    @Test
    void aCircleOfOurOwnIsALoopExitWhateverOtherThreadsDo() throws Exception {
        Ended ended = ChildJvm.run(temp, Cycles.class, ChildJvm.ACCESS);

        assertEquals("", ended.err());
        assertEquals(Hopeless.values().length, ended.out().lines().filter(line -> line.endsWith(" true")).count(),
                ended.out());
    }

    /** Threads that live and cannot end a wait. */
    static final class Idle {
        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(() -> { }).join();
            CompletableFuture.runAsync(() -> { }).join();
            ForkJoinPool.commonPool().schedule(() -> { }, 1, TimeUnit.MILLISECONDS).get();
            ThreadPool pool = new ThreadPool(2);
            pool.spawn(() -> { }).get();
            CountDownLatch waits = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                spawn(() -> {
                    waits.countDown();
                    new Event().await();
                });
                try {
                    new Event().await();
                } catch (LoopExit mutual) {
                    System.out.println("the other hub: LoopExit");
                }
            });
            waits.await();
            try {
                new Event().await();
            } catch (LoopExit exit) {
                System.out.println("LoopExit");
            }
        }
    }

    @Test
    void idleThreadsOfPoolsAndHubsDoNotPreventALoopExit() throws Exception {
        Ended ended = ChildJvm.run(temp, Idle.class, ChildJvm.ACCESS);

        assertEquals("", ended.err());
        assertTrue(ended.out().lines().toList().contains("LoopExit"), ended.out());
    }

    static final class Slow {
        public static void main(String[] args) throws Exception {
            for (int i = 0; i < 2; i++) {
                AsyncResult<String> result = new AsyncResult<>();
                Thread waker = new Thread(() -> {
                    Uninterrupted.millis(1500);
                    result.set("late");
                }, "the waker");
                waker.start();
                System.out.println(result.get());
            }
        }
    }

    @Test
    void aWaitOfMoreThanASecondIsWarnedOfOnce() throws Exception {
        Ended ended = ChildJvm.run(temp, Slow.class, ChildJvm.ACCESS);

        assertEquals("late\nlate\n", ended.out());
        long warnings = ended.err().lines().filter(line -> line.contains("has nothing left to do")).count();
        assertEquals(1, warnings, ended.err());
        assertTrue(ended.err().contains("AsyncResult") && ended.err().contains("the waker")
                && ended.err().contains("Slow.main"), ended.err());
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void whoWantsItAlwaysGetsLoopExit(Wait wait) throws Exception {
        Ended ended = ChildJvm.run(temp, Strict.class, ChildJvm.ACCESS, "-Dgevent.loopexit=always", "-Dcase=" + wait);

        assertTrue(ended.err().contains("gevent.hub.LoopExit"), ended.err());
    }

    static final class Strict {
        public static void main(String[] args) throws Exception {
            Wait.valueOf(System.getProperty("case")).wakenBy(Waker.NOBODY);
        }
    }

    static final class WithSignal {
        public static void main(String[] args) {
            Signal.handle("USR1", () -> { });
            new Event().await();
        }
    }

    @Test
    void theMessageNamesSignalsThatDoNotCount() throws Exception {
        Ended ended = ChildJvm.run(temp, WithSignal.class, ChildJvm.ACCESS);

        assertTrue(ended.err().contains("USR1") && ended.err().contains("ref()"), ended.err());
        assertTrue(ended.err().contains("If another thread is to wake it"), ended.err());
    }

    /** Waits for what the JDK's threads complete. */
    static final class CompletedByTheJdk {
        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < 20; i++) {
                Event ended = new Event();
                new ProcessBuilder("true").start().onExit().thenRun(ended::set);
                ended.await();
            }
            Event accepted = new Event();
            try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open().bind(null)) {
                server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
                    @Override
                    public void completed(AsynchronousSocketChannel channel, Void nothing) {
                        accepted.set();
                    }

                    @Override
                    public void failed(Throwable failure, Void nothing) {
                        failure.printStackTrace();
                    }
                });
                int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                accepted.await();
            }
            System.out.println("all came");
        }
    }

    @Test
    void whatThreadsOfTheJdkCompleteEndsWaits() throws Exception {
        Ended ended = ChildJvm.run(temp, CompletedByTheJdk.class, ChildJvm.ACCESS);

        assertEquals("all came", ended.out().strip(), ended.err());
    }
}
