package samples.bench.suite;

/** What a measurement needs is not on this machine. */
final class Missing extends Exception {
    /** @param message what, and where it comes from */
    Missing(String message) {
        super(message);
    }
}
