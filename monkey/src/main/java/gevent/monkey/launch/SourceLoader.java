package gevent.monkey.launch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Loads the classes that were compiled from sources, and the resources beside the sources. Both take precedence over
 * those of the same name on the class path.
 */
final class SourceLoader extends ClassLoader {
    private static final String CLASS = ".class";

    private final Map<String, byte[]> classes;
    private final Function<String, byte[]> compiler;
    private final Path root;
    private final ProtectionDomain domain;

    /**
     * @param classes the classes that are already compiled
     * @param compiler compiles another class; returns null if there is no source
     */
    SourceLoader(Map<String, byte[]> classes, Function<String, byte[]> compiler, Path file, Path root)
            throws MalformedURLException {
        super(getSystemClassLoader());
        this.classes = classes;
        this.compiler = compiler;
        this.root = root;
        domain = new ProtectionDomain(new CodeSource(file.toUri().toURL(), (Certificate[]) null), null, this, null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            byte[] bytes = loaded != null ? null : bytesOf(name);
            return loaded != null ? loaded : bytes != null ? defineClass(name, bytes, 0, bytes.length, domain)
                    : super.loadClass(name, resolve);
        }
    }

    private byte[] bytesOf(String name) {
        byte[] bytes = classes.get(name);
        return bytes != null ? bytes : compiler.apply(name);
    }

    @Override
    public URL getResource(String name) {
        URL beside = findResource(name);
        return beside != null ? beside : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>();
        URL beside = findResource(name);
        if (beside != null) {
            all.add(beside);
        }
        all.addAll(Collections.list(getParent().getResources(name)));
        return Collections.enumeration(all);
    }

    @Override
    protected URL findResource(String name) {
        try {
            // A name may come from anywhere, and must not lead out of the program's directory.
            Path file = root.resolve(name).normalize();
            return file.startsWith(root) && Files.isRegularFile(file) ? file.toUri().toURL() : null;
        } catch (IllegalArgumentException | MalformedURLException noName) {
            return null;
        }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        byte[] bytes = name.endsWith(CLASS)
                ? classes.get(name.substring(0, name.length() - CLASS.length()).replace('/', '.')) : null;
        return bytes != null ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
    }
}
