package gevent.monkey.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The blocking points of this JDK: each is what we think it is. */
@EnabledOnOs(OS.LINUX)
class PointTest {
    private static String descriptorOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes()).toMethodDescriptorString();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEW_THREAD")
    void eachIsOneMethod(Point point) throws ClassNotFoundException {
        assertEquals(1, Arrays.stream(Class.forName(point.className()).getDeclaredMethods())
                .filter(method -> point.is(method.getName(), descriptorOf(method))).count());
    }
}
