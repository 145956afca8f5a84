package gevent.monkey.launch;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code main} of a class, by the rules of {@code java} (JLS 12.1.4, JEP 512): a static or instance method that is
 * not private. A main that takes the arguments is preferred to a main without parameters.
 */
final class MainMethod {
    private final Class<?> owner;
    private final Method method;

    private MainMethod(Class<?> owner, Method method) {
        this.owner = owner;
        this.method = method;
    }

    static MainMethod of(Class<?> type) throws Program.Unusable {
        MainMethod found = find(type);
        if (found == null) {
            throw new Program.Unusable("class " + type.getName() + " has no main method:"
                    + " public static void main(String[]), or void main()");
        }
        return found;
    }

    /** Returns the main method of a class; null if there is none. */
    static MainMethod find(Class<?> type) {
        for (Class<?>[] parameters : List.of(new Class<?>[] {String[].class}, new Class<?>[0])) {
            for (Class<?> each : lineage(type)) {
                try {
                    Method method = each.getDeclaredMethod("main", parameters);
                    if (!Modifier.isPrivate(method.getModifiers()) && method.getReturnType() == void.class
                            && !method.isSynthetic()) {
                        method.setAccessible(true);
                        return new MainMethod(type, method);
                    }
                } catch (NoSuchMethodException e) {
                    // The next class may have it.
                }
            }
        }
        return null;
    }

    private static List<Class<?>> lineage(Class<?> type) {
        List<Class<?>> lineage = new ArrayList<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            lineage.add(each);
        }
        return lineage;
    }

    /** The class whose main was requested; the method may be inherited. */
    Class<?> owner() {
        return owner;
    }

    /**
     * Runs the main method.
     *
     * @throws Throwable what the method throws
     */
    void run(List<String> arguments) throws Throwable {
        try {
            Class.forName(owner.getName(), true, owner.getClassLoader());
            Object instance = Modifier.isStatic(method.getModifiers()) ? null : instance();
            method.invoke(instance, method.getParameterCount() == 0 ? new Object[0]
                    : new Object[] {arguments.toArray(String[]::new)});
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object instance() throws ReflectiveOperationException, Program.Unusable {
        try {
            Constructor<?> constructor = owner.getDeclaredConstructor();
            if (Modifier.isPrivate(constructor.getModifiers())) {
                throw new NoSuchMethodException();
            }
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new Program.Unusable("class " + owner.getName() + " has an instance main, but no constructor without"
                    + " parameters that is not private");
        }
    }
}
