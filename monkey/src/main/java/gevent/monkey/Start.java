package gevent.monkey;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/**
 * Where the JVM enters the jar: starts {@link Main} as a program, and {@link Agent} as an agent. This class is compiled
 * for Java 8, so that an older JVM gets far enough to say what it lacks.
 */
public final class Start {
    private static final int NEEDED = 25;

    private Start() {
    }

    /** For {@code java -jar}. */
    public static void main(String[] arguments) throws Throwable {
        enter("gevent.monkey.Main", "main", new Class<?>[] {String[].class}, (Object) arguments);
    }

    /** For {@code -javaagent}. */
    public static void premain(String options, Instrumentation jvm) throws Throwable {
        enterAgent("premain", options, jvm);
    }

    /** For {@code Launcher-Agent-Class}, and for a running JVM. */
    public static void agentmain(String options, Instrumentation jvm) throws Throwable {
        enterAgent("agentmain", options, jvm);
    }

    private static void enterAgent(String method, String options, Instrumentation jvm) throws Throwable {
        enter("gevent.monkey.Agent", method, new Class<?>[] {String.class, Instrumentation.class}, options, jvm);
    }

    private static void enter(String className, String method, Class<?>[] types, Object... arguments) throws Throwable {
        // Before Java 9 it is 1.8 and the like.
        if (Double.parseDouble(System.getProperty("java.specification.version")) < NEEDED) {
            System.err.println("gevent: this is Java " + System.getProperty("java.version") + " in "
                    + System.getProperty("java.home") + ", and gevent4j needs a JDK " + NEEDED + " or newer");
            System.exit(1);
        }
        try {
            Class.forName(className).getMethod(method, types).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
