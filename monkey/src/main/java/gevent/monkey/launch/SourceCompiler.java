package gevent.monkey.launch;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles a source file, and those beside it that it uses, into memory: {@code java File.java} (JEP 330, 458, 512),
 * with the modules of gevent there to be imported. What is wrong with a source is told by javac itself.
 */
final class SourceCompiler {
    private SourceCompiler() {
    }

    /** @return the first class in {@code file} */
    static Class<?> compile(Path file) throws Program.Unusable, IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) {
            throw new Program.Unusable(file + " needs a compiler, and this Java has none: use a JDK, not a JRE");
        }
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);
                OurModules ours = OurModules.describe()) {
            for (OurModules.Location module : ours.locations()) {
                files.setLocationForModule(StandardLocation.MODULE_PATH, module.name(), module.paths());
            }
            MemoryFiles memory = new MemoryFiles(files);
            JavaFileObject source = files.getJavaFileObjects(file).iterator().next();
            CompilationUnitTree unit = parse(javac, memory, source);
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(rootOf(file, unit)));
            JavacTask task = task(javac, memory, source, ours.names());
            if (!task.call()) {
                throw new Program.Unusable("compilation failed");
            }
            return memory.load(mainClassOf(file, unit));
        }
    }

    private static JavacTask task(JavaCompiler javac, MemoryFiles memory, JavaFileObject source, List<String> modules) {
        List<String> options = new ArrayList<>(List.of("-proc:none", "-implicit:class", "-Xlint:-options",
                "-cp", System.getProperty("java.class.path"), "--add-modules", String.join(",", modules)));
        return (JavacTask) javac.getTask(null, memory, null, options, null, List.of(source));
    }

    /** For the names in it only: what is wrong is told when it is compiled. */
    private static CompilationUnitTree parse(JavaCompiler javac, MemoryFiles memory, JavaFileObject source)
            throws IOException {
        JavacTask task = (JavacTask) javac.getTask(null, memory, problem -> { }, List.of("-proc:none"), null,
                List.of(source));
        return task.parse().iterator().next();
    }

    /** Where the other classes of its package and of its parents' are looked for. */
    private static Path rootOf(Path file, CompilationUnitTree unit) {
        Path root = file.toAbsolutePath().normalize().getParent();
        if (unit.getPackageName() != null) {
            for (int depth = unit.getPackageName().toString().split("\\.").length; depth > 0; depth--) {
                root = root.getParent() == null ? root : root.getParent();
            }
        }
        return root;
    }

    private static String mainClassOf(Path file, CompilationUnitTree unit) throws Program.Unusable {
        for (Tree declared : unit.getTypeDecls()) {
            if (declared instanceof ClassTree type) {
                String name = type.getSimpleName().toString();
                return unit.getPackageName() == null ? name : unit.getPackageName() + "." + name;
            }
        }
        throw new Program.Unusable("no class is declared in " + file);
    }
}
