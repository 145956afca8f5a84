package gevent.monkey.agent;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The JDK's own methods, private ones, too, which the agent has opened to us. Any thread. */
final class Originals {
    private final Map<Point, MethodHandle> methods = new EnumMap<>(Point.class);      // guarded by itself
    private final MethodHandle isRegularFile;
    private final MethodHandle number;

    Originals() {
        try {
            isRegularFile = lookup(FileInputStream.class).findVirtual(FileInputStream.class, "isRegularFile",
                    MethodType.methodType(boolean.class));
            number = lookup(FileDescriptor.class).findGetter(FileDescriptor.class, "fd", int.class);
        } catch (Throwable t) {
            throw new IllegalStateException("This JDK is not one that we know", t);
        }
    }

    private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    /** Calls what a point stands for; on a thread for which nobody takes it over. */
    Object call(Point point, Object[] arguments) throws Exception {
        try {
            return of(point).invokeWithArguments(arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private MethodHandle of(Point point) throws ReflectiveOperationException {
        synchronized (methods) {
            MethodHandle known = methods.get(point);
            if (known == null) {
                Class<?> owner = Class.forName(point.className());
                Method method = Arrays.stream(owner.getDeclaredMethods())
                        .filter(each -> point.is(each.getName(), typeOf(each))).findFirst().orElseThrow();
                known = lookup(owner).unreflect(method);
                methods.put(point, known);
            }
            return known;
        }
    }

    private static String typeOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes()).toMethodDescriptorString();
    }

    /** The system's number; -1 if it is closed. */
    int numberOf(FileDescriptor descriptor) {
        try {
            return (int) number.invokeExact(descriptor);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Whether it is a file that is read in a bounded time. */
    boolean isRegularFile(FileInputStream in) {
        try {
            return (boolean) isRegularFile.invoke(in);
        } catch (Throwable t) {
            return false;
        }
    }
}
