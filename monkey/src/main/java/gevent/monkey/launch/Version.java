package gevent.monkey.launch;

/** Describes the versions of gevent4j and Java. */
final class Version {
    private Version() {
    }

    static String describe() {
        // From the jar's manifest.
        String ours = Version.class.getPackage().getImplementationVersion();
        return """
                gevent-monkey %s
                Java %s, %s
                """.formatted(ours != null ? ours : "of no version, not from its jar", Runtime.version(),
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")));
    }
}
