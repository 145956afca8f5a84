package gevent.monkey.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** Apache's FTP server, for files in its working directory; it knows {@code SITE AWAIT SECONDS}, too. */
final class FtpServerMain {
    private static final int MANY = 250;

    private FtpServerMain() {
    }

    static void main() throws Exception {
        FtpServerFactory server = new FtpServerFactory();
        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setMaxThreads(MANY);
        connections.setMaxLogins(MANY);
        server.setConnectionConfig(connections.createConnectionConfig());
        server.setUserManager(new PropertiesUserManagerFactory().createUserManager());
        server.getUserManager().save(user());
        server.setFtplets(Map.of("await", new Await()));
        Listener listener = listener();
        server.setListeners(Map.of("default", listener));
        server.createServer().start();
        System.out.println("ready " + listener.getPort());
    }

    private static BaseUser user() {
        BaseUser user = new BaseUser();
        user.setName("test");
        user.setPassword("secret");
        user.setHomeDirectory(Path.of("").toAbsolutePath().toString());
        user.setAuthorities(List.of(new WritePermission(), new ConcurrentLoginPermission(0, 0)));
        return user;
    }

    private static Listener listener() {
        SslConfigurationFactory tls = new SslConfigurationFactory();
        tls.setKeystoreFile(Tls.store().toFile());
        tls.setKeystoreType("PKCS12");
        tls.setKeystorePassword(Tls.PASSWORD);
        tls.setSslProtocol("TLSv1.3", "TLSv1.2");
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(0);
        listener.setSslConfiguration(tls.createSslConfiguration());
        return listener.createListener();
    }

    private static final class Await extends DefaultFtplet {
        @Override
        public FtpletResult onSite(FtpSession session, FtpRequest request) throws FtpException {
            try {
                Thread.sleep((long) (Double.parseDouble(request.getArgument().split(" ")[1]) * 1000));
            } catch (InterruptedException e) {
                throw new FtpException(e);
            }
            session.write(new DefaultFtpReply(200, "done"));
            return FtpletResult.SKIP;
        }
    }
}
