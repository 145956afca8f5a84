package gevent.monkey.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A key and its self-signed certificate for localhost, which the servers use and the clients trust. */
final class Tls {
    /** Of the key store, which holds both. */
    static final String PASSWORD = "password";
    private static final char[] SECRET = PASSWORD.toCharArray();
    private static final Path STORE = Path.of(System.getProperty("gevent.test.keys", "target/client-tests.p12"))
            .toAbsolutePath();

    private Tls() {
    }

    /** Where the key store is, which is a trust store, too; made once, and kept with what else is built. */
    static Path store() {
        try {
            if (Files.notExists(STORE)) {
                Path made = STORE.resolveSibling("client-tests-" + ProcessHandle.current().pid() + ".p12");
                Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-genkeypair", "-alias", "key", "-keyalg", "RSA", "-validity", "10000",
                        "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1",
                        "-keystore", made.toString(), "-storepass", PASSWORD)
                        .redirectErrorStream(true).start();
                String output = new String(keytool.getInputStream().readAllBytes());
                assertEquals(0, keytool.waitFor(), output);
                keep(made);
            }
            return STORE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes {@code made} the store, unless another JVM of these tests was first. */
    private static void keep(Path made) throws IOException {
        try {
            Files.createLink(STORE, made);
        } catch (FileAlreadyExistsException others) {
            // That is as good.
        } finally {
            Files.delete(made);
        }
    }

    private static KeyStore keys() throws GeneralSecurityException {
        try (InputStream file = Files.newInputStream(store())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, SECRET);
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For both sides: has the key, and trusts the certificate only. */
    static SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        key.init(keys(), SECRET);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(key.getKeyManagers(), new X509TrustManager[] {trust()}, null);
        return context;
    }

    /** Trusts the certificate only. */
    static X509TrustManager trust() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys());
        return (X509TrustManager) trust.getTrustManagers()[0];
    }

    static String certificatePem() throws GeneralSecurityException {
        return pem("CERTIFICATE", ((X509Certificate) keys().getCertificate("key")).getEncoded());
    }

    static String keyPem() throws GeneralSecurityException {
        return pem("PRIVATE KEY", keys().getKey("key", SECRET).getEncoded());
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }
}
