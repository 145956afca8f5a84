package gevent.monkey.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.monkey.OtherThread;
import jakarta.activation.DataHandler;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.junit.jupiter.api.Test;

/** Angus Mail: sends by SMTP, fetches by IMAP. */
class MailTest extends ClientContract {
    private ServerProcess server;
    private String[] ports;

    @Override
    void startServer() throws Exception {
        server = ServerProcess.ofJava();
        ports = server.startJava(MailServerMain.class).split(" ");
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
    Connection connect(Options how) throws MessagingException {
        String s = how.tls() ? "s" : "";
        Properties properties = new Properties();
        for (String protocol : new String[] {"smtp" + s, "imap" + s}) {
            properties.setProperty("mail." + protocol + ".timeout", Integer.toString(how.readTimeout()));
            properties.setProperty("mail." + protocol + ".ssl.trust", "*");
            properties.setProperty("mail." + protocol + ".ssl.checkserveridentity", "false");
            properties.setProperty("mail." + protocol + ".fetchsize", "1000000");
            // A close that waits for the answer to its QUIT would wait for those that are due before.
            properties.setProperty("mail." + protocol + ".quitwait", "false");
        }
        Session session = Session.getInstance(properties);
        Transport transport = session.getTransport("smtp" + s);
        transport.connect("127.0.0.1", Integer.parseInt(ports[how.tls() ? 3 : 1]), null, null);
        return new Mailbox(session, transport, "imap" + s, Integer.parseInt(ports[how.tls() ? 4 : 2]));
    }

    private record Mailbox(Session session, Transport transport, String imap, int port) implements Connection {
        private void send(byte[] content) throws MessagingException {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress("test@localhost"));
            message.setRecipients(Message.RecipientType.TO, "test@localhost");
            message.setSubject("echo");
            message.setDataHandler(new DataHandler(new ByteArrayDataSource(content, "application/octet-stream")));
            message.saveChanges();
            transport.sendMessage(message, message.getAllRecipients());
        }

        @Override
        public byte[] echo(byte[] sent) throws MessagingException, IOException {
            send(sent);
            try (Store store = session.getStore(imap)) {
                store.connect("127.0.0.1", port, "test", "secret");
                try (Folder inbox = store.getFolder("INBOX")) {
                    inbox.open(Folder.READ_WRITE);
                    Message message = inbox.getMessage(inbox.getMessageCount());
                    byte[] received = message.getInputStream().readAllBytes();
                    message.setFlag(Flags.Flag.DELETED, true);
                    return received;
                }
            }
        }

        @Override
        public void await(double seconds) throws MessagingException {
            ((SMTPTransport) transport).issueCommand("NOOP await " + seconds, 250);
        }

        @Override
        public void close() throws MessagingException {
            try {
                transport.close();
            } catch (MessagingException e) {
                // It could not take leave of the server; it is closed.
                assertFalse(transport.isConnected());
            }
        }
    }

    /** Its {@code close} waits until what is being sent has been. */
    @Override
    @Test
    void aCloseFromAPlatformThreadEndsARead() throws Exception {
        Connection connection = connect(Options.PLAIN);
        Greenlet<?> reader = reading(() -> {
            connection.await(1);
            return null;
        });
        OtherThread closer = OtherThread.start(() -> {
            connection.close();
            return null;
        });

        reader.join();
        assertTrue(reader.isSuccessful());
        closer.result();
    }
}
