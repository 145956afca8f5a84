package greenlet;

/** The error for a JVM that refuses to load {@link Coroutine}; a separate class, so that it loads in such a JVM. */
final class MissingAccess {
    private static final String CURES = """
            greenlet has no access to the JDK's continuations (package jdk.internal.vm of java.base). Do one of:
              1. start java with  --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED  (=greenlet on the module path)
              2. start java with  -javaagent:gevent-monkey.jar
              3. add  Add-Exports: java.base/jdk.internal.vm  to the manifest of the jar that java -jar starts""";

    private MissingAccess() {
    }

    static GreenletError error(IllegalAccessError refused) {
        refused.setStackTrace(new StackTraceElement[0]);
        return new GreenletError(CURES, refused);
    }
}
