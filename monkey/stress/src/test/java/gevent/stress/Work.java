package gevent.stress;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.os.Descriptor;
import gevent.pool.HubPool;
import gevent.server.DatagramServer;
import gevent.server.StreamServer;
import gevent.socket.DatagramSocket;
import gevent.socket.Dns;
import gevent.socket.ServerSocket;
import gevent.socket.Socket;
import gevent.socket.Sockets;
import gevent.threadpool.ThreadPool;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the greenlets of a {@link Crowd} do: with sockets, files and each other. Each task checks its own data. */
final class Work {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Random random;
    private final boolean troubled;
    private final Verdict verdict;
    private final Aid aid;
    private final FileWork files;
    private final SharedWork shared;
    private final List<Thread> guests = new CopyOnWriteArrayList<>();       // any thread
    private final Set<Integer> failed = ConcurrentHashMap.newKeySet();      // ports of clients whose handlers failed
    private StreamServer streams;
    private StreamServer unix;
    private DatagramServer packets;
    private HubPool hubs;
    private ThreadPool threads;
    private int port;
    private UnixDomainSocketAddress unixAddress;
    private InetSocketAddress packetsAddress;

    Work(Path folder, Random random, boolean troubled, Verdict verdict) {
        this.folder = folder;
        this.aid = new Aid(random, troubled, verdict);
        this.files = new FileWork(folder, aid);
        this.random = random;
        this.troubled = troubled;
        this.verdict = verdict;
        this.shared = new SharedWork(random, verdict);
    }

    // ---- life

    void begin() throws IOException {
        streams = new StreamServer(new InetSocketAddress(LOOPBACK, 0), this::echo).backOff(0.001, 0.01).start();
        packets = new DatagramServer(new InetSocketAddress(LOOPBACK, 0),
                (data, from) -> packets.sendto(data, from)).backOff(0.001, 0.01).start();
        // While calls fail, a server does not know its address.
        packetsAddress = (InetSocketAddress) packets.address();
        port = streams.port();
        if (Descriptor.areSupported()) {
            Path path = folder.resolve("socket");
            Files.deleteIfExists(path);
            unixAddress = UnixDomainSocketAddress.of(path);
            unix = new StreamServer(unixAddress, this::echo).backOff(0.001, 0.01).start();
        }
        hubs = new HubPool(2);
        threads = new ThreadPool(4, Duration.ofMillis(1));
        files.begin();
        shared.begin();
    }

    void end() throws Exception {
        for (Thread each : guests) {
            verdict.check(each.join(PATIENCE), "a guest did not end");
        }
        verdict.check(hubs.join(PATIENCE), "the hubs' greenlets did not end");
        hubs.close();
        verdict.check(threads.join(PATIENCE), "tasks on threads did not end");
        threads.kill();
        boolean stopped = streams.stop(Duration.ofSeconds(10)) & packets.stop(Duration.ofSeconds(10))
                & (unix == null || unix.stop(Duration.ofSeconds(10)));
        verdict.check(stopped, "handlers did not end: " + streams.handling() + ", " + packets.handling());
        shared.end();
        // A thread may still open one for a greenlet that was killed.
        files.end();
    }

    void abandon() {
        List<Action> steps = new ArrayList<>(List.of(streams::close, packets::close, hubs::kill, hubs::close,
                threads::kill, shared::abandon, files::end));
        if (unix != null) {
            steps.add(unix::close);
        }
        for (Action each : steps) {
            try {
                each.run();
            } catch (Throwable t) {
                verdict.wrong("could not be given back: " + t);
            }
        }
    }

    /** Helpers of the tasks, and what trouble may close. */
    Aid aid() {
        return aid;
    }

    Map<String, Action> tasks() {
        Map<String, Action> tasks = new LinkedHashMap<>(shared.tasks());
        tasks.putAll(files.tasks());
        tasks.put("stream", () -> exchange(new Socket(LOOPBACK, port)));
        tasks.put("stream by name", () -> exchange(Sockets.createConnection("localhost", port, 10.0)));
        tasks.put("stream on another hub", () -> hubs.apply(() -> exchange(new Socket(LOOPBACK, port))));
        tasks.put("stream on a thread", () -> threads.apply(
                () -> Gevent.run(() -> exchange(new Socket(LOOPBACK, port)))));
        tasks.put("stream of a guest", this::exchangeInGuest);
        tasks.put("reset", () -> abort(0));
        tasks.put("lingering close", () -> abort(1));
        tasks.put("listener", this::listen);
        tasks.put("packets", this::sendPackets);
        tasks.put("name", () -> Dns.lookup("localhost"));
        if (Descriptor.areSupported()) {
            tasks.put("unix stream",
                    () -> exchange(Sockets.createConnection(unixAddress)));
        }
        return tasks;
    }

    // ---- sockets

    private void echo(java.net.Socket client) throws IOException {
        try {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (Throwable t) {
            failed.add(client.getPort());
            throw t;
        }
    }

    private boolean exchange(Socket connected) throws IOException {
        try (Socket socket = aid.closable(connected)) {
            int own = socket.getLocalPort();
            boolean isUnix = socket.getPort() == 1;
            aid.pass("stream", socket.getOutputStream(), socket::shutdownOutput, socket::close, socket.getInputStream(),
                    () -> !isUnix && !failed.contains(own) && !socket.isClosed());
        }
        return true;
    }

    private void exchangeInGuest() throws InterruptedException {
        Thread guest = Thread.ofVirtual().unstarted(() -> {
            try {
                exchange(new Socket(LOOPBACK, port));
            } catch (Throwable t) {
                verdict.see("guest", t);
                verdict.check(troubled, "a guest failed without trouble: " + t);
            }
        });
        guests.add(guest);
        guest.start();
        guest.join();
    }

    private void abort(int linger) throws IOException {
        try (Socket socket = aid.closable(new Socket(LOOPBACK, port))) {
            socket.getOutputStream().write(aid.some(Aid.LONGEST));
            socket.setSoLinger(true, linger);
        }
    }

    private void listen() throws IOException {
        Greenlet<?> client;
        try (ServerSocket server = aid.closable(new ServerSocket(0, 5, LOOPBACK))) {
            client = aid.help("client", server::close, () -> callAndHear(server.getLocalPort()));
            try (java.net.Socket accepted = server.accept()) {
                aid.closable(accepted);
                int got = accepted.getInputStream().read();
                verdict.check(got == 'x' || got == -1, "another byte came: " + got);
            }
        }
        client.join();
    }

    private void callAndHear(int at) throws IOException {
        try (Socket socket = aid.closable(new Socket(LOOPBACK, at))) {
            socket.getOutputStream().write('x');
            verdict.check(socket.getInputStream().read() < 1, "a byte came that nobody sent");
        }
    }

    private void sendPackets() throws IOException {
        try (DatagramSocket socket = aid.closable(new DatagramSocket())) {
            socket.setSoTimeout(50);
            if (random.nextBoolean()) {
                socket.connect(packetsAddress);
            }
            byte[] sent = aid.some(2_000);
            for (int i = 0; i < 3; i++) {
                socket.send(new DatagramPacket(sent, sent.length, packetsAddress));
                DatagramPacket answer = new DatagramPacket(new byte[3_000], 3_000);
                try {
                    socket.receive(answer);
                    verdict.check(Arrays.equals(sent, Arrays.copyOf(answer.getData(), answer.getLength())),
                            "another packet came than was sent");
                } catch (SocketTimeoutException lost) {
                    // As packets may be.
                }
            }
        }
    }
}
