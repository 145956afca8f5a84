package gevent.monkey.launch;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the launcher reads: command lines, class paths, jars, and scripts with the names that they ask for. */
public final class LaunchBytes {
    private LaunchBytes() {
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** A command line, one word a line. */
    public static void options(byte[] input) {
        try {
            Options options = Options.parse(text(input).split("\n", -1));
            check(options.answer() != null || options.program() != null, "nothing to do");
            Double.parseDouble(options.monitor() == null ? "1" : options.monitor());
        } catch (Options.Wrong told) {
            // As documented.
        }
    }

    /** A class path. */
    public static void classPath(byte[] input) throws IOException {
        try {
            ClassPath.add(text(input));
        } catch (Program.Unusable told) {
            // Without the agent nothing can be added.
        }
    }

    private interface Use {
        void of(Path file) throws Exception;
    }

    private static void inFile(String suffix, byte[] bytes, Use use) throws Exception {
        Path file = Files.createTempFile("fuzz", suffix);
        try {
            Files.write(file, bytes);
            use.of(file);
        } catch (Program.Unusable | IOException | LinkageError told) {
            // The launcher prints them.
        } finally {
            Files.delete(file);
        }
    }

    /** A jar. */
    public static void jar(byte[] input) throws Exception {
        inFile(".jar", input, file -> new Program.Jar(file).mainClass());
    }

    /** The manifest of a jar. */
    public static void manifest(byte[] input) throws Exception {
        inFile(".jar", new byte[0], file -> {
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
                out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
                out.write(input);
            }
            new Program.Jar(file).mainClass();
        });
    }

    /** A file that may be a script. */
    public static void script(byte[] input) throws Exception {
        inFile("", input, file -> {
            if (ShebangFile.is(file.toString())) {
                CharSequence source = new ShebangFile(file).getCharContent(true);
                long lines = text(input).lines().count();
                check(source.toString().lines().count() <= lines, "lines were added");
            }
        });
    }

    /** A name of a class or resource, as a script may be told to load: it leads nowhere outside. */
    public static void name(byte[] input) throws Exception {
        inFile("", new byte[0], file -> {
            Path root = file.resolveSibling(file.getFileName() + "d");
            Files.createDirectory(root);
            try {
                Map<String, byte[]> classes = new ConcurrentHashMap<>();
                SourceLoader loader = new SourceLoader(classes, _ -> null, root.resolve("Script.java"), root);
                URL found = loader.findResource(text(input));
                check(found == null || Path.of(URI.create(found.toString())).startsWith(root), "it leads outside");
                loader.loadClass(text(input));
            } catch (ClassNotFoundException none) {
                // As documented.
            } finally {
                Files.delete(root);
            }
        });
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
