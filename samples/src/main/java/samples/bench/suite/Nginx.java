package samples.bench.suite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An nginx with files to download, running until it is closed. */
final class Nginx implements AutoCloseable {
    /** The kinds of files. A file's name is a prefix and a number. */
    enum Kind {
        SMALL("small/", 2000, 16 << 10),
        LARGE("large/", 20, 100_000_000);

        private final String prefix;
        private final int count;
        private final int size;

        Kind(String prefix, int count, int size) {
            this.prefix = prefix;
            this.count = count;
            this.size = size;
        }

        int count() {
            return count;
        }
    }

    private static final int TRIES = 200;
    private static final int PAUSE_MILLIS = 10;
    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events { worker_connections 4096; }
            http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                client_body_temp_path temp;
                proxy_temp_path temp;
                fastcgi_temp_path temp;
                uwsgi_temp_path temp;
                scgi_temp_path temp;
                server {
                    listen 127.0.0.1:%d backlog=4096;
                    root www;
                }
            }
            """;

    private final Child process;
    private final int port;

    private Nginx(Child process, int port) {
        this.process = process;
        this.port = port;
    }

    static Nginx start(Programs programs, Scale scale) throws Missing, IOException, InterruptedException {
        String program = programs.debian("nginx", "nginx-light");
        Path home = programs.results().resolve("nginx");
        makeFiles(home.resolve("www"));
        int port = freePort();
        Files.writeString(home.resolve("nginx.conf"), CONFIGURATION.formatted(port));
        Child process = Child.start(programs.pinned(Programs.LOADING,
                List.of(program, "-e", "stderr", "-p", home.toString(), "-c", "nginx.conf")), scale, programs.log());
        Nginx nginx = new Nginx(process, port);
        nginx.awaitListening();
        return nginx;
    }

    /** Makes sparse files, which the system serves from memory like other files. */
    private static void makeFiles(Path www) throws IOException {
        for (Kind files : Kind.values()) {
            Files.createDirectories(www.resolve(files.prefix));
            for (int i = 0; i < files.count; i++) {
                try (RandomAccessFile file = new RandomAccessFile(www.resolve(files.prefix + i).toFile(), "rw")) {
                    file.setLength(files.size);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (int i = 0; !listens(); i++) {
            if (i == TRIES) {
                close();
                throw new IOException("nginx does not listen");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The prefix of these files' URLs. */
    String base(Kind files) {
        return "http://127.0.0.1:" + port + "/" + files.prefix;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
