package gevent.server;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.socket.DatagramSocket;
import gevent.socket.Socket;
import gevent.subprocess.Subprocess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import jdk.net.ExtendedSocketOptions;

/**
 * Clients and servers in a network of their own, whose one line is bad, and is cut in the end. Tells what became of
 * them, a line each.
 */
final class LossyProgram {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int CLIENTS = 20;
    private static final int LENGTH = 100_000;
    private static final int PACKETS = 50;
    private static final Duration MOMENT = Duration.ofMillis(50);

    private LossyProgram() {
    }

    static void main() {
        Gevent.run(() -> {
            try (StreamServer echo = new StreamServer(ANY_PORT,
                    client -> client.getInputStream().transferTo(client.getOutputStream())).start()) {
                System.out.println("streams " + streams(echo.port()));
                System.out.println("packets " + packets());
                System.out.println(lost() > 0 ? "some were lost" : "none was lost");
                theLineIsCut(echo.port());
                echo.stop(Duration.ZERO);
            }
        });
    }

    // ---- a bad line

    private static long streams(int port) {
        List<Greenlet<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(spawn(LossyProgram::isEchoed, i, port));
        }
        joinall(clients, true);
        return clients.stream().filter(Greenlet::get).count();
    }

    private static boolean isEchoed(int seed, int port) throws IOException {
        byte[] sent = new byte[LENGTH];
        new Random(seed).nextBytes(sent);
        try (Socket socket = new Socket(ANY_PORT.getAddress(), port)) {
            Greenlet<Void> writer = spawn(() -> {
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
            });
            boolean right = Arrays.equals(sent, socket.getInputStream().readAllBytes());
            writer.get();
            return right;
        }
    }

    /** Asks until it is answered. */
    private static int packets() throws IOException {
        DatagramServer[] echo = new DatagramServer[1];
        echo[0] = new DatagramServer(ANY_PORT, (data, from) -> echo[0].sendto(data, from));
        int answered = 0;
        try (DatagramServer server = echo[0].start(); DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(200);
            socket.connect(server.address());
            for (byte i = 0; i < PACKETS; i++) {
                answered += isAnswered(socket, i) ? 1 : 0;
            }
            server.stop();
        }
        return answered;
    }

    private static boolean isAnswered(DatagramSocket socket, byte question) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
        for (int attempt = 0; attempt < 50; attempt++) {
            socket.send(new DatagramPacket(new byte[] {question}, 1));
            try {
                do {
                    socket.receive(answer);
                    // An earlier question may have been answered twice.
                } while (answer.getData()[0] != question);
                return true;
            } catch (SocketTimeoutException lost) {
                continue;
            }
        }
        return false;
    }

    // ---- no line

    private static void theLineIsCut(int port) throws IOException {
        try (Socket patient = talking(port); Socket impatient = talking(port); Socket alert = talking(port)) {
            run("tc qdisc replace dev lo root bfifo limit 1");
            patient.getOutputStream().write('y');
            System.out.println(withTimeout(MOMENT, () -> told(patient), "timed out"));
            impatient.setSoTimeout((int) MOMENT.toMillis());
            System.out.println(told(impatient));
            System.out.println(connecting(port));
            run("tc qdisc del dev lo root");
            System.out.println("mended, " + told(patient));
            alert.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 1)
                    .setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 1)
                    .setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 2).setKeepAlive(true);
            run("ip link set lo down");
            System.out.println(told(alert));
        }
    }

    private static Socket talking(int port) throws IOException {
        Socket socket = new Socket(ANY_PORT.getAddress(), port);
        socket.getOutputStream().write('x');
        socket.getInputStream().read();
        return socket;
    }

    private static String told(Socket socket) {
        try {
            return "read " + (char) socket.getInputStream().read();
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static String connecting(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(ANY_PORT.getAddress(), port), (int) MOMENT.toMillis());
            return "connected";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    // ---- the line

    private static void run(String command) throws IOException {
        Subprocess.checkOutput("sh", "-c", command);
    }

    private static int lost() throws IOException {
        String statistics = Subprocess.checkOutput("tc", "-s", "qdisc", "show", "dev", "lo");
        return Integer.parseInt(statistics.replaceAll("(?s).*dropped (\\d+),.*", "$1"));
    }
}
