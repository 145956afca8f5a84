package gevent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.hub.Hub;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * No lock that a thread owns is shared by main, loops and greenlets, save the pinned one: a greenlet that is next in
 * line for such a lock needs the very thread that waits behind it.
 */
class LocksTest {
    private static final Set<String> LOCKS = Set.of("java/util/concurrent/locks/ReentrantLock",
            "java/util/concurrent/locks/ReentrantReadWriteLock", "java/util/concurrent/locks/StampedLock",
            "java/util/concurrent/ThreadPoolExecutor", "java/util/concurrent/ScheduledThreadPoolExecutor",
            "java/util/concurrent/Executors", "java/util/concurrent/LinkedBlockingQueue",
            "java/util/concurrent/LinkedBlockingDeque", "java/util/concurrent/ArrayBlockingQueue",
            "java/util/concurrent/PriorityBlockingQueue", "java/util/concurrent/DelayQueue",
            "java/util/concurrent/CyclicBarrier", "java/util/Timer", "java/util/Vector", "java/util/Hashtable",
            "java/lang/ref/Cleaner");

    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            "gevent/hub/PinnedLock java/util/concurrent/locks/ReentrantLock",               // the pinned one
            "gevent/hub/JoinNotice.body",                               // the JDK's own monitor, in a greenlet of its own
            "gevent/Timeout.fillInStackTrace",                                              // overrides a JDK method
            "gevent/pool/HandedOver java/util/concurrent/Executors",                        // Executors.callable
            "gevent/pool/Group java/util/concurrent/Executors",
            "gevent/internal/jdk/SelfCheck java/util/concurrent/LinkedBlockingQueue"));     // of one call, not shared

    private static Stream<String> locksOf(ClassModel type) {
        String name = type.thisClass().asInternalName();
        Stream<String> used = StreamSupport.stream(type.constantPool().spliterator(), false)
                .filter(entry -> entry instanceof ClassEntry lock && LOCKS.contains(lock.asInternalName()))
                .map(entry -> name + " " + ((ClassEntry) entry).asInternalName());
        return Stream.concat(used, type.methods().stream().filter(LocksTest::takesMonitor)
                .map(method -> name + "." + method.methodName().stringValue()));
    }

    private static boolean takesMonitor(MethodModel method) {
        return method.flags().has(AccessFlag.SYNCHRONIZED) || method.code().stream()
                .flatMap(code -> code.elementStream()).anyMatch(MonitorInstruction.class::isInstance);
    }

    private static Set<String> locksIn(Path root) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(one -> one.toString().endsWith(".class"))::iterator) {
                locksOf(ClassFile.of().parse(Files.readAllBytes(file))).forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void onlyThePinnedLockIsShared() throws Exception {
        Path code = Path.of(Hub.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(code)) {
            assertEquals(KNOWN, locksIn(code));
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(code)) {
                assertEquals(KNOWN, locksIn(jar.getPath("/")));
            }
        }
    }
}
