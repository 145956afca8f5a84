package gevent.monkey;

import gevent.internal.jdk.NativeAccess;
import gevent.monkey.agent.Weaving;
import gevent.util.RunInfo;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives greenlets the access to the JDK that they need, so that you need no other flags. Start the JVM with
 * {@code java -javaagent:gevent-monkey.jar …}, or put {@code Launcher-Agent-Class: gevent.monkey.Agent} into the
 * manifest of the jar that {@code java -jar} starts. Load the agent into a running JVM to see what its hubs are doing:
 * {@code jcmd PID JVMTI.agent_load gevent-monkey.jar runinfo} makes that JVM print the report to its
 * {@code System.err}.
 */
public final class Agent {
    private static volatile @Nullable Weaving weaving;        // null unless the agent is loaded

    private Agent() {
    }

    /** For {@code -javaagent}. */
    public static void premain(@Nullable String options, Instrumentation jvm) {
        open(jvm);
    }

    /**
     * For {@code Launcher-Agent-Class}, and for a running JVM.
     *
     * @param options {@code runinfo}, or nothing
     */
    public static void agentmain(@Nullable String options, Instrumentation jvm) {
        open(jvm);
        if ("runinfo".equals(options)) {
            System.err.println(RunInfo.take());
        }
    }

    /** Rewrites classes of the JDK; null if the agent is not loaded. */
    static @Nullable Weaving weaving() {
        return weaving;
    }

    /**
     * From now on a greenlet's thread is a daemon only if the hub's thread is one, although greenlets are virtual
     * threads, which are daemons. No effect without the agent.
     */
    public static void patchDaemons() {
        if (weaving != null) {
            weaving.apply("thread");
        }
    }

    /**
     * Adds to the class path of this JVM; for the launcher.
     *
     * @param element a directory or a jar
     * @throws IllegalStateException if no agent was loaded, or this JDK's class loader differs
     */
    public static void addToClassPath(Path element) {
        try {
            ClassLoader system = ClassLoader.getSystemClassLoader();
            Method add = system.getClass().getDeclaredMethod("appendToClassPathForInstrumentation", String.class);
            add.setAccessible(true);
            add.invoke(system, element.toString());
            String path = System.getProperty("java.class.path");
            System.setProperty("java.class.path", path.isEmpty() ? element.toString()
                    : path + File.pathSeparator + element);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalStateException("The class path of this JVM cannot be added to: start the launcher with"
                    + " java -jar, or with -javaagent", e);
        }
    }

    /**
     * Gives code on the class path the access that its jar's manifest requests with {@code Add-Exports} and
     * {@code Add-Opens}; for the launcher.
     */
    public static void giveAccess(Attributes manifest) {
        words(manifest.getValue("Add-Exports")).forEach(each -> redefine(each, false));
        words(manifest.getValue("Add-Opens")).forEach(each -> redefine(each, true));
    }

    private static List<String> words(@Nullable String list) {
        return list == null ? List.of() : List.of(list.strip().split("\\s+"));
    }

    /** @param name module and package, {@code java.base/sun.net.util}; unknown names are ignored, as java does */
    private static void redefine(String name, boolean open) {
        String[] parts = name.split("/", 2);
        Optional<Module> module = ModuleLayer.boot().findModule(parts[0]);
        if (weaving != null && parts.length == 2 && module.isPresent()
                && module.get().getPackages().contains(parts[1])) {
            Map<String, Set<Module>> all = Map.of(parts[1],
                    Set.of(ClassLoader.getSystemClassLoader().getUnnamedModule()));
            weaving.jvm().redefineModule(module.get(), Set.of(), open ? Map.of() : all, open ? all : Map.of(),
                    Set.of(), Map.of());
        }
    }

    private static void open(Instrumentation jvm) {
        // On the class path all jars share one unnamed module; on the module path each jar has its own.
        Set<Module> ours = Stream.concat(
                Stream.of(ClassLoader.getSystemClassLoader().getUnnamedModule()),
                Stream.of("greenlet", "gevent").flatMap(name -> ModuleLayer.boot().findModule(name).stream()))
                .collect(Collectors.toCollection(HashSet::new));
        ours.add(Agent.class.getModule());
        jvm.redefineModule(Object.class.getModule(), Set.of(), Map.of("jdk.internal.vm", ours),
                Stream.of("java.lang", "java.io", "sun.nio.ch", "sun.nio.fs", "jdk.internal.loader")
                        .collect(Collectors.toMap(Function.identity(), _ -> ours)), Set.of(), Map.of());
        enableNativeAccess();
        if (weaving == null) {
            weaving = new Weaving(jvm);
        }
    }

    /** Enables epoll and faster switches. Where it fails, for example on a JDK that differs, the loop is nio. */
    private static void enableNativeAccess() {
        try {
            NativeAccess.enable(List.of("org.jnrproject.jffi", "greenlet"));
        } catch (ReflectiveOperationException e) {
            System.getLogger("gevent.monkey").log(System.Logger.Level.DEBUG, "no native access", e);
        }
    }
}
