package gevent;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which package of a module uses which, read from its classes: every name of a class and every type in a signature
 * counts.
 */
final class PackageGraph {
    /** A type in a descriptor or signature: {@code Lgevent/hub/Hub;}, also with what follows it in generics. */
    private static final Pattern TYPE = Pattern.compile("L(gevent(?:/[a-z]\\w*)*)/[A-Z]");

    /** One that uses another, and a class of it that does. */
    record Edge(String from, String to, String example) {
    }

    private final Map<String, Map<String, String>> uses = new TreeMap<>();      // from, to, example

    private PackageGraph() {
    }

    /** @param code a folder of classes, or a jar */
    static PackageGraph of(Path code) throws IOException {
        PackageGraph graph = new PackageGraph();
        if (Files.isDirectory(code)) {
            graph.readAll(code);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(code)) {
                graph.readAll(jar.getPath("/"));
            }
        }
        return graph;
    }

    private void readAll(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(one -> one.toString().endsWith(".class"))::iterator) {
                read(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    private void read(String file, byte[] bytes) {
        String from = packageOf(file.replace('\\', '/'));
        Map<String, String> known = uses.computeIfAbsent(from, _ -> new TreeMap<>());
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            for (String to : packagesIn(entry)) {
                if (!to.equals(from)) {
                    known.putIfAbsent(to, file);
                }
            }
        }
    }

    private static Set<String> packagesIn(PoolEntry entry) {
        Set<String> packages = new TreeSet<>();
        String text = switch (entry) {
            case ClassEntry type when type.asInternalName().startsWith("gevent/") -> "L" + type.asInternalName();
            case Utf8Entry signature -> signature.stringValue();
            default -> "";
        };
        for (Matcher types = TYPE.matcher(text); types.find(); ) {
            packages.add(types.group(1).replace('/', '.'));
        }
        return packages;
    }

    private static String packageOf(String file) {
        return file.lastIndexOf('/') < 0 ? "" : file.substring(0, file.lastIndexOf('/')).replace('/', '.');
    }

    Set<String> packages() {
        Set<String> packages = new TreeSet<>(uses.keySet());
        packages.remove("");        // module-info is there
        return packages;
    }

    Stream<Edge> edges() {
        return uses.entrySet().stream().filter(from -> !from.getKey().isEmpty())
                .flatMap(from -> from.getValue().entrySet().stream()
                        .map(to -> new Edge(from.getKey(), to.getKey(), to.getValue())));
    }
}
