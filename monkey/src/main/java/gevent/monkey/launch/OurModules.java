package gevent.monkey.launch;

import gevent.Gevent;
import gevent.monkey.Monkey;
import greenlet.Greenlet;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Describes the modules of gevent to the compiler, so that a script may {@code import module gevent}. In the shipped
 * jar all their classes are together and belong to no module. So each module gets a directory with a new descriptor,
 * which exports the packages found, and which precedes the location of the classes.
 */
final class OurModules implements AutoCloseable {
    /** The paths where the compiler finds a module. */
    record Location(String name, List<Path> paths) {
    }

    private static final Set<String> INTERNAL = Set.of("greenlet.vm", "gevent.monkey.agent",
            "gevent.monkey.dropin", "gevent.monkey.launch");
    private static final String DESCRIPTOR = "module-info.class";

    private final Path directory;
    private final List<FileSystem> opened = new ArrayList<>();
    private final List<Location> locations = new ArrayList<>();

    private OurModules(Path directory) {
        this.directory = directory;
    }

    static OurModules describe() throws IOException {
        OurModules modules = new OurModules(Files.createTempDirectory("gevent-modules"));
        try {
            modules.describe(Greenlet.class, null, name -> name.startsWith("greenlet"));
            modules.describe(Gevent.class, "greenlet",
                    name -> name.startsWith("gevent") && !name.startsWith("gevent.monkey"));
            modules.describe(Monkey.class, "gevent", name -> name.startsWith("gevent.monkey"));
            return modules;
        } catch (Throwable t) {
            modules.close();
            throw t;
        }
    }

    /**
     * Describes one module.
     *
     * @param needs the module that it requires; null for none
     * @param owns which packages belong to it
     */
    private void describe(Class<?> anyClass, String needs, Predicate<String> owns) throws IOException {
        String name = anyClass.getPackageName();
        Path classes = classesOf(anyClass);
        List<String> exported = packagesIn(classes).stream().filter(owns).filter(each -> !INTERNAL.contains(each))
                .toList();
        Path own = Files.createDirectory(directory.resolve(name));
        locations.add(new Location(name, List.of(own, classes)));
        Files.write(own.resolve(DESCRIPTOR), ClassFile.of().buildModule(ModuleAttribute.of(ModuleDesc.of(name),
                module -> {
                    module.requires(ModuleDesc.of("java.base"), ClassFile.ACC_MANDATED, null);
                    if (needs != null) {
                        module.requires(ModuleDesc.of(needs), ClassFile.ACC_TRANSITIVE, null);
                    }
                    exported.forEach(each -> module.exports(PackageDesc.of(each), 0));
                })));
    }

    private Path classesOf(Class<?> type) throws IOException {
        try {
            Path code = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(code)) {
                return code;
            }
            FileSystem jar = FileSystems.newFileSystem(code);
            opened.add(jar);
            return jar.getPath("/");
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static List<String> packagesIn(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class") && !file.endsWith(DESCRIPTOR))
                    .map(file -> classes.relativize(file.getParent()).toString().replaceAll("[/\\\\]", "."))
                    .distinct().toList();
        }
    }

    List<Location> locations() {
        return locations;
    }

    List<String> names() {
        return locations.stream().map(Location::name).toList();
    }

    @Override
    public void close() throws IOException {
        for (FileSystem jar : opened) {
            jar.close();
        }
        for (Location module : locations) {
            Files.deleteIfExists(module.paths().getFirst().resolve(DESCRIPTOR));
            Files.delete(module.paths().getFirst());
        }
        Files.delete(directory);
    }
}
