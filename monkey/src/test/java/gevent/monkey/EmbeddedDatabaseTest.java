package gevent.monkey;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.Greenlet;
import greenlet.GreenletExit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases on files in the same JVM: a kill of one of their users hurts no other user, and not the files. */
@Tag("jvm")
@EnabledOnOs(OS.LINUX)
class EmbeddedDatabaseTest {
    @TempDir
    private Path temp;

    static final class Storm {
        private static final int USERS = 6;
        private static final int KILLS = 150;
        private static final Duration LONG = Duration.ofSeconds(30);

        private final String url;
        private final Random random = new Random(1);
        private int committed;          // by the user that is not killed

        private Storm(String url) {
            this.url = url;
        }

        static void main(String[] arguments) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> new Storm(System.getProperty("url").formatted(arguments[0])).run());
        }

        private void run() throws Exception {
            try (Connection first = DriverManager.getConnection(url)) {
                first.createStatement().execute("CREATE TABLE t (id INT, data VARCHAR(1000))");
                Greenlet<Void> unhurt = spawn(() -> use(0, true));
                List<Greenlet<Void>> killed = new ArrayList<>();
                for (int kill = 0; kill < KILLS; kill++) {
                    while (killed.stream().filter(user -> !user.isReady()).count() < USERS) {
                        int id = killed.size() + 1;
                        killed.add(spawn(() -> use(id, false)));
                    }
                    sleep(random.nextDouble() / 200);
                    killed.get(killed.size() - 1 - random.nextInt(USERS)).kill(new GreenletExit(), false, null);
                }
                Gevent.killall(killed, new GreenletExit(), false, null);
                boolean allEnded = Gevent.joinall(killed, LONG).size() == killed.size();
                boolean goesOn = goesOn();
                unhurt.kill(new GreenletExit(), false, null);
                System.out.println("all ended " + (allEnded && unhurt.join(LONG)) + ", goes on " + goesOn);
                System.out.println("failed " + killed.stream().map(Greenlet::exception).filter(e -> e != null).toList()
                        + (unhurt.exception() == null ? "" : unhurt.exception()));
                System.out.println("nothing lost " + (count(first) >= committed));
            }
        }

        private boolean goesOn() {
            int before = committed;
            for (int i = 0; i < 1000 && committed == before; i++) {
                sleep(0.01);
            }
            return committed > before;
        }

        private Void use(int id, boolean counted) throws SQLException {
            while (true) {
                try (Connection connection = DriverManager.getConnection(url)) {
                    connection.setAutoCommit(false);
                    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                        for (int i = 0; i < 20; i++) {
                            insert.setInt(1, id);
                            insert.setString(2, "x".repeat(1000));
                            insert.executeUpdate();
                            connection.commit();
                            committed += counted ? 1 : 0;
                            sleep();
                        }
                    }
                }
            }
        }

        private static int count(Connection connection) throws SQLException {
            try (ResultSet row = connection.createStatement().executeQuery("SELECT COUNT(*) FROM t WHERE id = 0")) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:derby:%s/derby;create=true",
        "jdbc:h2:%s/h2",
        "jdbc:hsqldb:file:%s/hsqldb;hsqldb.write_delay=false",
    })
    void aKilledUserHurtsNoOther(String url) throws Exception {
        List<String> arguments = new ArrayList<>(ChildJvm.withAgent(Storm.class, temp));
        // With the databases, which a child does not have otherwise.
        arguments.set(arguments.indexOf("-cp") + 1, System.getProperty("java.class.path"));
        arguments.addAll(0, List.of("-Durl=" + url, "-Dderby.stream.error.file=" + temp.resolve("derby.log")));

        assertEquals(List.of("all ended true, goes on true", "failed []", "nothing lost true"),
                ChildJvm.succeeded(ChildJvm.run(arguments)));
    }
}
