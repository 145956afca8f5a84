package gevent.monkey.agent;

import gevent.testing.Clocks;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes user code take the time from {@link Clocks} instead of the JDK, so that it sees the simulated time when it runs
 * in a simulation. {@code java.util.concurrent} measures its timeouts by {@link Clocks}, too. The rest of the JDK and
 * gevent4j's own classes stay unchanged.
 */
final class ClockWeaver implements ClassFileTransformer {
    private static final ClassDesc CLOCKS = desc(Clocks.class);
    private static final ClassDesc CLOCK = desc(Clock.class);
    private static final MethodTypeDesc SYSTEM_ZONE = MethodTypeDesc.of(CLOCK);

    /** Calls of static methods that {@link Clocks} replaces: owner and method to the name of the method of Clocks. */
    private static final Map<String, String> REPLACED = Map.of(
            "java/lang/System.nanoTime()J", "nanoTime",
            "java/lang/System.currentTimeMillis()J", "currentTimeMillis",
            "java/time/Instant.now()Ljava/time/Instant;", "instant",
            "java/time/Clock.systemUTC()Ljava/time/Clock;", "systemUTC",
            "java/time/Clock.systemDefaultZone()Ljava/time/Clock;", "systemDefaultZone",
            "java/time/Clock.system(Ljava/time/ZoneId;)Ljava/time/Clock;", "system");

    /** The classes whose {@code now()} is {@code now(Clock.systemDefaultZone())}. */
    private static final Set<ClassDesc> DATES = Set.of(desc(LocalDate.class), desc(LocalDateTime.class),
            desc(LocalTime.class), desc(OffsetDateTime.class), desc(OffsetTime.class), desc(Year.class),
            desc(YearMonth.class), desc(ZonedDateTime.class));

    private static final Set<CodeSource> OURS = Stream.of(Clocks.class, ClockWeaver.class, greenlet.Greenlet.class)
            .map(type -> type.getProtectionDomain().getCodeSource()).collect(Collectors.toSet());

    private final Instrumentation instrumentation;

    ClockWeaver(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** Weaves the loaded classes, and from now on each class that is loaded. */
    void install() {
        instrumentation.addTransformer(this, true);
        Class<?>[] loaded = Arrays.stream(instrumentation.getAllLoadedClasses())
                .filter(type -> instrumentation.isModifiableClass(type)
                        && isToBeWoven(type.getModule(), type.getClassLoader(), type.getProtectionDomain(),
                                type.getName().replace('.', '/')))
                .toArray(Class<?>[]::new);
        try {
            // All in one call, because each call stops the JVM.
            instrumentation.retransformClasses(loaded);
        } catch (Exception | LinkageError oneRefused) {
            Arrays.stream(loaded).forEach(this::reweave);
        }
    }

    private void reweave(Class<?> loaded) {
        try {
            instrumentation.retransformClasses(loaded);
        } catch (Exception | LinkageError refused) {
            // The class still uses the machine's clock, like a class that cannot see Clocks.
        }
    }

    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> type, ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || !isToBeWoven(module, loader, domain, name)) {
            return null;
        }
        try {
            boolean[] changed = {false};
            ClassFile classFile = ClassFile.of();
            byte[] woven = classFile.transformClass(classFile.parse(bytes), ClassTransform.transformingMethodBodies(
                    isOfJdk(name) ? (code, element) -> replaceInJdk(code, element, changed)
                            : (code, element) -> replace(code, element, changed)));
            return changed[0] ? woven : null;
        } catch (RuntimeException | LinkageError unknownToUs) {
            return null;
        }
    }

    private static boolean isOfJdk(String name) {
        return name.startsWith("java/util/concurrent/");
    }

    /** Whether a class belongs to java.util.concurrent, or is user code that can see {@link Clocks}. */
    private static boolean isToBeWoven(Module module, ClassLoader loader, ProtectionDomain domain, String name) {
        if (isOfJdk(name)) {
            return true;
        }
        if (loader == null || loader == ClassLoader.getPlatformClassLoader() || isOurs(domain)) {
            return false;
        }
        try {
            return module.canRead(Clocks.class.getModule())
                    && Class.forName(Clocks.class.getName(), false, loader) == Clocks.class;
        } catch (ClassNotFoundException | LinkageError unseen) {
            return false;
        }
    }

    private static boolean isOurs(ProtectionDomain domain) {
        return domain != null && domain.getCodeSource() != null && OURS.contains(domain.getCodeSource());
    }

    private static void replaceInJdk(CodeBuilder code, CodeElement element, boolean[] changed) {
        if (element instanceof InvokeInstruction call && call.owner().asInternalName().equals("java/lang/System")
                && call.name().equalsString("nanoTime")) {
            changed[0] = true;
            code.invokestatic(JdkBridge.CLASS, "nanoTime", JdkBridge.NANO_TIME);
        } else {
            code.with(element);
        }
    }

    private static void replace(CodeBuilder code, CodeElement element, boolean[] changed) {
        if (element instanceof InvokeInstruction call) {
            String method = call.owner().asInternalName() + "." + call.name() + call.type();
            String ours = REPLACED.get(method);
            if (ours != null) {
                changed[0] = true;
                code.invokestatic(CLOCKS, ours, call.typeSymbol());
                return;
            }
            if (call.name().equalsString("now") && call.typeSymbol().parameterCount() == 0
                    && DATES.contains(call.owner().asSymbol()) && call.opcode() == Opcode.INVOKESTATIC) {
                changed[0] = true;
                code.invokestatic(CLOCKS, "systemDefaultZone", SYSTEM_ZONE).invokestatic(call.owner().asSymbol(), "now",
                        MethodTypeDesc.of(call.owner().asSymbol(), CLOCK));
                return;
            }
        }
        code.with(element);
    }
}
