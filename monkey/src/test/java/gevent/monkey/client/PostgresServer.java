package gevent.monkey.client;

import java.nio.file.Path;

/** A cluster of PostgreSQL's, made for one test class. */
final class PostgresServer {
    private PostgresServer() {
    }

    static ServerProcess start() throws Exception {
        ServerProcess server = ServerProcess.ofSystem("postgres", "postgresql");
        String data = server.directory().resolve("data").toString();
        server.run("initdb", "--pgdata=" + data, "--username=test", "--auth=trust", "--no-sync", "--encoding=UTF8",
                "--locale=C");
        Path certificate = server.file("certificate.pem", Tls.certificatePem());
        Path key = server.file("key.pem", Tls.keyPem());
        server.start("ready to accept connections", "postgres", "-D", data, "-p", Integer.toString(server.port()),
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
                "-c", "max_connections=250", "-c", "client_connection_check_interval=100", "-c", "ssl=on",
                "-c", "ssl_cert_file=" + certificate, "-c", "ssl_key_file=" + key);
        return server;
    }

    static String url(ServerProcess server) {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
    }
}
