package gevent.monkey.launch;

import gevent.monkey.Agent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;

/** The program to run; finds its main class as {@code java} does. */
sealed interface Program {
    /** Thrown if a program cannot be started, for a reason that the user can fix. */
    final class Unusable extends Exception {
        Unusable(String message) {
            super("gevent: " + message);
        }

        private Unusable(String teller, String message) {
            super(teller + ": " + message);
        }

        /** The line that java prints after javac's messages. */
        static Unusable notCompiled() {
            return new Unusable("error", "compilation failed");
        }
    }

    /** The class with the {@code main}. */
    Class<?> mainClass() throws Unusable, IOException;

    /**
     * The program on the command line: {@code .java} and what begins with {@code #!} is a source file, {@code .jar} a
     * jar, other names are classes.
     */
    static Program of(Options options) throws IOException {
        String name = options.program();
        return name.endsWith(".java") || ShebangFile.is(name) ? new Script(Path.of(name), options.classPath())
                : name.endsWith(".jar") ? new Jar(Path.of(name))
                : new MainClass(name.replace('/', '.'), options.classPath());
    }

    /** Source files, compiled in memory. */
    record Script(Path file, String classPath) implements Program {
        @Override
        public Class<?> mainClass() throws Unusable, IOException {
            if (!Files.isRegularFile(file)) {
                throw new Unusable("there is no file " + file);
            }
            ClassPath.add(classPath);
            return SourceCompiler.compile(file);
        }
    }

    /** A jar whose manifest names the main class. */
    record Jar(Path file) implements Program {
        @Override
        public Class<?> mainClass() throws Unusable, IOException {
            if (!Files.isRegularFile(file)) {
                throw new Unusable("there is no jar " + file);
            }
            Attributes manifest = manifest();
            String name = manifest.getValue(Attributes.Name.MAIN_CLASS);
            if (name == null) {
                throw new Unusable(file + " has no Main-Class in its manifest");
            }
            Agent.giveAccess(manifest);
            ClassPath.add(file.toString());
            System.setProperty("java.class.path", file.toString());
            return load(name.strip(), "which " + file + " names,");
        }

        private Attributes manifest() throws Unusable, IOException {
            try (JarFile jar = new JarFile(file.toFile())) {
                Manifest manifest = jar.getManifest();
                return manifest == null ? new Attributes() : manifest.getMainAttributes();
            } catch (ZipException e) {
                throw new Unusable(file + " is no jar: " + e.getMessage());
            }
        }
    }

    /** A class on the class path. */
    record MainClass(String name, String classPath) implements Program {
        @Override
        public Class<?> mainClass() throws Unusable, IOException {
            String path = classPath != null ? classPath : System.getenv().getOrDefault("CLASSPATH", ".");
            ClassPath.add(path);
            return load(name, "on the class path " + path);
        }
    }

    private static Class<?> load(String name, String where) throws Unusable {
        try {
            return Class.forName(name, false, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException e) {
            throw new Unusable("there is no class " + name + " " + where + " (elements are separated by "
                    + File.pathSeparator + ")");
        }
    }
}
