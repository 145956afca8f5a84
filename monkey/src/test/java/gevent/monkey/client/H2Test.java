package gevent.monkey.client;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.monkey.OtherThread;
import java.lang.reflect.Constructor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.h2.server.TcpServer;
import org.h2.server.TcpServerThread;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;

/** H2 over TCP, the server in this JVM. */
class H2Test extends ClientContract {
    /** A close of what is out of step may wait for more than will come. */
    private static final int PATIENCE = 2000;

    private Server server;
    private Server tlsServer;

    /** For SQL. */
    public static final class Wait {
        private static volatile CountDownLatch end = new CountDownLatch(1);
        private static volatile boolean begun;

        private Wait() {
        }

        /** Until then, or until a session is closed: one that waits in the server cannot be. */
        public static void await(double seconds) throws InterruptedException {
            begun = true;
            end.await((long) (seconds * 1000), TimeUnit.MILLISECONDS);
        }

        static void end() {
            end.countDown();
            end = new CountDownLatch(1);
        }
    }

    @Override
    void startServer() throws Exception {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        // It listens for fifty at once; who comes as the next is let in at the system's second or third try.
        System.setProperty("h2.socketConnectTimeout", "60000");
        System.setProperty("javax.net.ssl.keyStore", Tls.store().toString());
        System.setProperty("javax.net.ssl.keyStorePassword", Tls.PASSWORD);
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-tcpDaemon").start();
        tlsServer = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-tcpDaemon", "-tcpSSL").start();
        try (java.sql.Connection connection = DriverManager.getConnection("jdbc:h2:mem:test;DB_CLOSE_DELAY=-1");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ALIAS AWAIT FOR '" + Wait.class.getName() + ".await'");
        }
    }

    @Override
    void stopServer() {
        for (Server each : new Server[] {server, tlsServer}) {
            if (each != null) {
                each.stop();
            }
        }
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.OUT_OF_STEP;
    }

    @Override
    boolean isSocketTimeout(Exception thrown) {
        return isCausedBy(SQLNonTransientConnectionException.class, thrown);
    }

    /** It drops a broken connection without closing its socket, the JDK's, too: that is left to the collector. */
    @Override
    void letGo() {
        Wait.end();
        System.gc();
    }

    /** Its {@code abort} does nothing, and its {@code close} waits for the answer that is due. */
    @Override
    @Test
    void aCloseFromAPlatformThreadEndsARead() throws Exception {
        java.sql.Connection connection = open("tcp", server.getPort(), Options.PLAIN);
        Wait.begun = false;
        Greenlet<?> reader = spawn(() -> new Session(connection).await(LONG));
        OtherThread.awaitThat(() -> {
            sleep();
            return Wait.begun;
        });
        OtherThread closer = OtherThread.start(() -> {
            connection.close();
            return null;
        });
        OtherThread.awaitThat(() -> closer.thread().getState() == Thread.State.WAITING);
        Wait.end();

        reader.join();
        assertTrue(reader.isSuccessful());
        closer.result();
    }

    @Override
    Connection connect(Options how) throws SQLException {
        return new Session(how.tls() ? open("ssl", tlsServer.getPort(), how) : open("tcp", server.getPort(), how));
    }

    private static java.sql.Connection open(String protocol, int port, Options how) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:" + protocol + "://localhost:" + port + "/mem:test"
                + ";NETWORK_TIMEOUT=" + (how.readTimeout() == 0 ? PATIENCE : how.readTimeout()));
    }

    private record Session(java.sql.Connection connection) implements Connection {
        @Override
        public byte[] echo(byte[] sent) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT CAST(? AS VARBINARY)")) {
                select.setBytes(1, sent);
                ResultSet row = select.executeQuery();
                assertTrue(row.next());
                return row.getBytes(1);
            }
        }

        @Override
        public void await(double seconds) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CALL AWAIT(" + seconds + ")");
            }
        }

        @Override
        public void close() throws SQLException {
            Wait.end();
            try {
                connection.close();
            } catch (SQLNonTransientConnectionException outOfStep) {
                // It is closed nevertheless.
            }
        }
    }

    // ---- both on one thread

    /** H2 starts a thread for each session; here each is a greenlet. */
    private static void serve(ServerSocket listener, TcpServer as) throws Exception {
        Constructor<TcpServerThread> session = TcpServerThread.class.getDeclaredConstructor(Socket.class,
                TcpServer.class, int.class);
        session.setAccessible(true);
        while (true) {
            spawn(session.newInstance(listener.accept(), as, 0)::run);
        }
    }

    @Test
    void serverAndClientsShareAThread() throws Exception {
        TcpServer as = new TcpServer();
        as.init("-tcpPort", "0", "-ifNotExists");
        as.start();
        try (ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Greenlet<?> acceptor = spawn(() -> serve(listener, as));
            List<Greenlet<Integer>> clients = IntStream.range(0, 100).mapToObj(i -> spawn(() -> {
                try (java.sql.Connection connection = open("tcp", listener.getLocalPort(), Options.PLAIN)) {
                    new Session(connection).await(DELAY);
                    return new Session(connection).echo(new byte[i]).length;
                }
            })).toList();
            joinall(clients, true);
            acceptor.kill();
            as.stop();

            assertEquals(IntStream.range(0, 100).boxed().toList(), clients.stream().map(Greenlet::value).toList());
        }
    }
}
