package gevent.monkey.client;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** GreenMail, by SMTP and IMAP, in clear and over TLS. In clear, SMTP's {@code NOOP await SECONDS} takes that long. */
final class MailServerMain {
    private static final String AWAIT = "NOOP await ";

    private MailServerMain() {
    }

    static void main() throws IOException {
        GreenMail server = new GreenMail(new ServerSetup[] {of("smtp"), of("imap"), of("smtps"), of("imaps")});
        server.start();
        server.setUser("test@localhost", "test", "secret");
        int smtp = server.getSmtp().getPort();
        ServerSocket slow = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().start(() -> relay(slow, smtp));
        System.out.println("ready " + slow.getLocalPort() + " " + server.getImap().getPort() + " "
                + server.getSmtps().getPort() + " " + server.getImaps().getPort());
    }

    private static ServerSetup of(String protocol) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(20_000);
        return setup;
    }

    private static void relay(ServerSocket listener, int to) {
        while (true) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                Thread.startVirtualThread(() -> pump(client, server));
                Thread.startVirtualThread(() -> pump(server, client));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** A client that waits for an answer sends a command at a time, so each comes as one piece. */
    private static void pump(Socket from, Socket to) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[1 << 16];
            int n;
            while ((n = in.read(piece)) > 0) {
                String text = new String(piece, 0, Math.min(n, 80), StandardCharsets.ISO_8859_1);
                if (text.startsWith(AWAIT)) {
                    Thread.sleep((long) (Double.parseDouble(text.substring(AWAIT.length()).strip()) * 1000));
                }
                out.write(piece, 0, n);
            }
        } catch (IOException | InterruptedException e) {
            // One of them has hung up.
        }
    }
}
