package gevent.monkey.launch;

import gevent.Gevent;
import gevent.monkey.Monkey;
import greenlet.Greenlet;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleRequireInfo;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The modules of gevent for the compiler, so that a script may {@code import module gevent}. In the one jar that is
 * shipped their classes lie together, with the descriptors apart in {@code META-INF/modules}; the compiler is shown each
 * as a directory with its descriptor, in front of where its classes are. What they need beyond themselves and the JDK is
 * left out of those descriptors, as scripts never see it.
 */
final class OurModules implements AutoCloseable {
    /** Where the compiler finds a module. */
    record Location(String name, List<Path> paths) {
    }

    private static final List<Class<?>> ONE_OF_EACH = List.of(Greenlet.class, Gevent.class, Monkey.class);
    private static final Set<String> NAMES = Set.of("greenlet", "gevent", "gevent.monkey");

    private final Path directory;
    private final List<FileSystem> opened = new ArrayList<>();
    private final List<Location> locations = new ArrayList<>();

    private OurModules(Path directory) {
        this.directory = directory;
    }

    static OurModules unpack() throws IOException {
        OurModules modules = new OurModules(Files.createTempDirectory("gevent-modules"));
        try {
            for (Class<?> each : ONE_OF_EACH) {
                modules.unpack(each);
            }
            return modules;
        } catch (Throwable t) {
            modules.close();
            throw t;
        }
    }

    private void unpack(Class<?> ofModule) throws IOException {
        String name = ofModule.getPackageName();
        Path classes = classesOf(ofModule);
        Path apart = classes.resolve("META-INF/modules/" + name + "/module-info.class");
        byte[] descriptor = Files.readAllBytes(Files.exists(apart) ? apart : classes.resolve("module-info.class"));
        Path own = Files.createDirectory(directory.resolve(name));
        Files.write(own.resolve("module-info.class"), selfContained(descriptor));
        locations.add(new Location(name, List.of(own, classes)));
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

    private static byte[] selfContained(byte[] descriptor) {
        ClassFile classFile = ClassFile.of();
        return classFile.transformClass(classFile.parse(descriptor), ClassTransform.dropping(e -> false)
                .andThen((builder, element) -> builder.with(
                        element instanceof ModuleAttribute module ? selfContained(module) : element)));
    }

    private static ModuleAttribute selfContained(ModuleAttribute module) {
        List<ModuleRequireInfo> requires = module.requires().stream().filter(required -> isKnown(
                required.requires().name().stringValue())).toList();
        return ModuleAttribute.of(module.moduleName(), builder -> {
            module.moduleVersion().ifPresent(version -> builder.moduleVersion(version.stringValue()));
            requires.forEach(builder::requires);
            module.exports().forEach(builder::exports);
        });
    }

    private static boolean isKnown(String module) {
        return NAMES.contains(module) || module.startsWith("java.") || module.startsWith("jdk.");
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
            Files.delete(module.paths().getFirst().resolve("module-info.class"));
            Files.delete(module.paths().getFirst());
        }
        Files.delete(directory);
    }
}
