package gevent.hub;

/**
 * The JVM was started without the access to {@code java.base/java.lang} that a hub needs, or is one that gevent does
 * not know; the message says what to do.
 */
public final class MissingAccess extends Error {
    private static final String CURES = """
            gevent has no access to the JDK's virtual threads (package java.lang of java.base, %s). Do one of:
              1. start java with  --add-opens=java.base/java.lang=ALL-UNNAMED  (=gevent on the module path)
              2. start java with  -javaagent:gevent-monkey.jar
              3. add  Add-Opens: java.base/java.lang  to the manifest of the jar that java -jar starts""";

    private MissingAccess(String message) {
        // Where it was noticed helps nobody; the message is all there is to say.
        super(message, null, false, false);
    }

    static MissingAccess refused(Exception refused) {
        return new MissingAccess(CURES.formatted(refused.getMessage()));
    }

    static MissingAccess unknownJdk(Throwable changed) {
        return new MissingAccess("gevent does not know the inside of JDK " + Runtime.version() + " (" + changed
                + "): use JDK 25");
    }
}
