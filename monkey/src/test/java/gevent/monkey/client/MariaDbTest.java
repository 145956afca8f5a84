package gevent.monkey.client;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.monkey.OtherThread;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** MariaDB's JDBC driver. */
class MariaDbTest extends ClientContract {
    private ServerProcess server;

    @Override
    void startServer() throws Exception {
        server = ServerProcess.ofSystem("mariadbd", "mariadb-server");
        String data = "--datadir=" + server.directory().resolve("data");
        server.run("mariadb-install-db", "--no-defaults", data, "--skip-test-db");
        server.start("ready for connections", "mariadbd", "--no-defaults", data, "--bind-address=127.0.0.1",
                "--port=" + server.port(), "--socket=" + server.directory().resolve("socket"), "--skip-grant-tables",
                "--max-connections=250", "--ssl-cert=" + server.file("certificate.pem", Tls.certificatePem()),
                "--ssl-key=" + server.file("key.pem", Tls.keyPem()));
    }

    @Override
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.OUT_OF_STEP;
    }

    @Override
    Connection connect(Options how) throws SQLException {
        return new Session(open(how));
    }

    private java.sql.Connection open(Options how) throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + server.port() + "/?user=test&sslMode="
                + (how.tls() ? "trust" : "disable") + "&socketTimeout=" + how.readTimeout());
    }

    private record Session(java.sql.Connection connection) implements Connection {
        @Override
        public byte[] echo(byte[] sent) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT ?")) {
                select.setBytes(1, sent);
                ResultSet row = select.executeQuery();
                assertTrue(row.next());
                return row.getBytes(1);
            }
        }

        @Override
        public void await(double seconds) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT SLEEP(" + seconds + ")");
            }
        }

        @Override
        public void abort() throws SQLException {
            connection.abort(Runnable::run);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    // ---- what else a program does

    @Test
    void rowsAreStreamed() {
        int sum = spawn(() -> {
            try (java.sql.Connection connection = open(Options.PLAIN);
                    Statement statement = connection.createStatement()) {
                statement.setFetchSize(10);
                ResultSet rows = statement.executeQuery("SELECT seq FROM mysql.seq_1_to_10000");
                int total = 0;
                while (rows.next()) {
                    total += rows.getInt(1);
                }
                return total;
            }
        }).get();

        assertEquals(10_000 * 10_001 / 2, sum);
    }

    @Test
    void aCancelFromAPlatformThreadEndsAQueryAndTheConnectionGoesOn() throws Exception {
        try (java.sql.Connection connection = open(Options.PLAIN); Statement statement = connection.createStatement()) {
            Greenlet<SQLException> query = reading(() -> assertThrows(SQLException.class,
                    () -> statement.execute("SELECT SLEEP(60) FROM mysql.seq_1_to_10")));
            OtherThread.start(() -> {
                awaitRow(open(Options.PLAIN),
                        "SELECT 1 FROM information_schema.processlist WHERE state = 'User sleep'");
                statement.cancel();
                return null;
            });

            assertEquals("70100", query.get().getSQLState());
            assertEquals(1, new Session(connection).echo(new byte[1]).length);
        }
    }
}
