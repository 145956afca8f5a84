package gevent.monkey.launch;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles a source file into memory, and the source files beside it when their classes are first needed, as
 * {@code java File.java} does (JEP 330, 458, 512). Sources can import the modules of gevent. javac itself reports the
 * errors in a source.
 */
final class SourceCompiler {
    /** The options that {@code java File.java} uses. */
    private static final List<String> OPTIONS = List.of("-proc:none", "-implicit:none", "-Xprefer:source",
            "-Xdiags:verbose", "-Xlint:deprecation", "-Xlint:unchecked", "-Xlint:-options", "-XDsourceLauncher");
    private static final String ENABLE_PREVIEW = "--enable-preview";
    /** More options, for a JVM that runs preview features. */
    private static final List<String> PREVIEW = !ManagementFactory.getRuntimeMXBean().getInputArguments()
            .contains(ENABLE_PREVIEW) ? List.of()
            : List.of(ENABLE_PREVIEW, "--source", "" + Runtime.version().feature());
    private static final String SUFFIX = ".java";
    private static final int FAILED_LATER = 2;

    private final Path file;
    private final JavaCompiler javac;
    private final Map<String, byte[]> classes = new ConcurrentHashMap<>();
    private Path root;                              // root directory of the packages; set when the file was parsed

    private SourceCompiler(Path file, JavaCompiler javac) {
        this.file = file;
        this.javac = javac;
    }

    /** Returns the class in {@code file} with the main. */
    static Class<?> compile(Path file) throws Program.Unusable, IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            throw new Program.Unusable(file + " needs a compiler, and this Java has none: use a JDK, not a JRE");
        }
        return new SourceCompiler(file, javac).mainClass();
    }

    private Class<?> mainClass() throws Program.Unusable, IOException {
        List<String> names;
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            CompilationUnitTree unit = parse(files);
            names = namesIn(unit);
            root = rootOf(unit);
        }
        if (!compileToMemory(file)) {
            throw Program.Unusable.notCompiled();
        }
        if (names.isEmpty()) {
            throw new Program.Unusable("no class is declared in " + file);
        }
        return mainClassOf(new SourceLoader(classes, this::compileLater, file, root), names);
    }

    /** The first class; if it has no main, the class with the file's name. */
    private Class<?> mainClassOf(ClassLoader loader, List<String> names) throws Program.Unusable {
        String fileName = file.getFileName().toString();
        String ofTheFile = fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length())
                : fileName;
        try {
            Class<?> first = Class.forName(names.getFirst(), false, loader);
            for (String name : MainMethod.find(first) == null ? names : List.<String>of()) {
                if (name.substring(name.lastIndexOf('.') + 1).equals(ofTheFile)) {
                    return Class.forName(name, false, loader);
                }
            }
            return first;
        } catch (ClassNotFoundException e) {
            throw new Program.Unusable("the compiler made no class " + e.getMessage());
        }
    }

    /** Compiles into {@link #classes}; javac reports errors. */
    private boolean compileToMemory(Path source) throws IOException {
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);
                OurModules ours = OurModules.describe()) {
            for (OurModules.Location module : ours.locations()) {
                files.setLocationForModule(StandardLocation.MODULE_PATH, module.name(), module.paths());
            }
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(root));
            List<String> options = new ArrayList<>(OPTIONS);
            options.addAll(PREVIEW);
            options.addAll(List.of("-cp", System.getProperty("java.class.path"),
                    "--add-modules", String.join(",", ours.names())));
            return javac.getTask(null, new MemoryFiles(files, classes), null, options, null,
                    List.of(fileObject(files, source))).call();
        }
    }

    /**
     * Compiles the file in which a class should be.
     *
     * @return the class; null if there is no such file in the program's directory
     */
    private synchronized byte[] compileLater(String className) {
        Path source = sourceOf(className);
        if (source == null) {
            return null;
        }
        try {
            if (!classes.containsKey(className) && (!Files.exists(source) || Files.isSameFile(source, file))) {
                return null;
            }
            if (!classes.containsKey(className) && !compileToMemory(source)) {
                System.err.println(Program.Unusable.notCompiled().getMessage());
                System.exit(FAILED_LATER);
            }
            return classes.get(className);
        } catch (IOException e) {
            return null;
        }
    }

    /** The file in which a class should be; null for a name that leads out of the program's directory, or nowhere. */
    private Path sourceOf(String className) {
        String name = className.substring(className.lastIndexOf('.') + 1);
        try {
            Path folder = root.resolve(className.substring(0, className.length() - name.length()).replace('.', '/'));
            // A nested class is in the file of its enclosing class.
            while (name.contains("$") && !Files.exists(folder.resolve(name + SUFFIX))) {
                name = name.substring(0, name.lastIndexOf('$'));
            }
            Path source = folder.resolve(name + SUFFIX).normalize();
            return source.startsWith(root) ? source : null;
        } catch (InvalidPathException noName) {
            return null;
        }
    }

    /** Parses the file for its names only; errors are reported when it is compiled. */
    private CompilationUnitTree parse(StandardJavaFileManager files) throws IOException {
        List<String> options = new ArrayList<>(PREVIEW);
        options.add("-proc:none");
        JavacTask task = (JavacTask) javac.getTask(null, files, problem -> { }, options, null,
                List.of(fileObject(files, file)));
        return task.parse().iterator().next();
    }

    private static JavaFileObject fileObject(StandardJavaFileManager files, Path source) throws IOException {
        return source.toString().endsWith(SUFFIX) ? files.getJavaFileObjects(source).iterator().next()
                : new ShebangFile(source);
    }

    /** The root directory of the packages, in which other classes of the program are searched. */
    private Path rootOf(CompilationUnitTree unit) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (unit.getPackageName() != null) {
            for (int depth = unit.getPackageName().toString().split("\\.").length; depth > 0; depth--) {
                folder = folder.getParent() == null ? folder : folder.getParent();
            }
        }
        return folder;
    }

    private static List<String> namesIn(CompilationUnitTree unit) {
        List<String> names = new ArrayList<>();
        for (Tree declared : unit.getTypeDecls()) {
            if (declared instanceof ClassTree type) {
                String name = type.getSimpleName().toString();
                names.add(unit.getPackageName() == null ? name : unit.getPackageName() + "." + name);
            }
        }
        return names;
    }
}
