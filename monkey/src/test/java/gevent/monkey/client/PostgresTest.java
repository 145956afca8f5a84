package gevent.monkey.client;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.monkey.OtherThread;
import java.io.StringReader;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.util.PSQLState;

/** PostgreSQL's JDBC driver. */
class PostgresTest extends ClientContract {
    private ServerProcess server;

    @Override
    void startServer() throws Exception {
        server = PostgresServer.start();
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
        Properties properties = new Properties();
        properties.setProperty("user", "test");
        properties.setProperty("sslmode", how.tls() ? "require" : "disable");
        properties.setProperty("socketTimeout", how.readTimeout() == 0 ? "0" : "1");
        return DriverManager.getConnection(PostgresServer.url(server), properties);
    }

    record Session(java.sql.Connection connection) implements Connection {
        @Override
        public byte[] echo(byte[] sent) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT ?::bytea")) {
                select.setBytes(1, sent);
                ResultSet row = select.executeQuery();
                assertTrue(row.next());
                return row.getBytes(1);
            }
        }

        @Override
        public void await(double seconds) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_sleep(" + seconds + ")");
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

    private Session session() throws SQLException {
        return new Session(open(Options.PLAIN));
    }

    @Test
    void transactionsRollBack() throws Exception {
        int left = spawn(() -> {
            Session session = session();
            try (java.sql.Connection connection = session.connection;
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE t (n INTEGER)");
                connection.setAutoCommit(false);
                statement.addBatch("INSERT INTO t VALUES (1)");
                statement.addBatch("INSERT INTO t VALUES (2)");
                assertArrayEquals(new int[] {1, 1}, statement.executeBatch());
                connection.rollback();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM t");
                assertTrue(count.next());
                return count.getInt(1);
            }
        }).get();

        assertEquals(0, left);
    }

    @Test
    void copiesIn() throws Exception {
        long rows = spawn(() -> {
            try (java.sql.Connection connection = open(Options.PLAIN);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE t (n INTEGER)");
                return connection.unwrap(PGConnection.class).getCopyAPI()
                        .copyIn("COPY t FROM STDIN", new StringReader("1\n".repeat(100_000)));
            }
        }).get();

        assertEquals(100_000, rows);
    }

    @Test
    void aCancelFromAPlatformThreadEndsAQueryAndTheConnectionGoesOn() throws Exception {
        Session session = session();
        try (java.sql.Connection connection = session.connection; Statement statement = connection.createStatement()) {
            Greenlet<SQLException> query = reading(() -> assertThrows(SQLException.class,
                    () -> statement.execute("SELECT pg_sleep(60)")));
            OtherThread.start(() -> {
                awaitRow(open(Options.PLAIN), "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
                statement.cancel();
                return null;
            });

            assertEquals(PSQLState.QUERY_CANCELED.getState(), query.get().getSQLState());
            assertEquals(1, session.echo(new byte[1]).length);
        }
    }

    @Test
    void whoListensIsTold() throws Exception {
        try (java.sql.Connection listener = open(Options.PLAIN); java.sql.Connection other = open(Options.PLAIN)) {
            listener.createStatement().execute("LISTEN news");
            Greenlet<PGNotification[]> told = reading(() -> listener.unwrap(PGConnection.class).getNotifications(0));
            other.createStatement().execute("NOTIFY news, 'hello'");

            assertEquals("hello", told.get()[0].getParameter());
        }
    }
}
