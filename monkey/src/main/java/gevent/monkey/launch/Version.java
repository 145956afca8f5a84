package gevent.monkey.launch;

/** Which version of this runs on which Java. */
final class Version {
    private Version() {
    }

    static String describe() {
        // Of the jar's manifest.
        String ours = Version.class.getPackage().getImplementationVersion();
        return """
                gevent-monkey %s
                Java %s, %s
                """.formatted(ours != null ? ours : "of no version, not from its jar", Runtime.version(),
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")));
    }
}
