package gevent.ssl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates of this machine under two names, each signed by itself; made by keytool. */
public final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static Certificates made;

    private final KeyStore store;

    /** One pair for all tests of this JVM, as keytool takes seconds to make it. */
    public static synchronized Certificates get() throws Exception {
        if (made == null) {
            made = new Certificates();
        }
        return made;
    }

    private Certificates() throws Exception {
        Path file = Files.createTempDirectory("keys").resolve("store");
        try {
            make(file, "localhost", "dns:localhost,ip:127.0.0.1");
            make(file, "other.test", "dns:other.test");
            store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(file.getParent());
        }
    }

    private static void make(Path file, String name, String alternatives) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", "changeit",
                "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + alternatives)
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
    }

    /** One that trusts both names. @param name whose key it has; null for none */
    public SSLContext context(String name) throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(of(name), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore of(String name) throws GeneralSecurityException, IOException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        if (name != null) {
            KeyStore.ProtectionParameter password = new KeyStore.PasswordProtection(PASSWORD);
            one.setEntry(name, store.getEntry(name, password), password);
        }
        return one;
    }
}
