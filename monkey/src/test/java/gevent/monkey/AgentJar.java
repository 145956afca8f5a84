package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jar of this module, with the manifest that its pom gives it. */
final class AgentJar {
    private static final Pattern ENTRIES = Pattern.compile("<manifestEntries>(.*?)</manifestEntries>", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("<([\\w-]+)>(.*?)</\\1>");

    private AgentJar() {
    }

    static Manifest manifest() throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Matcher entries = ENTRIES.matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(entries.find());
        ENTRY.matcher(entries.group(1)).results()
                .forEach(entry -> attributes.putValue(entry.group(1), entry.group(2)));
        return manifest;
    }

    static String in(Path directory, Manifest manifest) throws Exception {
        return write(directory.resolve("gevent-monkey.jar"), manifest, List.of(ChildJvm.modules().getLast()));
    }

    /** One with the classes of all modules and of these tests, which belong to no module there. */
    static String withEverythingIn(Path directory) throws Exception {
        return withEverythingIn(directory, true);
    }

    /** The same. @param tests whether these tests' classes are in there, too */
    static String withEverythingIn(Path directory, boolean tests) throws Exception {
        List<Path> roots = new ArrayList<>(ChildJvm.modules());
        if (tests) {
            roots.add(ChildJvm.tests());
        }
        return write(directory.resolve("everything.jar"), manifest(), roots);
    }

    private static String write(Path jar, Manifest manifest, List<Path> roots) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Path root : roots) {
                if (Files.isDirectory(root)) {
                    add(out, root, roots.size() == 1);
                } else {
                    try (FileSystem unpacked = FileSystems.newFileSystem(root)) {
                        add(out, unpacked.getPath("/"), roots.size() == 1);
                    }
                }
            }
        }
        return jar.toString();
    }

    private static void add(JarOutputStream out, Path root, boolean isModule) throws IOException {
        try (Stream<Path> classes = Files.walk(root)) {
            for (Path each : (Iterable<Path>) classes.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(each).toString().replace(File.separatorChar, '/');
                if (isModule || !name.equals("module-info.class") && !name.equals(JarFile.MANIFEST_NAME)) {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(each, out);
                }
            }
        }
    }
}
