package gevent.monkey.agent;

import gevent.hub.PinnedLock;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Patches the JDK on request, patch by patch, and reports what did not succeed. */
public final class Weaving {
    private static final String SOCKETS = JdkMethod.EARLY_SOCKET.className();

    private final Instrumentation jvm;
    private final Map<String, Weaver> weavers = new ConcurrentHashMap<>();      // by class name; any thread
    private volatile EarlySockets early;    // null until the JVM has sockets
    private final PinnedLock lock = new PinnedLock();
    private Interceptor takeover;              // null until the first patch; guarded by lock

    /** @param jvm whose classes are rewritten */
    public Weaving(Instrumentation jvm) {
        this.jvm = jvm;
        weavers.put(SOCKETS, new Weaver(List.of(JdkMethod.EARLY_SOCKET)));
        // The transformer stays, because another agent may cause a class to be rewritten again.
        jvm.addTransformer(new Transformer(), true);
        Arrays.stream(jvm.getAllLoadedClasses()).filter(type -> type.getName().equals(SOCKETS)).forEach(this::rewrite);
    }

    /** The JVM whose classes are rewritten. */
    public Instrumentation jvm() {
        return jvm;
    }

    /** Called by the JVM for each class that is loaded or rewritten, on any thread. */
    private final class Transformer implements ClassFileTransformer {
        @Override
        public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain,
                byte[] bytes) {
            if (loader != null || name == null) {
                return null;
            }
            Weaver weaver = weavers.get(name.replace('/', '.'));
            if (weaver == null || name.replace('/', '.').equals(SOCKETS) && !watchSockets()) {
                return null;
            }
            return weaver.weave(bytes);
        }
    }

    /** Starts to watch for early sockets. Returns false if this JDK does not permit it. */
    private boolean watchSockets() {
        if (early == null) {
            try {
                early = new EarlySockets();
            } catch (IllegalStateException unknownJdk) {
                return false;
            }
        }
        return true;
    }

    /** Which thread made the first socket before sockets were patched; null if none since the agent was loaded. */
    public String firstEarlySocket() {
        return early == null ? null : early.first();
    }

    /** Stops watching for early sockets. */
    public void socketsArePatched() {
        try (PinnedLock _ = lock.hold()) {
            weavers.remove(SOCKETS);
            if (early != null) {
                Arrays.stream(jvm.getAllLoadedClasses()).filter(type -> type.getName().equals(SOCKETS))
                        .forEach(this::rewrite);
            }
        }
    }

    private void rewrite(Class<?> type) {
        try {
            jvm.retransformClasses(type);
        } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
            // The class stays unchanged.
            weavers.remove(type.getName());
        }
    }

    /**
     * The result of a patch.
     *
     * @param rewritten the rewritten classes
     * @param left what stayed unchanged, and why
     */
    public record Result(List<String> rewritten, List<String> left) {
    }

    /**
     * Takes over the methods of a patch.
     *
     * @param name {@code socket}, {@code datagram}, {@code time}, {@code file}, {@code subprocess} or
     *        {@code thread}
     */
    public Result apply(String name) {
        JdkMethod.Patch patch = JdkMethod.Patch.valueOf(name.toUpperCase(Locale.ROOT));
        if (patch == JdkMethod.Patch.FILE) {
            Interceptor.chooseTransport();
        }
        try (PinnedLock _ = lock.hold()) {
            return apply(patch);
        }
    }

    private Result apply(JdkMethod.Patch patch) {
        try {
            if (patch == JdkMethod.Patch.FILE && takeover().unknownOfFiles() != null) {
                return nothing(takeover.unknownOfFiles());
            }
            takeover();
        } catch (IllegalStateException unknownJdk) {
            return nothing(unknownJdk.getCause());
        }
        if (patch == JdkMethod.Patch.FILE) {
            Interceptor.chooseTransport();
        }
        List<String> rewritten = new ArrayList<>();
        List<String> left = new ArrayList<>();
        patch.points().stream().collect(Collectors.groupingBy(JdkMethod::className, TreeMap::new, Collectors.toList()))
                .forEach((className, points) -> {
                    try {
                        List<JdkMethod> missing = weave(className, points);
                        if (missing.size() < points.size()) {
                            rewritten.add(className);
                        }
                        missing.forEach(point -> left.add(className + "." + point.method() + " (there is none)"));
                    } catch (Throwable t) {
                        left.add(className + " (" + t + ")");
                    }
                });
        takeover.add(patch);
        return new Result(rewritten, left);
    }

    /** @throws IllegalStateException if this JDK is unknown */
    private Interceptor takeover() {
        if (takeover == null) {
            takeover = new Interceptor(() -> {
                if (early != null) {
                    early.made();
                }
            });
        }
        return takeover;
    }

    /** Makes user code and the timeouts in java.util.concurrent use {@link gevent.testing.Clocks} from now on. */
    public Result applyClock() {
        try (PinnedLock _ = lock.hold()) {
            takeover().add(JdkMethod.Patch.CLOCK);
            new ClockWeaver(jvm).install();
        } catch (IllegalStateException unknownJdk) {
            return nothing(unknownJdk.getCause());
        }
        return new Result(List.of("System.nanoTime, System.currentTimeMillis and java.time in user code",
                "limits in java.util.concurrent"), List.of());
    }

    private static Result nothing(Throwable why) {
        return new Result(List.of(), List.of("all of it, as this JDK is not one that we know (" + why + ")"));
    }

    /**
     * Rewrites a class.
     *
     * @return those of {@code points} that are not in the class
     * @throws Throwable why the class stays unchanged
     */
    private List<JdkMethod> weave(String className, List<JdkMethod> points) throws Throwable {
        Class<?> type = Class.forName(className);
        Weaver before = weavers.get(className);
        Weaver weaver = new Weaver(before == null ? points
                : Stream.concat(before.points().stream(), points.stream()).toList());
        weavers.put(className, weaver);
        try {
            jvm.retransformClasses(type);
            if (weaver.failure() != null) {
                throw weaver.failure();
            }
            return weaver.missing().stream().filter(points::contains).toList();
        } catch (Throwable t) {
            if (before == null) {
                weavers.remove(className);
            } else {
                weavers.put(className, before);
                jvm.retransformClasses(type);
            }
            throw t;
        }
    }
}
