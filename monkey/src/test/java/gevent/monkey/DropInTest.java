package gevent.monkey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drop-ins: code that was written for the JDK's class compiles with the other import. */
class DropInTest {
    /** What nobody should call any more, and what only the JDK itself can make. */
    private static boolean isWanted(Executable member) {
        return Modifier.isPublic(member.getModifiers()) && !member.isAnnotationPresent(Deprecated.class)
                && !member.isSynthetic();
    }

    private static Class<?> dropIn(String name) throws ClassNotFoundException {
        return Class.forName("gevent.monkey." + name);
    }

    private static Class<?> original(String name) throws ClassNotFoundException {
        return Class.forName("java." + name);
    }

    /** With the drop-ins' own classes where the JDK's name its own. */
    private static Class<?>[] translated(Class<?>[] types) {
        return Arrays.stream(types).map(type -> type == ProcessBuilder.Redirect.class
                ? gevent.monkey.lang.ProcessBuilder.Redirect.class : type).toArray(Class<?>[]::new);
    }

    private static boolean throwsNoMore(Executable ours, Executable theirs) {
        // The JDK's own constructor for who extends it declares an exception that it never throws.
        boolean isForced = theirs instanceof Constructor<?> && theirs.getDeclaringClass() == java.net.Socket.class;
        return isForced || Arrays.stream(ours.getExceptionTypes())
                .filter(type -> !RuntimeException.class.isAssignableFrom(type))
                .allMatch(type -> Arrays.stream(theirs.getExceptionTypes())
                        .anyMatch(each -> each.isAssignableFrom(type)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.FileInputStream", "io.FileOutputStream", "io.FileReader", "io.FileWriter",
        "io.RandomAccessFile", "lang.ProcessBuilder", "lang.Thread", "net.ServerSocket", "net.Socket"})
    void hasTheConstructors(String name) throws ClassNotFoundException {
        Class<?> ours = dropIn(name);
        List<Constructor<?>> missing = Stream.of(original(name).getConstructors()).filter(DropInTest::isWanted)
                .filter(theirs -> {
                    try {
                        return !throwsNoMore(ours.getConstructor(translated(theirs.getParameterTypes())), theirs);
                    } catch (NoSuchMethodException e) {
                        return true;
                    }
                }).toList();

        assertEquals(List.of(), missing);
    }

    /** What it returns may be more; a class that the JDK lets nobody extend has only what is static. */
    @ParameterizedTest
    @ValueSource(strings = {"io.FileInputStream", "io.FileOutputStream", "io.FileReader", "io.FileWriter",
        "io.RandomAccessFile", "lang.Process", "lang.ProcessBuilder", "lang.Thread", "net.InetAddress",
        "net.ServerSocket", "net.Socket", "nio.channels.FileChannel", "nio.file.Files"})
    void hasTheMethods(String name) throws ClassNotFoundException {
        Class<?> ours = dropIn(name);
        List<Method> missing = Stream.of(original(name).getMethods()).filter(DropInTest::isWanted)
                .filter(theirs -> !name.equals("net.InetAddress") || Modifier.isStatic(theirs.getModifiers()))
                .filter(theirs -> {
                    try {
                        Method method = ours.getMethod(theirs.getName(), translated(theirs.getParameterTypes()));
                        boolean isOurs = translated(new Class<?>[] {theirs.getReturnType()})[0]
                                .isAssignableFrom(method.getReturnType()) || method.getReturnType() == ours;
                        return !isOurs || !throwsNoMore(method, theirs);
                    } catch (NoSuchMethodException e) {
                        return true;
                    }
                }).toList();

        assertEquals(List.of(), missing);
    }
}
