package gevent.server;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;

import gevent.Greenlet;
import gevent.pool.Pool;
import gevent.socket.Socket;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Many clients of an {@link EchoProgram}: most of them idle, a hundred busy. Tells how many echoes were right. */
final class ClientsProgram {
    private static final int BUSY = 100;
    private static final int ROUNDS = 50;
    private static final int AT_ONCE = 100;

    private static int right;

    private ClientsProgram() {
    }

    static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int idle = Integer.parseInt(arguments[1]);
        List<Socket> open = new ArrayList<>();
        Pool connecting = new Pool(AT_ONCE);
        for (int i = 0; i < idle; i++) {
            connecting.spawn(() -> open.add(new Socket(InetAddress.getLoopbackAddress(), port)));
        }
        connecting.join();
        System.out.println(open.size());
        List<Greenlet<?>> busy = new ArrayList<>();
        for (int i = 0; i < BUSY; i++) {
            busy.add(spawn(() -> talk(port)));
        }
        joinall(busy, true);
        System.out.println(right);
        Pools.blocking().apply(System.in::read);
    }

    private static void talk(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < ROUNDS; i++) {
                socket.getOutputStream().write(i);
                if (socket.getInputStream().read() == i) {
                    right++;
                }
            }
        }
    }
}
