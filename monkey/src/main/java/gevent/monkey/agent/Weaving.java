package gevent.monkey.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the agent does to the JDK when it is asked to, patch by patch; and what of it did not succeed. */
public final class Weaving {
    private static final String SOCKETS = JdkMethod.EARLY_SOCKET.className();

    private final Instrumentation jvm;
    private final Map<String, Weaver> weavers = new ConcurrentHashMap<>();      // of each class; any thread
    private volatile EarlySockets early;    // null until the JVM has sockets
    private Interceptor takeover;              // null until the first patch; guarded by this

    /** @param jvm whose classes are rewritten */
    public Weaving(Instrumentation jvm) {
        this.jvm = jvm;
        weavers.put(SOCKETS, new Weaver(List.of(JdkMethod.EARLY_SOCKET)));
        // It stays, since another agent may have a class rewritten once more.
        jvm.addTransformer(new Transformer(), true);
        Arrays.stream(jvm.getAllLoadedClasses()).filter(type -> type.getName().equals(SOCKETS)).forEach(this::rewrite);
    }

    /** What this does it with. */
    public Instrumentation jvm() {
        return jvm;
    }

    /** Asked by the JVM for each class that is loaded or rewritten, on whichever thread. */
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

    /** @return false if this JDK cannot be made to tell */
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

    /** Who made the first socket before they were patched; null if nobody did since the agent is loaded. */
    public String firstEarlySocket() {
        return early == null ? null : early.first();
    }

    /** From now on nobody is early. */
    public synchronized void socketsArePatched() {
        weavers.remove(SOCKETS);
        if (early != null) {
            Arrays.stream(jvm.getAllLoadedClasses()).filter(type -> type.getName().equals(SOCKETS))
                    .forEach(this::rewrite);
        }
    }

    private void rewrite(Class<?> type) {
        try {
            jvm.retransformClasses(type);
        } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
            // It is what it was.
            weavers.remove(type.getName());
        }
    }

    /** What became of a patch. @param rewritten the classes that are @param left what is as it was, and why */
    public record Result(List<String> rewritten, List<String> left) {
    }

    /**
     * Takes over what a patch stands for.
     *
     * @param name {@code socket}, {@code datagram}, {@code time}, {@code file} or {@code subprocess}
     */
    public synchronized Result apply(String name) {
        JdkMethod.Patch patch = JdkMethod.Patch.valueOf(name.toUpperCase());
        try {
            if (patch == JdkMethod.Patch.FILE && takeover().unknownOfFiles() != null) {
                return nothing(takeover.unknownOfFiles());
            }
            takeover();
        } catch (IllegalStateException unknownJdk) {
            return nothing(unknownJdk.getCause());
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

    /** @throws IllegalStateException if this JDK is not one that we know */
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

    /** Has user code, and limits in java.util.concurrent, go by {@link gevent.testing.Clocks} from now on. */
    public synchronized Result applyClock() {
        try {
            takeover().add(JdkMethod.Patch.CLOCK);
        } catch (IllegalStateException unknownJdk) {
            return nothing(unknownJdk.getCause());
        }
        new ClockWeaver(jvm).install();
        return new Result(List.of("System.nanoTime, System.currentTimeMillis and java.time in user code",
                "limits in java.util.concurrent"), List.of());
    }

    private static Result nothing(Throwable why) {
        return new Result(List.of(), List.of("all of it, as this JDK is not one that we know (" + why + ")"));
    }

    /** @return which of {@code points} are not in the class @throws Throwable why it is what it was before */
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

    /** Has what {@code main} starts be no daemons, as what a program's main thread starts is none. */
    public synchronized void setMain(Thread main) {
        if (!apply(JdkMethod.Patch.THREAD.name()).rewritten().isEmpty()) {
            takeover.setMain(main);
        }
    }
}
