package gevent.monkey.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The blocking points of this JDK: each is what we think it is. */
@EnabledOnOs(OS.LINUX)
class JdkMethodTest {
    private static boolean is(JdkMethod point, Executable method) {
        String name = method instanceof Method ? method.getName() : "<init>";
        Class<?> returns = method instanceof Method m ? m.getReturnType() : void.class;
        return point.is(name, MethodType.methodType(returns, method.getParameterTypes()).toMethodDescriptorString());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEW_THREAD")
    void eachIsOneMethod(JdkMethod point) throws ClassNotFoundException {
        Class<?> type = Class.forName(point.className());
        assertEquals(point.isInThisJdk() ? 1 : 0, Stream.concat(Arrays.stream(type.getDeclaredMethods()),
                Arrays.stream(type.getDeclaredConstructors())).filter(method -> is(point, method)).count());
    }
}
