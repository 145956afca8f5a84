package gevent.monkey.client;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import gevent.Greenlet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** JSch, of whose sessions a thread each reads the socket: greenlets wait for what that hands on. */
class SshTest extends ClientContract {
    private ServerProcess server;
    private byte[] key;

    @Override
    void startServer() throws Exception {
        server = ServerProcess.ofSystem("sshd", "openssh-server");
        Path host = server.directory().resolve("host");
        Path user = server.directory().resolve("user");
        for (Path each : new Path[] {host, user}) {
            server.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", each.toString());
        }
        key = Files.readAllBytes(user);
        server.start("Server listening", "sshd", "-D", "-e", "-f", server.file("config", """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s.pub
                PidFile none
                StrictModes no
                UsePAM no
                MaxStartups 100
                Subsystem sftp internal-sftp
                """.formatted(server.port(), host, user)).toString());
    }

    @Override
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    /** It ignores what interrupts it while it opens a channel. */
    @Override
    Duration limit() {
        return Duration.ofSeconds(1);
    }

    @Override
    boolean readsSockets() {
        return false;
    }

    @Override
    boolean isReading(Greenlet<?> greenlet) {
        return standsIn(greenlet, "java.io.PipedInputStream");
    }

    /** Each session is a process of the server's, which takes its time to start. */
    @Override
    int many() {
        return 50;
    }

    @Override
    AfterThrow afterThrow() {
        return AfterThrow.USABLE;
    }

    /** Its timeout is for the session, which keeps itself alive: a channel waits for ever. */
    @Override
    @Test
    void theSocketTimeoutEndsARead() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Session session = new JSch().getSession("nobody", "127.0.0.1", silent.getLocalPort());
            JSchException thrown = spawn(() -> assertThrows(JSchException.class, () -> session.connect(50))).get();

            assertTrue(isCausedBy(SocketTimeoutException.class, thrown), thrown::toString);
        }
    }

    /** With TLS or without: it encrypts by itself. */
    @Override
    Connection connect(Options how) throws JSchException {
        return new Shell(open());
    }

    private Session session() throws JSchException {
        JSch ssh = new JSch();
        ssh.addIdentity("key", key, null, null);
        Session session = ssh.getSession(server.user(), "127.0.0.1", server.port());
        session.setConfig("StrictHostKeyChecking", "no");
        return session;
    }

    private Session open() throws JSchException {
        Session session = session();
        session.connect();
        return session;
    }

    private record Shell(Session session) implements Connection {
        private byte[] run(String command, byte[] input) throws Exception {
            ChannelExec channel = (ChannelExec) session.openChannel("exec");
            try {
                channel.setCommand(command);
                if (input != null) {
                    channel.setInputStream(new ByteArrayInputStream(input));
                }
                // Before it connects: without a stream what arrives is thrown away.
                InputStream out = channel.getInputStream();
                channel.connect();
                byte[] output = out.readAllBytes();
                while (!channel.isClosed()) {
                    Thread.sleep(1);
                }
                if (channel.getExitStatus() != 0) {
                    throw new IOException("exit status " + channel.getExitStatus());
                }
                return output;
            } finally {
                channel.disconnect();
            }
        }

        @Override
        public byte[] echo(byte[] sent) throws Exception {
            return run("cat", sent);
        }

        @Override
        public void await(double seconds) throws Exception {
            // Unlike a sleep it ends with the connection.
            run("bash -c 'read -t " + seconds + "; true'", null);
        }

        @Override
        public void close() {
            session.disconnect();
        }
    }

    @Test
    void copiesFiles() throws Exception {
        byte[] sent = new byte[1 << 20];
        Session session = open();
        byte[] received = spawn(() -> {
            ChannelSftp sftp = (ChannelSftp) session.openChannel("sftp");
            sftp.connect();
            String name = server.directory().resolve("copy").toString();
            sftp.put(new ByteArrayInputStream(sent), name);
            return sftp.get(name).readAllBytes();
        }).get();
        session.disconnect();

        assertArrayEquals(sent, received);
    }

    /** Its threads may be virtual: made in a greenlet, these run on the hub, too. */
    @Test
    void withVirtualThreadsAllOfItRunsOnOneThread() {
        int length = spawn(() -> {
            Session session = session();
            session.setThreadFactory(Thread.ofVirtual().factory());
            session.connect();
            int echoed = new Shell(session).echo(new byte[1 << 20]).length;
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("Connect thread")));
            session.disconnect();
            return echoed;
        }).get();

        assertEquals(1 << 20, length);
    }
}
