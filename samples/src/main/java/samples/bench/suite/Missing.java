package samples.bench.suite;

/** Thrown if this machine lacks something that a measurement needs. */
final class Missing extends Exception {
    /** @param message what is missing, and where to get it */
    Missing(String message) {
        super(message);
    }
}
