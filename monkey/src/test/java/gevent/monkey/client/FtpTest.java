package gevent.monkey.client;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** Commons Net's FTP client, passive but where it says otherwise. */
class FtpTest extends ClientContract {
    private ServerProcess server;
    private int port;
    private int sessions;

    @Override
    void startServer() throws Exception {
        server = ServerProcess.ofJava();
        port = Integer.parseInt(server.startJava(FtpServerMain.class).split(" ")[1]);
    }

    @Override
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    /** Of two hundred that connect at once, this server forgets to greet some, and then has nothing left to do. */
    @Override
    int many() {
        return 50;
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.OUT_OF_STEP;
    }

    @Override
    Connection connect(Options how) throws Exception {
        FTPClient client = how.tls() ? new FTPSClient(Tls.context()) : new FTPClient();
        client.connect("127.0.0.1", port);
        client.setSoTimeout(how.readTimeout());
        assertTrue(client.login("test", "secret"));
        client.setFileType(FTP.BINARY_FILE_TYPE);
        client.enterLocalPassiveMode();
        if (client instanceof FTPSClient secured) {
            secured.execPBSZ(0);
            secured.execPROT("P");
        }
        return new Session(client, "file" + sessions++);
    }

    private record Session(FTPClient client, String file) implements Connection {
        @Override
        public byte[] echo(byte[] sent) throws IOException {
            assertTrue(client.storeFile(file, new ByteArrayInputStream(sent)));
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            assertTrue(client.retrieveFile(file, received));
            return received.toByteArray();
        }

        @Override
        public void await(double seconds) throws IOException {
            assertTrue(client.sendSiteCommand("AWAIT " + seconds));
        }

        @Override
        public void close() throws IOException {
            client.disconnect();
        }
    }

    @Test
    void theServerConnectsInActiveMode() {
        int length = spawn(() -> {
            Session session = (Session) connect(Options.PLAIN);
            try {
                session.client.enterLocalActiveMode();
                return session.echo(new byte[1 << 20]).length;
            } finally {
                session.close();
            }
        }).get();

        assertEquals(1 << 20, length);
    }
}
