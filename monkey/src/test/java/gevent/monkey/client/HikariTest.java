package gevent.monkey.client;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import gevent.Greenlet;
import gevent.Timeout;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** HikariCP over PostgreSQL's driver: threads of the pool open the connections, which greenlets then use. */
class HikariTest extends ClientContract {
    private static final int MANY = 50;

    private ServerProcess server;
    private HikariDataSource pool;

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

    private HikariDataSource pool(int size, boolean tls) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(PostgresServer.url(server) + "?sslmode=" + (tls ? "require" : "disable"));
        config.setUsername("test");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** The pool pauses after each connection that it opens, so the usual number would take long. */
    @Override
    int many() {
        return MANY;
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.OUT_OF_STEP;
    }

    @Override
    void closeIdle() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }

    @Override
    Connection connect(Options how) throws SQLException {
        if (pool == null) {
            pool = pool(MANY + 1, how.tls());
        }
        java.sql.Connection connection = pool.getConnection();
        connection.setNetworkTimeout(Runnable::run, how.readTimeout());
        return new PostgresTest.Session(connection);
    }

    // ---- what else a program does

    @Test
    void manyShareAFew() {
        try (HikariDataSource few = pool(3, false)) {
            List<Greenlet<Integer>> many = IntStream.range(0, 50).mapToObj(i -> spawn(() -> {
                try (java.sql.Connection connection = few.getConnection()) {
                    return new PostgresTest.Session(connection).echo(new byte[i]).length;
                }
            })).toList();
            joinall(many, true);

            assertEquals(IntStream.range(0, 50).boxed().toList(), many.stream().map(Greenlet::value).toList());
        }
    }

    /** The pool hears of no exception, and would give on a connection whose answer is still due. */
    @Test
    void aConnectionInWhichATimeoutEndedAWaitIsToBeEvicted() throws Exception {
        try (HikariDataSource one = pool(1, false)) {
            java.sql.Connection cut = one.getConnection();
            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> {
                new PostgresTest.Session(cut).await(LONG);
                return null;
            }));
            one.evictConnection(cut);
            cut.close();

            try (java.sql.Connection next = one.getConnection()) {
                assertEquals(7, new PostgresTest.Session(next).echo(new byte[7]).length);
            }
        }
    }
}
