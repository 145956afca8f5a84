package gevent.internal.jdk;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Lets code call native functions, as {@code --enable-native-access} does, in a JVM that runs already. */
public final class NativeAccess {
    /** What lets the class path: the name up to JDK 25, and from JDK 26 on. */
    private static final List<String> FOR_ALL_UNNAMED =
            List.of("implAddEnableNativeAccessToAllUnnamed", "addEnableNativeAccessToAllUnnamed");
    private static final String FOR_MODULE = "implAddEnableNativeAccess";

    private NativeAccess() {
    }

    /**
     * Enables it for the class path and for modules; {@code java.lang} must be open to this module.
     *
     * @param names of modules, which need not be there
     * @throws ReflectiveOperationException names the method that this JDK does not have
     */
    public static void enable(Collection<String> names) throws ReflectiveOperationException {
        method(FOR_ALL_UNNAMED).invoke(null);
        Method forModule = method(List.of(FOR_MODULE));
        for (String name : names) {
            Optional<Module> module = ModuleLayer.boot().findModule(name);
            if (module.isPresent()) {
                forModule.invoke(module.get());
            }
        }
    }

    private static Method method(List<String> names) throws NoSuchMethodException {
        for (Method method : Module.class.getDeclaredMethods()) {
            if (names.contains(method.getName())) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new NoSuchMethodException("java.lang.Module." + names.getLast());
    }
}
