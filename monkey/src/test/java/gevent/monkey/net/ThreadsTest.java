package gevent.monkey.net;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.Hub;
import gevent.monkey.FreshHub;
import gevent.monkey.OtherThread;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets on every kind of thread, on several at once, and closed from each. */
@Tag("io")
@ExtendWith(FreshHub.class)
class ThreadsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    /** More than the system buffers between two sockets. */
    private static final int MUCH = 16 << 20;

    private final List<OtherThread> others = new ArrayList<>();

    /** The kinds of threads that code can run on. */
    enum Kind {
        MAIN {
            @Override
            <T> T run(Callable<T> code) throws Exception {
                Hub.get();
                return code.call();
            }
        },
        GREENLET {
            @Override
            <T> T run(Callable<T> code) {
                return spawn(code).get();
            }
        },
        GUEST {
            @Override
            <T> T run(Callable<T> code) {
                return spawn(() -> {
                    FutureTask<T> task = new FutureTask<>(code);
                    Thread.startVirtualThread(task);
                    return task.get();
                }).get();
            }
        },
        VIRTUAL_THREAD {
            @Override
            <T> T run(Callable<T> code) throws Exception {
                return OtherThread.startVirtual(code).result();
            }
        },
        THREAD_WITHOUT_HUB {
            @Override
            <T> T run(Callable<T> code) throws Exception {
                return OtherThread.start(code).result();
            }
        };

        abstract <T> T run(Callable<T> code) throws Exception;
    }

    @AfterEach
    void endOthers() throws Exception {
        for (OtherThread other : others) {
            other.result();
        }
    }

    /** On another thread. */
    private OtherThread meanwhile(Callable<?> code) {
        OtherThread other = OtherThread.start(code);
        others.add(other);
        return other;
    }

    /** On another thread, once the current one stands in a method of a socket's implementation. */
    private void whenWaitingIn(String method, Callable<?> code) {
        Thread self = Thread.currentThread();
        meanwhile(() -> {
            OtherThread.awaitWaitingIn(self, method);
            return code.call();
        });
    }

    private static Callable<Void> closing(AutoCloseable socket) {
        return () -> {
            socket.close();
            return null;
        };
    }

    // ---- each kind

    @ParameterizedTest
    @EnumSource
    void reads(Kind kind) throws Exception {
        try (Pair pair = Pair.open()) {
            int read = kind.run(() -> {
                whenWaitingIn("read", () -> {
                    pair.farOut().write('x');
                    return null;
                });
                return pair.in().read();
            });

            assertEquals('x', read);
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesMuch(Kind kind) throws Exception {
        byte[] much = new byte[MUCH];
        Arrays.fill(much, (byte) 7);
        try (Pair pair = Pair.open()) {
            OtherThread reader = meanwhile(() -> pair.farIn().readNBytes(MUCH));
            kind.run(() -> {
                pair.out().write(much);
                return null;
            });

            assertArrayEquals(much, reader.<byte[]>result());
        }
    }

    @ParameterizedTest
    @EnumSource
    void accepts(Kind kind) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            int peer = kind.run(() -> {
                whenWaitingIn("accept", () -> {
                    new Socket(LOOPBACK, server.getLocalPort()).close();
                    return null;
                });
                try (Socket accepted = server.accept()) {
                    return accepted.getPort();
                }
            });

            assertTrue(peer > 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void connects(Kind kind) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
                Socket connected = kind.run(() -> new Socket(LOOPBACK, server.getLocalPort()));
                Socket accepted = server.accept()) {
            assertEquals(connected.getLocalPort(), accepted.getPort());
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesUpReadingWhenTheTimeIsUp(Kind kind) throws Exception {
        try (Pair pair = Pair.open()) {
            pair.near().setSoTimeout(10);

            assertEquals("Read timed out", kind.run(() -> assertThrows(java.net.SocketTimeoutException.class,
                    () -> pair.in().read()).getMessage()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isToldOfACloseWhileItReads(Kind kind) throws Exception {
        try (Pair pair = Pair.open()) {
            assertEquals("Socket closed", kind.run(() -> {
                whenWaitingIn("read", closing(pair.near()));
                return assertThrows(SocketException.class, () -> pair.in().read()).getMessage();
            }));
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitsForItsTurnToWrite(Kind kind) throws Exception {
        try (Pair pair = Pair.open()) {
            byte[] much = new byte[MUCH];
            OtherThread first = meanwhile(() -> {
                pair.out().write(much);
                return null;
            });
            OtherThread.awaitWaitingIn(first.thread(), "write");
            kind.run(() -> {
                whenWaitingIn("write", () -> pair.farIn().readNBytes(MUCH + 1));
                pair.out().write('x');
                return null;
            });

            assertEquals('x', others.getLast().<byte[]>result()[MUCH]);
        }
    }

    // ---- closing from each kind

    @ParameterizedTest
    @EnumSource
    void closesUnderAReaderWithoutHub(Kind kind) throws Exception {
        try (Pair pair = Pair.open()) {
            OtherThread reader = meanwhile(() -> assertThrows(SocketException.class, () -> pair.in().read()));
            OtherThread.awaitWaitingIn(reader.thread(), "read");
            kind.run(closing(pair.near()));

            assertEquals("Socket closed", reader.<Exception>result().getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesUnderAReaderOnAnotherHub(Kind kind) throws Exception {
        try (Pair pair = Pair.open()) {
            OtherThread reader = meanwhile(() -> {
                Hub.get();
                return assertThrows(SocketException.class, () -> pair.in().read());
            });
            OtherThread.awaitWaitingIn(reader.thread(), "read");
            kind.run(closing(pair.near()));

            assertEquals("Socket closed", reader.<Exception>result().getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"VIRTUAL_THREAD", "THREAD_WITHOUT_HUB"})
    void closesUnderAReaderOnItsOwnHub(Kind kind) throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<Exception> reader = spawn(() -> assertThrows(SocketException.class, () -> pair.in().read()));
            Gevent.sleep();
            kind.run(closing(pair.near()));

            assertEquals("Socket closed", reader.get().getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesUnderAnAcceptor(Kind kind) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            OtherThread acceptor = meanwhile(() -> assertThrows(SocketException.class, server::accept));
            OtherThread.awaitWaitingIn(acceptor.thread(), "accept");
            kind.run(closing(server));

            assertEquals("Socket closed", acceptor.<Exception>result().getMessage());
        }
    }

    // ---- several threads

    @Test
    void twoHubsShareASocket() throws Exception {
        try (Pair pair = Pair.open()) {
            OtherThread reader = meanwhile(() -> spawn(() -> pair.in().readNBytes(MUCH)).get());
            OtherThread writer = meanwhile(() -> spawn(() -> {
                pair.out().write(new byte[MUCH]);
                return "written";
            }).get());
            Greenlet<?> there = spawn(() -> pair.farOut().write(new byte[MUCH]));
            assertEquals(MUCH, pair.farIn().readNBytes(MUCH).length);
            there.join();

            assertEquals(MUCH, reader.<byte[]>result().length);
            assertEquals("written", writer.<String>result());
        }
    }

    @Test
    void twoHubsReadAByteEach() throws Exception {
        try (Pair pair = Pair.open()) {
            Callable<Integer> read = () -> {
                Hub.get();
                return pair.in().read();
            };
            OtherThread first = meanwhile(read);
            OtherThread second = meanwhile(read);
            OtherThread.awaitWaitingIn(first.thread(), "read");
            OtherThread.awaitWaitingIn(second.thread(), "read");
            pair.farOut().write(new byte[] {'a', 'b'});

            assertEquals(Set.of((int) 'a', (int) 'b'), Set.of(first.<Integer>result(), second.<Integer>result()));
        }
    }

    @Test
    void writersOnSeveralThreadsDoNotMix() throws Exception {
        int size = 1 << 20;
        try (Pair pair = Pair.open()) {
            for (int i = 0; i < 4; i++) {
                byte[] own = new byte[size];
                Arrays.fill(own, (byte) i);
                meanwhile(() -> {
                    pair.out().write(own);
                    return null;
                });
            }
            Set<Byte> parts = new java.util.HashSet<>();
            for (int i = 0; i < 4; i++) {
                byte[] part = pair.farIn().readNBytes(size);
                byte[] whole = new byte[size];
                Arrays.fill(whole, part[0]);
                assertArrayEquals(whole, part);
                parts.add(part[0]);
            }

            assertEquals(4, parts.size());
        }
    }

    @Test
    void aSocketOutlivesItsHub() throws Exception {
        try (Pair pair = Pair.open()) {
            pair.near().setSoTimeout(1);
            assertThrows(java.net.SocketTimeoutException.class, () -> pair.in().read());
            Hub.get().close();
            pair.near().setSoTimeout(0);
            Hub.get();
            whenWaitingIn("read", () -> {
                pair.farOut().write('x');
                return null;
            });

            assertEquals('x', pair.in().read());
        }
    }

    @Test
    void aThreadWithoutHubGetsNone() throws Exception {
        assertNull(OtherThread.start(() -> {
            try (Pair pair = Pair.open()) {
                pair.near().setSoTimeout(1);
                assertThrows(java.net.SocketTimeoutException.class, () -> pair.in().read());
            }
            return Hub.getIfExists();
        }).result());
    }

    @Test
    void closingRacesWithReadingAndIsNeverMissed() throws Exception {
        for (int i = 0; i < 300; i++) {
            try (Pair pair = Pair.open()) {
                java.io.InputStream in = pair.in();
                OtherThread closer = OtherThread.start(closing(pair.near()));
                Hub.get();

                assertEquals("Socket closed", assertThrows(SocketException.class, in::read).getMessage());
                closer.result();
            }
        }
    }
}
